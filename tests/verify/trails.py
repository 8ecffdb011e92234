"""Makes exports of invented trails with the pure rules, without Plone."""

from collective.trail.rules.chain import build_header
from collective.trail.rules.chain import data_digest
from collective.trail.rules.chain import entry_hash

import hashlib
import json


def _hex(text, length):
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def site(script=("aA", "bA", "aB", "aA", "cB", "bA", "cA", "aB")):
    """A site's export: each item of the script is a record's letter and a segment's letter."""
    records, segments, lines = {}, {}, []
    for number, (uid, name) in enumerate(script):
        chain, segment = records.setdefault(uid, [0, None]), segments.setdefault(name, [0, None])
        data, salt = {"title": f"Entry {number}", "fields": ["x"]}, _hex(f"salt{number}", 32)
        header = build_header(
            id=_hex(f"id{number}", 32),
            act=_hex(f"act{number}", 32),
            action="record.edited",
            actor="li",
            happened_at=f"2026-01-01T00:00:{number:02d}.000000Z",
            recorded_at=f"2026-01-01T00:00:{number:02d}.000000Z",
            record=uid,
            portal_type="ControlledDocument",
            number=None,
            record_seq=chain[0] + 1,
            record_prev=chain[1],
            segment=name,
            segment_seq=segment[0] + 1,
            segment_prev=segment[1],
            data_digest=data_digest(data, salt),
        )
        lines.append({"header": header, "hash": entry_hash(header), "data": data, "salt": salt})
        chain[:] = segment[:] = chain[0] + 1, entry_hash(header)
        segment[0] = header["segment_seq"]
    return [_manifest("site", records, segments), *lines]


def one_record(uid="a"):
    """The export of one record of that site."""
    lines = [line for line in site()[1:] if line["header"]["record"] == uid]
    return [_manifest("record", {uid: [len(lines), lines[-1]["hash"]]}, {}), *lines]


def rehash(line):
    """What a forger does who knows how hashes are made."""
    line["header"]["data_digest"] = data_digest(line["data"], line["salt"])
    line["hash"] = entry_hash(line["header"])


def write(path, lines):
    """Write an export."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def _manifest(scope, records, segments):
    ends = [{name: {"count": count, "head": head} for name, (count, head) in x.items()} for x in (records, segments)]
    return {
        "format": "collective.trail/export",
        "v": 1,
        "scope": scope,
        "exported_at": "2026-01-02T00:00:00.000000Z",
        "records": ends[0],
        "segments": ends[1],
    }
