"""P5: what the control panel says about secrecy."""

from collective.trail.settings.records import value_of


def default_secrecy() -> str:
    """P5: the level of a new record whose class names none."""
    return value_of("default_secrecy")
