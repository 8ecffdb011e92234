"""D2: how a number is drawn: gapless, unique, and in the transaction of the act that needs it.

The act's transaction sees the database as it was when it began, so the counter is read through a second, fresh
connection while this machine's lock is held, and what was drawn is written over what the transaction saw. On commit
the storage compares: ``Counters._p_resolveConflict`` accepts only the direct continuation. An act that fails for any
reason gives its number back, because nothing of it was stored.
"""

from collective.trail.behaviors.number_lock import hold
from collective.trail.behaviors.number_store import Counters
from collective.trail.behaviors.number_store import NumberRegister
from collective.trail.behaviors.number_store import Span
from typing import Any
from ZODB.POSException import POSKeyError

import transaction


_DRAWN = object()  # the key of a transaction's drawings


def draw(register: NumberRegister, key: str) -> int:
    """D2: the next sequence of a counter, for the current transaction."""
    counters, base, span = _here(register, key)
    counters.draw(key, Span(base + 1, span.last + 1))
    return span.last + 1


def move_on(register: NumberRegister, key: str, sequence: int) -> None:
    """D2: a number was brought along: whatever is drawn next lies above it."""
    counters, base, span = _here(register, key)
    if sequence > span.last:
        counters.draw(key, Span(base + 1, sequence))


def latest(register: NumberRegister, key: str) -> int:
    """D2: the last sequence as committed now, for a preview; takes no lock and promises nothing."""
    return max(committed_last(register, key), register.last(key))


def _here(register: NumberRegister, key: str) -> tuple[Counters, int, Span]:
    """The counter's object, what was committed when this transaction first drew, and what it has drawn since.

    The base stays the same to the end of the transaction. If it was read anew, a second drawing could begin behind
    numbers that another writer took meanwhile, and the first drawing would go unnoticed as a twin.
    """
    counters = register.counters(key)
    bases = _bases(register)
    if (register.id, key) not in bases:
        hold(_transaction(register), register.id, key)
        bases[register.id, key] = max(committed_last(register, key), counters.span(key).last)
    base = bases[register.id, key]
    span = counters.span(key)
    # After a savepoint was rolled back the object shows the old span again: what it drew was given back.
    return counters, base, span if span.last > base else Span(base + 1, base)


def _bases(register: NumberRegister) -> dict[tuple[str, str], int]:
    current = _transaction(register)
    try:
        bases: dict[tuple[str, str], int] = current.data(_DRAWN)
    except KeyError:
        bases = {}
        current.set_data(_DRAWN, bases)
    return bases


def _transaction(register: NumberRegister) -> Any:
    jar = register._p_jar
    return (jar.transaction_manager if jar is not None else transaction.manager).get()


def committed_last(register: NumberRegister, key: str) -> int:
    """D2: the last sequence of a counter as it is committed at this moment, whatever this transaction sees."""
    counters = register.counters(key)
    jar = counters._p_jar
    if jar is None:
        return 0
    database = jar.db()
    # A ZEO client learns of commits in its own time; a round trip makes sure that it knows all of them now.
    ping = getattr(database.storage, "ping", None)
    if ping is not None:
        ping()
    fresh = database.open(transaction_manager=transaction.TransactionManager())
    try:
        found: Counters = fresh.get(counters._p_oid)
        return found.span(key).last
    except POSKeyError:
        return 0  # the register itself was made in this transaction
    finally:
        fresh.close()
