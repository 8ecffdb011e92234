"""D1, P1: what is frozen stays as it is, for everybody and on every path.

Permissions taken away in the workflow table are the first wall (forms, REST, WebDAV); the vetoes here are the second,
for paths that ask no permission of the item itself: deleting or moving a parent, the ZMI, scripts, restoring versions.
"""

from Acquisition import aq_inner
from Acquisition import aq_parent
from collective.trail.content.refusal import name_of
from collective.trail.content.refusal import refuse
from collective.trail.i18n import _
from collective.trail.interfaces import IRecord
from collective.trail.interfaces import IRecordClass
from collective.trail.interfaces import IYearFolder
from contextlib import contextmanager
from plone import api

import threading


_local = threading.local()

NOT_COPIED = _(
    "err_copy",
    default="This cannot be copied or moved here. Records are never copied; a draft is moved by its drafter.",
)


@contextmanager
def protection_lifted(reason: str):
    """Let our own code do what is otherwise vetoed: merging a revision, filing, disposal; ``reason`` is for readers."""
    reasons = getattr(_local, "reasons", ())
    _local.reasons = (*reasons, reason)
    try:
        yield
    finally:
        _local.reasons = reasons


def is_lifted() -> bool:
    """Whether our own code is at work that may touch frozen records."""
    return bool(getattr(_local, "reasons", ()))


def state_of(record) -> str:
    """The workflow state of a record; empty for what has no workflow."""
    return api.portal.get_tool("portal_workflow").getInfoFor(record, "review_state", "") or ""


def is_frozen(record) -> bool:
    """Whether the record's state is one in which nothing may change."""
    from collective.trail.workflows import workflow_of

    workflow = workflow_of(record.portal_type)
    state = state_of(record)
    return bool(workflow and state and workflow.state(state).frozen)


def may_be_deleted(record) -> bool:
    """D5: only drafts may be deleted; everything else ends by disposal."""
    from collective.trail.workflows.document import DRAFT

    return state_of(record) in ("", DRAFT)


def record_around(obj):
    """The record that an annex belongs to, or None."""
    parent = aq_parent(aq_inner(obj))
    return parent if IRecord.providedBy(parent) else None


def check_change(record) -> None:
    """D1: refuse changing a frozen record."""
    if is_lifted() or not is_frozen(record):
        return
    raise refuse(
        record,
        _(
            "err_frozen",
            default="${record} is ${state} and cannot be changed. Begin a revision to change it.",
            mapping={"record": name_of(record), "state": _state_title(record)},
        ),
        403,
        "frozen",
    )


def check_may_change(record) -> None:
    """D1: refuse a person who may not change the record now, and say why instead of leaving it at a missing right."""
    check_change(record)
    if api.user.has_permission("Modify portal content", obj=record):
        return
    raise refuse(
        record,
        _(
            "err_not_yours",
            default="${record} is ${state} and you cannot change it. Only its drafter can, as a draft or when changes "
            "are wanted.",
            mapping={"record": name_of(record), "state": _state_title(record)},
        ),
        403,
        "not_yours",
    )


def check_annex_change(annex, parent=None) -> None:
    """D1: refuse adding, changing or removing an annex of a record that is not being written."""
    record = parent if parent is not None else record_around(annex)
    if record is not None and IRecord.providedBy(record):
        check_change(record)


def check_removal(record) -> None:
    """D5: refuse deleting anything but a draft of one's own, also when a parent is deleted."""
    if is_lifted():
        return
    if may_be_deleted(record):
        _check_own_draft(record)
        return
    raise refuse(
        record,
        _(
            "err_not_deletable",
            default="${record} is ${state} and cannot be deleted; only drafts can. Records end by disposal.",
            mapping={"record": name_of(record), "state": _state_title(record)},
        ),
        403,
        "not_deletable",
    )


def _check_own_draft(record) -> None:
    """Whoever deletes a parent is asked no permission of what is inside; the draft of another stays."""
    if api.user.has_permission("Delete objects", obj=record):
        return
    raise refuse(
        record,
        _(
            "err_draft_of_another",
            default="${record} is a draft of another person; only its drafter can delete it.",
            mapping={"record": name_of(record)},
        ),
        403,
        "not_deletable",
    )


def check_move(record, old_name: str | None, new_name: str | None) -> None:
    """D2, P5: refuse renaming any record, and moving one that is no draft, also when a parent is moved."""
    if is_lifted():
        return
    if old_name != new_name:
        raise refuse(
            record,
            _(
                "err_rename",
                default="${record} keeps its short name: it is neutral and permanent. Change the title instead.",
                mapping={"record": name_of(record)},
            ),
            403,
            "permanent_id",
        )
    if may_be_deleted(record):
        return
    mapping = {"record": name_of(record), "state": _state_title(record)}
    if is_frozen(record):
        message = _(
            "err_frozen_not_movable",
            default="${record} is ${state} and stays where it is filed.",
            mapping=mapping,
        )
    else:
        message = _(
            "err_not_movable",
            default="${record} is ${state} and cannot be moved; withdraw it to draft first.",
            mapping=mapping,
        )
    raise refuse(record, message, 403, "not_movable")


def check_copy(original) -> None:
    """D4, P5: refuse copying what is in the file plan; a rule of content copies without asking for a permission."""
    record = original if IRecord.providedBy(original) else record_around(original)
    filed = record is not None or IRecordClass.providedBy(original) or IYearFolder.providedBy(original)
    if not filed or is_lifted() or (record is not None and api.user.has_permission("Copy or Move", obj=original)):
        return
    raise refuse(record if record is not None else original, NOT_COPIED, 403, "copy")


def _state_title(record):
    from collective.trail.workflows import workflow_of
    from zope.globalrequest import getRequest
    from zope.i18n import translate

    workflow = workflow_of(record.portal_type)
    return translate(workflow.state(state_of(record)).title, context=getRequest()) if workflow else ""
