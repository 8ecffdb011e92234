"""P1, P2: what happens to a record -> one entry of the trail. The only place that knows both acts and ledger."""

from Acquisition import aq_base
from Acquisition import aq_inner
from Acquisition import aq_parent
from collective.trail.content import digest
from collective.trail.content import protection
from collective.trail.content.filing import class_of
from collective.trail.ledger import record as entry
from collective.trail.ledger import record_read as read_entry
from collective.trail.ledger.refusals import note_refusal
from collective.trail.subscribers import actions
from plone.app.iterate.interfaces import IWorkingCopy
from plone.uuid.interfaces import IUUID
from zope.container.interfaces import IContainerModifiedEvent
from zope.lifecycleevent.interfaces import IObjectAddedEvent
from zope.lifecycleevent.interfaces import IObjectRemovedEvent


__all__ = ["actions"]  # importing it makes the transitions known to the trail


def created(record, event) -> None:
    """Also for copies: a copy is a new record with a trail of its own."""
    if event.object is record:
        data = {"title": record.Title(), "record_class": _class_uid(record), "fields": digest.remember_changes(record)}
        entry(record, "record.created", data)


def _class_uid(record) -> str | None:
    """Not its path: a class may move, and the records in it stay where they are."""
    record_class = class_of(record)
    return IUUID(record_class) if record_class is not None else None


def edited(record, event) -> None:
    """The fields that differ from before, by name and digest; an edit that changed nothing leaves no entry."""
    if IContainerModifiedEvent.providedBy(event) or protection.is_lifted():
        return
    changes = digest.remember_changes(record)
    if not changes:
        return
    if "file" in changes:
        name = record.file.filename if record.file is not None else ""
        entry(record, "record.file_replaced", {"filename": name, "digest": changes["file"]})
    fields = {name: value for name, value in changes.items() if name != "file"}
    if fields:
        entry(record, "record.edited", {"fields": sorted(fields), "digests": fields})


def moved(record, event) -> None:
    """Moved to another class or year, by itself or with a parent."""
    if IObjectAddedEvent.providedBy(event) or IObjectRemovedEvent.providedBy(event):
        return
    if event.oldParent is None or event.newParent is None or protection.is_lifted():
        return
    if aq_base(event.oldParent) is aq_base(event.newParent):
        return
    target = "/".join(aq_parent(aq_inner(record)).getPhysicalPath())
    before = "/".join((*event.oldParent.getPhysicalPath(), event.oldName))
    after = "/".join((*event.newParent.getPhysicalPath(), event.newName))
    if event.object is record:
        source = "/".join(event.oldParent.getPhysicalPath())
    else:
        source = before + target.removeprefix(after)
    entry(record, "record.moved", {"source": source, "target": target, "record_class": _class_uid(record)})


def deleted(record, event) -> None:
    """A draft was deleted, or a working copy was merged or given up; its entries survive it."""
    entry(record, "record.deleted", {"title": record.Title(), "merged": protection.is_lifted()})


def sharing_changed(record, event) -> None:
    """Local roles were changed by hand."""
    roles = {principal: sorted(roles) for principal, roles in record.get_local_roles()}
    entry(record, "record.sharing_changed", {"local_roles": roles})


def reverted(event) -> None:
    """An earlier version of a draft was restored."""
    changes = digest.remember_changes(event.object)
    entry(event.object, "record.version_reverted", {"version": event.version_id, "digests": changes})


def _annex_entry(record, annex, action: str) -> None:
    value = digest.annex_file(annex)
    facts = digest.file_facts(value) if value is not None else {"filename": ""}
    entry(record, action, {"title": annex.Title(), "annex": annex.getId(), **facts})


def annex_added(annex, event) -> None:
    """Entered on the record; while a revision is merged the edition's own entry tells it."""
    record = protection.record_around(annex)
    if record is not None and event.object is annex and not protection.is_lifted():
        _annex_entry(record, annex, "record.annex_added")


def annex_removed(annex, event) -> None:
    """Entered on the record, unless the record itself is going."""
    record = protection.record_around(annex)
    if record is not None and event.object is annex:
        _annex_entry(record, annex, "record.annex_removed")


def annex_edited(annex, event) -> None:
    """An annex got another file or title."""
    record = protection.record_around(annex)
    if record is not None and not protection.is_lifted():
        _annex_entry(record, annex, "record.annex_edited")


def transition_done(event) -> None:
    """One entry for the act; the opinion, where there is one, is an entry of the same act."""
    data = {"source": event.source, "target": event.target, "comment": event.comment}
    if event.opinion is not None:
        data["digest"] = event.opinion["digest"]
        data["comment"] = ""
    if "sign" in event.transition.effects:
        data |= digest.signature_of(event.object)
    entry(event.object, event.workflow.action_id(event.transition.id), data)
    if event.opinion is not None:
        entry(event.object, "opinion.given", dict(event.opinion))


def class_transition_done(record_class, event) -> None:
    """A class was closed or opened again; classes have no rules of ours, so DCWorkflow's own event tells it."""
    if event.transition is not None:
        action = f"record_class.{event.transition.id}"
        entry(record_class, action, {"source": event.old_state.id, "target": event.new_state.id})


def _whole(record) -> dict:
    """All that the record holds, by digest: what was taken over from another object no earlier entry tells."""
    return {"digests": digest.digests_of(record), "annexes": digest.annex_digests(record)}


def checked_out(event) -> None:
    """A revision begins: the record and the working copy each know the other."""
    working_copy = event.working_copy
    entry(event.object, "record.checked_out", {"working_copy": IUUID(working_copy)})
    data = {"source": IUUID(event.object), "edition": working_copy.edition, **_whole(working_copy)}
    entry(working_copy, "record.content_copied", data)


def checkout_cancelled(event) -> None:
    """A revision was given up."""
    if IWorkingCopy.providedBy(event.object):
        entry(event.baseline, "record.checkout_cancelled", {"working_copy": IUUID(event.object)})


def edition_replaced(event) -> None:
    """A revision was approved and is in force."""
    data = {
        **digest.signature_of(event.object),
        "working_copy": event.working_copy,
        "digest": digest.content_digest(event.object),
        **_whole(event.object),
    }
    entry(event.object, "record.edition_replaced", data)
    digest.remember_changes(event.object)


def rule_broken(event) -> None:
    """A refused attempt: its transaction is given up, its entry is not."""
    note_refusal(event.object, event.violation)


def record_read(event) -> None:
    """P5: somebody saw a confidential or secret record, or took one of its files."""
    if event.filename:
        read_entry(event.object, "record.downloaded", {"filename": event.filename}, event.request)
    else:
        read_entry(event.object, "record.viewed", {}, event.request)
