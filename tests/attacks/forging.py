"""What a forger does who rules the database and knows how the trail is made."""

from collective.trail.ledger.site import ledger_of
from collective.trail.rules.chain import data_digest
from collective.trail.rules.chain import entry_hash
from collective.trail.rules.chain import HEADER_FIELDS

import random


def all_entries(portal):
    """All entries of a site in the order in which they were committed."""
    segments = ledger_of(portal).segments.items()
    walked = [
        (entry._p_serial, name, entry.get("segment_seq"), entry) for name, each in segments for entry in each.walk()
    ]
    return [entry for *_order, entry in sorted(walked, key=lambda each: each[:3])]


def entries_of(portal, uid):
    """The entries of one record in their order."""
    return list(ledger_of(portal).record_log(uid).walk())


def alter(entry, data=None, **header):
    """Change an entry in its place; its hash stays as it was."""
    entry._fields = tuple(header.get(name, entry.get(name)) for name in HEADER_FIELDS)
    if data is not None:
        entry._data = {**entry._data, **data}


def rehash(entry):
    """Make an altered entry whole in itself."""
    if entry._data is not None:
        alter(entry, data_digest=data_digest(entry._data, entry.salt))
    entry.hash = entry_hash(entry.header)


def rebuild(portal, entries):
    """Make the trail of the site anew of these entries, in this order, each hash and each chain as if it were honest."""
    ledger = ledger_of(portal)
    logs = [*ledger.segments.values(), *(log for _uid, log in ledger.record_logs())]
    for log in logs:
        log.head, log.count, log._tail, log._chunks = None, 0, (), None
    for entry in entries:
        record, segment = ledger.record_log(entry.get("record")), ledger.segments[entry.get("segment")]
        alter(entry, record_seq=record.count + 1, record_prev=record.head)
        alter(entry, segment_seq=segment.count + 1, segment_prev=segment.head)
        rehash(entry)
        record.append(entry)
        segment.append(entry)
    for name in [name for name, segment in ledger.segments.items() if not segment.count]:
        del ledger.segments[name]
    for uid in [uid for uid, log in ledger.record_logs() if not log.count]:
        del ledger.shard(uid)[uid]


def swap(log, one, other):
    """Let two entries of a log change places."""
    entries = list(log.walk())
    entries[one - 1], entries[other - 1] = entries[other - 1], entries[one - 1]
    log._tail, log._chunks = tuple(entries), None


def salt():
    """Sixteen bytes in hex."""
    return random.randbytes(16).hex()
