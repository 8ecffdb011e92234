"""P3: the one clock. Every time that the package stores comes from here and is UTC-aware."""

from contextlib import contextmanager
from datetime import datetime
from datetime import timezone


_frozen: list[datetime] = []


def now() -> datetime:
    """The current time, timezone-aware in UTC."""
    return _frozen[-1] if _frozen else datetime.now(timezone.utc)


@contextmanager
def frozen(moment: datetime):
    """Hold the clock at ``moment`` (an aware datetime) inside the block; for tests and for making demo records."""
    if moment.tzinfo is None:
        raise ValueError("The clock can only be frozen at a timezone-aware time.")
    _frozen.append(moment.astimezone(timezone.utc))
    try:
        yield
    finally:
        _frozen.pop()
