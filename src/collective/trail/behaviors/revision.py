"""D1: an approved document is changed by a revision: a working copy that is approved anew and then replaces it.

Built on plone.app.iterate; ``RecordCopier`` tells it how our records are copied and merged. Earlier editions stay
readable: the fields as a saved version, the annexes as superseded files inside the record.
"""

from collective.trail.content.digest import annex_file
from collective.trail.content.digest import annexes_of
from collective.trail.content.digest import content_digest
from collective.trail.content.digest import fields_of
from collective.trail.content.digest import file_facts
from collective.trail.content.digest import remember_changes
from collective.trail.content.events import EditionReplaced
from collective.trail.content.protection import protection_lifted
from collective.trail.interfaces import IControlledDocument
from plone import api
from plone.app.iterate.dexterity.copier import FolderishContentCopier
from plone.app.iterate.interfaces import ICheckinCheckoutPolicy
from plone.base.utils import unrestricted_construct_instance
from plone.uuid.interfaces import IUUID
from Products.CMFCore.WorkflowCore import ObjectDeleted
from zope.component import adapter
from zope.container.interfaces import INameChooser
from zope.event import notify


#: What the merging code needs: Manager saves versions, Owner may read them (Manager may not, see the table).
ROLES = ["Manager", "Owner"]


def next_edition(record) -> int:
    """The edition that approving this record now makes: 1 for a first approval."""
    return (record.edition or 0) + 1


def editions_of(record) -> tuple[dict, ...]:
    """Editions that are no longer in force: edition, approved_on, effective_on, version_id, digest, annexes (ids)."""
    return getattr(record, "_editions", ())


def begin(record):
    """Make the working copy of an approved record in the same folder and return it."""
    with protection_lifted("revision"), api.env.adopt_roles(ROLES):
        api.portal.get_tool("portal_repository").save(record, comment=f"Edition {record.edition}")
        return ICheckinCheckoutPolicy(record).checkout(record.aq_parent)


def merge(working_copy) -> None:
    """Put an approved working copy in force. Raises ``ObjectDeleted`` with the record, as DCWorkflow expects."""
    policy = ICheckinCheckoutPolicy(working_copy)
    edition, uid = working_copy.edition, IUUID(working_copy)
    with protection_lifted("revision"), api.env.adopt_roles(ROLES):
        record = policy.checkin(f"Edition {edition}")
    notify(EditionReplaced(record, edition, uid))
    record.reindexObject()
    raise ObjectDeleted(record)


def _signature(annex) -> tuple:
    facts = file_facts(annex_file(annex))
    return annex.portal_type, annex.Title(), facts["filename"], facts["sha256"]


def _add_annex(container, annex):
    """A new annex in ``container`` with the title and file of ``annex``; the file itself is shared, not copied."""
    name = INameChooser(container).chooseName(None, annex)
    field = "image" if annex.portal_type == "Image" else "file"
    added = unrestricted_construct_instance(annex.portal_type, container, name, title=annex.Title())
    added = container[name] if added is None or isinstance(added, str) else added
    setattr(added, field, annex_file(annex))
    added.reindexObject()
    return added


@adapter(IControlledDocument)
class RecordCopier(FolderishContentCopier):
    """How plone.app.iterate copies and merges our records; called by its check-out policy."""

    def _createWorkingCopyObject(self, container):
        """An empty record of the same type under a neutral id."""
        name = INameChooser(container).chooseName(None, None)
        made = unrestricted_construct_instance(self.context.portal_type, container, name, title=self.context.title)
        return container[name] if made is None or isinstance(made, str) else made

    def _copyBaseline(self, container):
        """The working copy: all fields a person may set, and the annexes."""
        record = self.context
        working_copy = self._createWorkingCopyObject(container)
        for name, _field in fields_of(record):
            setattr(working_copy, name, getattr(record, name, None))
        working_copy.edition = record.edition
        for annex in annexes_of(record):
            _add_annex(working_copy, annex)
        working_copy.reindexObject()
        # Otherwise the trail would tell of the first edit that it changed everything that was copied.
        remember_changes(working_copy)
        return working_copy

    def _replaceBaseline(self, baseline):
        """Take over fields, annexes, opinions and signature of the working copy, then delete it."""
        working_copy = self.context
        self._keep_edition(baseline)
        self._replace_annexes(baseline, working_copy)
        for name, _field in fields_of(baseline):
            setattr(baseline, name, getattr(working_copy, name, None))
        for name in ("edition", "approved_on", "effective_on", "_submitted_by"):
            setattr(baseline, name, getattr(working_copy, name))
        baseline._opinions = (*getattr(baseline, "_opinions", ()), *getattr(working_copy, "_opinions", ()))
        baseline._revised_by = (*getattr(baseline, "_revised_by", ()), IUUID(working_copy))
        working_copy.aq_parent._delObject(working_copy.getId())
        return baseline

    def _keep_edition(self, baseline) -> None:
        outgoing = {
            "edition": baseline.edition,
            "approved_on": baseline.approved_on,
            "effective_on": baseline.effective_on,
            "version_id": getattr(baseline, "version_id", None),
            "digest": content_digest(baseline),
            "annexes": tuple(annex.getId() for annex in annexes_of(baseline)),
        }
        baseline._editions = (*editions_of(baseline), outgoing)

    def _replace_annexes(self, baseline, working_copy) -> None:
        """Annexes that stay are kept, new ones added; those that go stay as files of the earlier editions."""
        wanted = {_signature(annex): annex for annex in annexes_of(working_copy)}
        for annex in annexes_of(baseline):
            if wanted.pop(_signature(annex), None) is None:
                annex.superseded_in = working_copy.edition
        for annex in wanted.values():
            _add_annex(baseline, annex)
