"""P3: the one clock. Every time that the package stores comes from here and is UTC-aware.

Two times stand beside each other: ``happened()`` is when the act in hand took place, ``now()`` when it is recorded.
They differ only inside ``happening``, for work that is entered later than it was done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from datetime import UTC


_frozen: list[datetime] = []
# For the one thread that enters past work: what others do meanwhile happens now.
_happening: ContextVar[datetime | None] = ContextVar("collective.trail.happening", default=None)


def now() -> datetime:
    """The current time, timezone-aware in UTC."""
    return _frozen[-1] if _frozen else datetime.now(UTC)


def happened() -> datetime:
    """P3: when the act in hand took place: now, unless the caller enters work that was done earlier."""
    return _happening.get() or now()


@contextmanager
def happening(moment: datetime) -> Iterator[None]:
    """P3: what is done inside the block took place at ``moment`` (aware, not in the future) and is recorded only now.

    For entering past work by our own code, such as demo records; no interface leads here.
    """
    if moment.tzinfo is None:
        raise ValueError("An act can only have happened at a timezone-aware time.")
    if moment > now():
        raise ValueError("An act cannot have happened in the future.")
    token = _happening.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _happening.reset(token)


@contextmanager
def frozen(moment: datetime):
    """Hold the clock at ``moment`` (an aware datetime) inside the block; for tests and for making demo records."""
    if moment.tzinfo is None:
        raise ValueError("The clock can only be frozen at a timezone-aware time.")
    _frozen.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.pop()
