"""The machines of the package. ``WORKFLOWS`` lists every table; everything else asks here."""

from collective.trail.workflows import document
from collective.trail.workflows import record_class
from collective.trail.workflows.table import Workflow


WORKFLOWS: tuple[Workflow, ...] = (document.WORKFLOW, record_class.WORKFLOW)


def workflow_of(portal_type: str) -> Workflow | None:
    """The table that governs a type, or None."""
    return next((workflow for workflow in WORKFLOWS if portal_type in workflow.types), None)
