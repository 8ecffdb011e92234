"""P1, D1: records changed behind the trail's back, by a debug script or on the disk: found, with record and field."""

from Acquisition import aq_base
from collective.trail.behaviors.numbering import number_register
from collective.trail.content.digest import annexes_of
from collective.trail.content.filing import year_folder
from datetime import timedelta
from plone import api
from plone.app.textfield import RichTextValue
from plone.dexterity.utils import createContentInContainer
from plone.namedfile.file import NamedBlobFile
from plone.uuid.interfaces import IUUID
from zope.event import notify
from zope.lifecycleevent import ObjectModifiedEvent

import os
import pytest


def file(data):
    return NamedBlobFile(data, "application/pdf", "leave.pdf")


@pytest.fixture
def record(http, log, auditor, sequenced):
    """A document in force with a file and an annex, in its second edition, and all of it in the log."""
    record = http.draft(file=file(b"%PDF-1.4 first"))
    with api.env.adopt_user("drafter"):
        createContentInContainer(record, "File", title="Table", file=NamedBlobFile(b"table", "text/plain", "t.txt"))
    sign(http, record)
    http.act("drafter", record, "revise")
    copy = next(each for each in record.aq_parent.objectValues() if each.number is None)
    with api.env.adopt_user("drafter"):
        copy.purpose = "Newer rules."
        copy.file = file(b"%PDF-1.4 second")
        notify(ObjectModifiedEvent(copy))
    sign(http, copy)
    assert sequenced()[0]
    return record


def sign(http, record):
    """The whole way to approval."""
    http.act("drafter", record, "submit")
    http.act("reviewer", record, "review", "Good.")
    http.act("head", record, "approve", "Signed.")


def history(record, **changes):
    """Set the last step of the history to something else."""
    steps = record.workflow_history["document_workflow"]
    record.workflow_history["document_workflow"] = (*steps[:-1], {**steps[-1], **changes})


def opinions(record, change):
    record._opinions = change(record._opinions)


def editions(record, **changes):
    record._editions = ({**record._editions[0], **changes},)


def moved(record, name):
    """Put a record into another class, with its retention period, and tell the catalog alone."""
    folder = year_folder(api.portal.get()[name])
    record.unindexObject()
    base = aq_base(record)
    record.aq_parent._tree.pop(record.getId())
    folder._tree[base.getId()] = base
    base.__parent__ = aq_base(folder)
    folder[base.getId()].reindexObject()


#: What a debug script does to a document in force -> the field that the self-check names.
SCRIPTS = {
    "title": (lambda r: setattr(r, "title", "Longer leave"), "title"),
    "content": (lambda r: setattr(r, "content", RichTextValue("<p>No leave.</p>")), "content"),
    "file": (lambda r: setattr(r, "file", file(b"%PDF-1.4 forged")), "file"),
    "secrecy": (lambda r: setattr(r, "secrecy", "secret"), "secrecy"),
    "readers": (lambda r: setattr(r, "readers", ("outsider",)), "readers"),
    "department": (lambda r: setattr(r, "department", "FIN"), "department"),
    "annex": (lambda r: setattr(annexes_of(r)[0], "file", NamedBlobFile(b"forged")), "annex"),
    "annex removed": (lambda r: r._delOb(annexes_of(r)[0].getId()), "annex"),
    "annex torn out": (lambda r: r._tree.pop(annexes_of(r)[0].getId()), "record"),
    "number": (lambda r: setattr(r, "number", "HR2020001"), "number"),
    "approval date": (lambda r: setattr(r, "approved_on", r.approved_on - timedelta(days=1)), "approved_on"),
    "effective date": (lambda r: setattr(r, "effective_on", r.effective_on - timedelta(days=1)), "effective_on"),
    "edition": (lambda r: setattr(r, "edition", 7), "edition"),
    "opinion altered": (lambda r: opinions(r, lambda all: (*all[:-1], {**all[-1], "text": "No."})), "opinions"),
    "opinion removed": (lambda r: opinions(r, lambda all: all[1:]), "opinions"),
    "opinion added": (lambda r: opinions(r, lambda all: (*all, all[-1])), "opinions"),
    "step by another": (lambda r: history(r, actor="leader"), "workflow_history"),
    "step removed": (lambda r: r.workflow_history.update(document_workflow=()), "workflow_history"),
    "class": (lambda r: moved(r, "personnel"), "record_class"),
    "drafter": (lambda r: r.setCreators(("leader",)), "creators"),
    "local role": (lambda r: r.manage_setLocalRoles("outsider", ["Owner"]), "local_roles"),
    "earlier edition's date": (lambda r: editions(r, approved_on=None), "editions"),
    "earlier edition's digest": (lambda r: editions(r, digest="0" * 64), "editions"),
    "earlier edition's version": (lambda r: editions(r, version_id=99), "editions"),
    "earlier edition dropped": (lambda r: setattr(r, "_editions", ()), "editions"),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_approved_field_changed_by_a_debug_script(record, checked, name):
    change, field = SCRIPTS[name]
    annex = annexes_of(record)[0].getId()
    assert checked() == []
    change(record)
    found = checked()
    assert (IUUID(record), annex if field == "annex" else field) in [(uid, place) for uid, place, _sentence in found]
    assert all(uid == IUUID(record) for uid, _place, _sentence in found)


def test_a_number_given_to_another_in_the_register(record, checked):
    line = number_register().entry(record.number)
    number_register().put(line._replace(uid="0" * 32))
    expected = f"The trail says {record.number}, but the number register gives it to {'0' * 32}."
    assert checked() == [(IUUID(record), "number", expected)]


def test_a_version_changed_in_the_storage_of_versions(record, checked):
    """The first edition is no object of the site any more; its fields stand in CMFEditions' storage alone."""
    storage = api.portal.get_tool("portal_historiesstorage")
    history_id = api.portal.get_tool("portal_historyidhandler").queryUid(record)
    repository = storage._getZVCRepo()
    place, selector = storage._getZVCAccessInfo(history_id, record._editions[0]["version_id"], True)
    stored = repository._histories[place]._versions[selector]._data._object.object
    stored.purpose = "Leave for the chief only."
    sentence = "Edition 1, kept as version 1: the field purpose was changed, and the trail does not say so."
    assert checked() == [(IUUID(record), "editions", sentence)]


def test_a_blob_replaced_on_the_disk(record, checked, http):
    http.commit()
    path = record.file._blob.committed()
    os.chmod(path, 0o600)
    with open(path, "wb") as stream:
        stream.write(b"%PDF-1.4 forged")
    found = checked()
    assert found == [(IUUID(record), "file", "The field file was changed, and the trail does not say so.")]
    told = http.client("head").get(f"{http.url(record)}/@trail").json()["items"][0]
    assert told["action"] == "record.differs" and "The field file was changed" in told["text"]


def test_a_record_replaced_by_an_old_copy_of_itself(record, checked, http):
    """As a copy of yesterday's object, pasted over the present one, would be."""
    for name in ("edition", "approved_on", "effective_on"):
        setattr(record, name, record._editions[0][name])
    record.purpose = "New rules for leave."
    record._opinions, record._editions = record._opinions[:2], ()
    fields = {field for _uid, field, _sentence in checked()}
    assert fields >= {"approved_on", "edition", "editions", "opinions", "purpose"}
