"""P3: when the time that an entry gives cannot be the time at which it was recorded.

What is known to come later cannot have been recorded earlier: the next entry of a record, the next entry of the log, an
entry that a signed checkpoint did not have yet. Honest times may still go back a little: clocks of several machines
differ, and an entry gets its time when it is made but its place when its transaction ends.
"""

from collective.trail.rules.canonical import from_iso_instant
from datetime import timedelta


#: How far a time may go back: longer than the longest transaction and than clocks of one office differ.
TOLERANCE = timedelta(minutes=10)

WHY = "a clock was set back, the time was made up, or the transaction lasted that long"


def goes_back(recorded_at: str, earlier: str, tolerance: timedelta = TOLERANCE) -> bool:
    """P3: whether a time (ISO, UTC) lies more than ``tolerance`` before one that it cannot lie before."""
    # Such texts sort as the times do, and nearly all times go on.
    return recorded_at < earlier and from_iso_instant(earlier) - from_iso_instant(recorded_at) > tolerance
