"""P1, D1: earlier editions that a record keeps, against what its trail says they were."""

from collections.abc import Iterator
from collective.trail.behaviors.revision import editions_of
from collective.trail.behaviors.revision import ROLES
from collective.trail.content.digest import digests_of
from collective.trail.content.digest import signature_facts
from collective.trail.rules.told import Edition
from collective.trail.rules.told import Told
from plone import api
from Products.CMFEditions.interfaces.IArchivist import ArchivistRetrieveError
from typing import Any
from ZODB.POSException import POSKeyError


def editions(told: Told, record: Any) -> Iterator[tuple[str, str]]:
    """P1: (field, sentence) for each edition that is not what it was when the next one replaced it."""
    kept = editions_of(record)
    if len(kept) != len(told.editions):
        yield "editions", f"The record keeps {len(kept)} earlier editions, but the trail tells of {len(told.editions)}."
    for edition, facts in zip(told.editions, kept, strict=False):
        number = facts["edition"]
        signature = signature_facts(number, facts["approved_on"], facts["effective_on"])
        if edition.signature is not None and signature != edition.signature:
            yield "editions", f"Edition {number} bears another number or date than the trail says."
        if edition.content is not None and facts["digest"] != edition.content:
            yield "editions", f"The content that edition {number} is said to have is another than the one judged."
        for what in _version(edition, record, facts["version_id"]):
            yield "editions", f"Edition {number}, kept as version {facts['version_id']}: {what}."


def _version(edition: Edition, record: Any, version_id: Any) -> Iterator[str]:
    """What is wrong with the saved version that holds the fields of an edition."""
    if edition.fields is None:
        return
    try:
        with api.env.adopt_roles(ROLES):
            version = api.portal.get_tool("portal_repository").retrieve(record, version_id).object
        found = digests_of(version)
    except ArchivistRetrieveError:
        yield "there is no such version"
        return
    except (OSError, POSKeyError) as error:
        yield f"a file cannot be read: {type(error).__name__}"
        return
    for name, digest in found.items():
        if edition.fields.get(name, digest) != digest:
            yield f"the field {name} was changed, and the trail does not say so"
