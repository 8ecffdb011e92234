"""D2: a class of the file plan is open for new records, or closed."""

from collective.trail.i18n import _
from collective.trail.security import groups as g
from collective.trail.workflows.table import State
from collective.trail.workflows.table import Transition
from collective.trail.workflows.table import Workflow


OPEN = "open"
CLOSED = "closed"
CLOSE = "close"
REOPEN = "reopen"

KEEPERS = ("Manager", "Site Administrator", g.CUSTODIAN, g.CLASS_KEEPER)
MANAGED = (
    "Access contents information",
    "View",
    "List folder contents",
    "Modify portal content",
    "Add portal content",
    "Delete objects",
    "collective.trail: Add ControlledDocument",
)
_SHARED = {
    "Access contents information": ("Authenticated", "Manager"),
    "View": ("Authenticated", "Manager"),
    "List folder contents": ("Authenticated", "Manager"),
    "Modify portal content": KEEPERS,
    "Delete objects": ("Manager", "Site Administrator", g.CUSTODIAN),
}

WORKFLOW = Workflow(
    id="record_class_workflow",
    title="Class of the file plan",
    types=("RecordClass",),
    word="record_class",
    states=(
        State(
            OPEN,
            _("state_open", default="Open"),
            _("help_state_open", default="Takes new records."),
            {
                **_SHARED,
                "Add portal content": (*KEEPERS, "Contributor"),
                "collective.trail: Add ControlledDocument": ("Contributor", g.CLASS_KEEPER),
            },
        ),
        State(
            CLOSED,
            _("state_closed", default="Closed"),
            _("help_state_closed", default="Takes no new records; what it holds stays."),
            {**_SHARED, "Add portal content": KEEPERS, "collective.trail: Add ControlledDocument": ()},
        ),
    ),
    transitions=(
        Transition(CLOSE, _("transition_close", default="Close"), (OPEN,), CLOSED, KEEPERS),
        Transition(REOPEN, _("transition_reopen", default="Open again"), (CLOSED,), OPEN, KEEPERS),
    ),
    permissions=MANAGED,
)
