"""D1: the life of a controlled document, from draft to approved and on to obsolete."""

from collective.trail.i18n import _
from collective.trail.security import groups as g
from collective.trail.workflows.table import State
from collective.trail.workflows.table import Transition
from collective.trail.workflows.table import Workflow


DRAFT = "draft"
SUBMITTED = "submitted"
REVIEWED = "reviewed"
RETURNED = "returned"
APPROVED = "approved"
REJECTED = "rejected"
OBSOLETE = "obsolete"

SUBMIT = "submit"
RESUBMIT = "resubmit"
REVIEW = "review"
REQUEST_CHANGES = "request_changes"
REJECT = "reject"
WITHDRAW = "withdraw"
APPROVE = "approve"
REVISE = "revise"
ABOLISH = "abolish"

#: Everything that could change, remove or replace a record; a state names who has each, or nobody.
MANAGED = (
    "Access contents information",
    "View",
    "Modify portal content",
    "Add portal content",
    "plone.app.contenttypes: Add File",
    "plone.app.contenttypes: Add Image",
    "Delete objects",
    "Copy or Move",
    "Change portal events",
    "Request review",
    "Review portal content",
    "Reply to item",
    "Sharing page: Delegate roles",
    "CMFEditions: Access previous versions",
    "CMFEditions: Apply version control",
    "CMFEditions: Checkout to location",
    "CMFEditions: Revert to previous versions",
    "CMFEditions: Save new version",
    "iterate : Check in content",
    "iterate : Check out content",
    "collective.trail: Revise record",
    "WebDAV Lock items",
    "WebDAV Unlock items",
)

IN_PROGRESS_VIEWERS = (g.OWNER, g.DEPARTMENT_MEMBER, g.DEPARTMENT_REVIEWER, g.DEPARTMENT_HEAD, g.LEADER)
IN_FORCE_VIEWERS = (g.OWNER, g.RECORD_READER)


def _permissions(viewers: tuple[str, ...], **granted: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The whole matrix of a state: viewing for ``viewers``, editing for ``editors``, the rest for nobody."""
    editors = granted.get("editors", ())
    matrix: dict[str, tuple[str, ...]] = {permission: () for permission in MANAGED}
    for permission in ("View", "Access contents information", "CMFEditions: Access previous versions"):
        matrix[permission] = viewers
    for permission in (
        "Modify portal content",
        "Add portal content",
        "plone.app.contenttypes: Add File",
        "plone.app.contenttypes: Add Image",
        "CMFEditions: Revert to previous versions",
        "WebDAV Lock items",
        "WebDAV Unlock items",
    ):
        matrix[permission] = editors
    # Saving a version adds and never alters; our own code does it as Manager when a revision begins or ends.
    matrix["CMFEditions: Save new version"] = (*editors, "Manager")
    matrix["CMFEditions: Apply version control"] = (*editors, "Manager")
    matrix["Delete objects"] = granted.get("deleters", ())
    matrix["collective.trail: Revise record"] = granted.get("revisers", ())
    return matrix


STATES = (
    State(
        DRAFT,
        _("state_draft", default="Draft"),
        _("help_state_draft", default="Being written by its drafter."),
        _permissions(IN_PROGRESS_VIEWERS, editors=(g.OWNER,), deleters=(g.OWNER,)),
    ),
    State(
        SUBMITTED,
        _("state_submitted", default="Under review"),
        _("help_state_submitted", default="Waits for the written opinion of a reviewer."),
        _permissions(IN_PROGRESS_VIEWERS),
    ),
    State(
        REVIEWED,
        _("state_reviewed", default="Waiting for approval"),
        _("help_state_reviewed", default="Reviewed; waits for the approver to sign."),
        _permissions(IN_PROGRESS_VIEWERS),
    ),
    State(
        RETURNED,
        _("state_returned", default="Changes wanted"),
        _("help_state_returned", default="Returned to the drafter with changes wanted."),
        _permissions(IN_PROGRESS_VIEWERS, editors=(g.OWNER,)),
    ),
    State(
        APPROVED,
        _("state_approved", default="Approved"),
        _("help_state_approved", default="Signed and in force; frozen. Changing it means a revision."),
        _permissions(
            IN_FORCE_VIEWERS, revisers=(g.OWNER, g.DEPARTMENT_MEMBER, g.DEPARTMENT_REVIEWER, g.DEPARTMENT_HEAD)
        ),
        frozen=True,
    ),
    State(
        REJECTED,
        _("state_rejected", default="Rejected"),
        _("help_state_rejected", default="Not approved; kept as it was judged."),
        _permissions(IN_PROGRESS_VIEWERS),
        frozen=True,
    ),
    State(
        OBSOLETE,
        _("state_obsolete", default="Obsolete"),
        _("help_state_obsolete", default="No longer valid; kept until its disposal."),
        _permissions(IN_FORCE_VIEWERS),
        frozen=True,
    ),
)

TRANSITIONS = (
    Transition(
        SUBMIT,
        _("transition_submit", default="Submit for review"),
        (DRAFT,),
        SUBMITTED,
        (g.OWNER,),
        part="drafter",
        checks=("complete",),
        effects=("open_round", "register_number"),
    ),
    Transition(
        RESUBMIT,
        _("transition_resubmit", default="Submit again"),
        (RETURNED,),
        SUBMITTED,
        (g.OWNER,),
        part="drafter",
        checks=("complete",),
        effects=("open_round", "register_number"),
    ),
    Transition(
        REVIEW,
        _("transition_review", default="Agree and pass on for approval"),
        (SUBMITTED,),
        REVIEWED,
        (g.DEPARTMENT_REVIEWER, g.DEPARTMENT_HEAD),
        verdict="agree",
        opinion_required=True,
        part="reviewer",
        checks=("different_people", "unchanged_since_read"),
    ),
    Transition(
        REQUEST_CHANGES,
        _("transition_request_changes", default="Ask for changes"),
        (SUBMITTED, REVIEWED),
        RETURNED,
        (g.DEPARTMENT_REVIEWER, g.DEPARTMENT_HEAD, g.LEADER),
        verdict="changes_wanted",
        opinion_required=True,
        checks=("not_the_drafter", "unchanged_since_read"),
    ),
    Transition(
        REJECT,
        _("transition_reject", default="Reject the document"),
        (SUBMITTED, REVIEWED),
        REJECTED,
        (g.DEPARTMENT_REVIEWER, g.DEPARTMENT_HEAD, g.LEADER),
        verdict="disagree",
        opinion_required=True,
        checks=("not_the_drafter", "unchanged_since_read"),
        confirm=_("confirm_reject", default="A rejected document cannot be taken up again. It stays as it is."),
    ),
    Transition(
        WITHDRAW,
        _("transition_withdraw", default="Withdraw to draft"),
        (SUBMITTED, REVIEWED, RETURNED),
        DRAFT,
        (g.OWNER,),
    ),
    Transition(
        APPROVE,
        _("transition_approve", default="Approve and sign"),
        (REVIEWED,),
        APPROVED,
        (g.DEPARTMENT_HEAD, g.LEADER),
        verdict="agree",
        opinion_required=True,
        part="approver",
        checks=("different_people", "unchanged_since_read"),
        effects=("sign", "register_number"),
        completion=("put_edition_in_force",),
        confirm=_("confirm_approve", default="An approved document is frozen: changing it means a revision."),
    ),
    Transition(
        REVISE,
        _("transition_revise", default="Revise"),
        (APPROVED,),
        "",
        (g.OWNER, g.DEPARTMENT_MEMBER, g.DEPARTMENT_REVIEWER, g.DEPARTMENT_HEAD),
        checks=("not_under_revision",),
        completion=("make_working_copy",),
    ),
    Transition(
        ABOLISH,
        _("transition_abolish", default="Mark as obsolete"),
        (APPROVED,),
        OBSOLETE,
        (g.DEPARTMENT_HEAD, g.LEADER),
        verdict="agree",
        opinion_required=True,
        checks=("not_under_revision",),
        confirm=_("confirm_abolish", default="An obsolete document is no longer in force and cannot be revived."),
    ),
)

WORKFLOW = Workflow(
    id="document_workflow",
    title="Controlled document",
    types=("ControlledDocument",),
    word="document",
    states=STATES,
    transitions=TRANSITIONS,
    permissions=MANAGED,
)
