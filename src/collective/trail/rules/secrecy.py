"""P5: the levels of secrecy, from open to closed, and the levels at which reading leaves a trace."""

#: In rising order: all staff; the department; named readers, head, custodians, leaders; named readers and leaders.
LEVELS = ("internal", "departmental", "confidential", "secret")

#: P5: reads and downloads at these levels are entries of the trail.
RECORDED_READS = frozenset({"confidential", "secret"})


def rank(level: str) -> int:
    """P5: how secret a level is, 0 for the lowest; ValueError for an unknown one."""
    if level not in LEVELS:
        raise ValueError(f"{level!r} is no level of secrecy; the levels are {', '.join(LEVELS)}.")
    return LEVELS.index(level)


def at_least(level: str, floor: str) -> bool:
    """P5: whether a level is as secret as another, or more so."""
    return rank(level) >= rank(floor)
