"""D2: what the control panel says about numbers."""

from collective.trail.settings.records import value_of


# Each type that is numbered has a moment of its own, so that a later type adds one field and one line here.
_MOMENT_FIELDS = {"ControlledDocument": "document_numbering_moment"}


def number_pattern() -> str:
    """D2: the pattern for every class that has none of its own."""
    return value_of("number_pattern")


def numbering_moment(portal_type: str = "ControlledDocument") -> str:
    """D2: when a record of this type gets its number: ``submission``, ``creation`` or ``approval``."""
    return value_of(_MOMENT_FIELDS[portal_type])
