"""P1: ``trail verify`` of an evidence bundle finds whatever was altered, removed, added or exchanged, and names the place."""

from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.canonical import canonical
from collective.trail.rules.checkpoint import new_signer
from collective.trail.verify.cli import main
from pathlib import Path

import importlib.util
import json
import os
import pytest
import random
import stat
import struct
import subprocess
import sys
import zipfile


_spec = importlib.util.spec_from_file_location("invented_bundles", Path(__file__).with_name("bundles.py"))
bundles = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(bundles)

MAIN, TABLE = "files/001-rules.pdf", "files/002-table.txt"


@pytest.fixture
def bundle():
    return bundles.Bundle()


@pytest.fixture
def check(bundle, tmp_path, capsys):
    """Verify a bundle, under its own key if no options say otherwise: the exit code and the result."""

    def run(*options, file=None):
        file = file or bundle.write(tmp_path / "bundle.zip")
        code = main(["verify", file, "--json", *(options or ("--key", bundle.key))])
        return code, json.loads(capsys.readouterr().out)

    return run


def bad(answer):
    """The sentence and the place of a fault."""
    code, result = answer
    assert (code, result["ok"], result["proved"]) == (1, False, False)
    return result["fault"]["message"], result["fault"].get("path")


# -- what is good -----------------------------------------------------------------------------------------------------


def test_an_honest_bundle_is_proved(check, bundle, tmp_path, capsys):
    code, result = check()
    assert (code, result["proved"], result["entries"], result["files"], result["waiting"]) == (0, True, 5, 2, 0)
    assert (result["number"], result["origin"], result["size"]) == ("HR2026001", "trail.example/test", 100)
    assert main(["verify", str(tmp_path / "bundle.zip"), "--key", bundle.key]) == 0
    said = capsys.readouterr().out
    assert said.startswith("OK: 5 entries of HR2026001 are whole and unaltered, the last from 2026-03-01T08:00:05")
    assert "All of them stand in the log trail.example/test of 100 entries." in said
    assert "2 files of the record agree with what the entries name." in said


def test_the_entries_checked_can_be_listed(bundle, tmp_path, capsys):
    assert main(["verify", bundle.write(tmp_path / "b"), "--key", bundle.key, "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split("\t")[3] for line in lines] == [action for action, _data in bundles.ACTS]
    assert lines[0].split("\t")[:3] == ["7", "2026-03-01T08:00:01.000000Z", "li"]
    assert json.loads(lines[3].split("\t")[4])["text"] == "Good."


def test_two_bundles_of_the_same_are_the_same_bytes(bundle, tmp_path):
    one, other = Path(bundle.write(tmp_path / "one")), Path(bundle.write(tmp_path / "other"))
    assert one.read_bytes() == other.read_bytes()


def test_withheld_data_is_good_and_counted(check, bundle):
    for line in bundle.lines:
        line["data"] = line["salt"] = None
    for name in (MAIN, TABLE, "content.json"):
        del bundle.parts[name]
    bundle.parts |= bundle.entries()
    code, result = check()
    assert (code, result["erased"], result["files"]) == (0, 5, 0)


def test_a_bundle_without_files_says_which_are_missing(check, bundle, tmp_path, capsys):
    for name in (MAIN, TABLE):
        del bundle.parts[name]
    code, result = check()
    assert (code, result["files"], result["files_missing"]) == (0, 0, 2)
    main(["verify", str(tmp_path / "bundle.zip"), "--key", bundle.key])
    assert "2 files that they name are not in the bundle." in capsys.readouterr().out


# -- what is not proved -----------------------------------------------------------------------------------------------


def test_without_a_key_the_signature_proves_nothing(check, bundle, tmp_path, capsys):
    code, result = check("--checkpoint", str(_kept(bundle, tmp_path, 100)))
    assert (code, result["ok"], result["proved"], result["key_given"]) == (3, True, False, False)
    assert main(["verify", str(tmp_path / "bundle.zip")]) == 3
    said = capsys.readouterr().out
    assert said.startswith("NOT PROVED: ") and "only with the key that came with the bundle" in said


def test_last_entries_without_proof_are_not_proved(check, tmp_path, capsys):
    waiting = bundles.Bundle(logged=3)
    code, result = check("--key", waiting.key, file=waiting.write(tmp_path / "b"))
    assert (code, result["ok"], result["waiting"]) == (3, True, 2)
    main(["verify", str(tmp_path / "b"), "--key", waiting.key])
    said = capsys.readouterr().out
    assert "3 of them stand in the log" in said and "But 2 have no proof" in said


def test_without_a_log_nothing_is_proved(check, bundle):
    for name in ("checkpoint", "keys", *bundle.proofs()):
        del bundle.parts[name]
    code, result = check()
    assert (code, result["ok"], result["proved"], result["size"]) == (3, True, False, None)


# -- attacks on what is in it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_altered_entry_is_named(check, bundle, number):
    bundle.lines[number - 1]["header"]["actor"] = "wang"
    bundle.parts |= bundle.entries()
    message, path = bad(check())
    assert path == "entries.jsonl" and bundle.lines[number - 1]["header"]["id"] in message and "was altered" in message


def test_altered_data_is_named(check, bundle):
    bundle.lines[3]["data"]["text"] = "Bad."
    bundle.parts |= bundle.entries()
    assert "has altered data" in bad(check())[0]


def test_a_chain_rewritten_with_all_its_hashes_does_not_stand_in_the_log(check, bundle):
    acts = [*bundles.ACTS[:3], ("opinion.given", {**bundles.ACTS[3][1], "text": "Bad."}), bundles.ACTS[4]]
    bundle.lines = bundles.chain(acts)
    bundle.parts |= bundle.entries()
    message, path = bad(check())
    assert path == bundle.proof_of(4) and "does not show that the entry" in message


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_removed_entry_is_missed(check, bundle, number):
    last = bundle.parts["entries.jsonl"]
    lines = last.splitlines(keepends=True)
    bundle.parts["entries.jsonl"] = b"".join(lines[:number] + lines[number + 1 :])
    message, path = bad(check())
    assert path == "entries.jsonl" and "missing" in message


def test_last_entries_removed_from_chain_and_manifest_leave_their_proofs(check, bundle):
    spare = bundle.proof_of(5)
    del bundle.lines[4]
    bundle.parts |= bundle.entries()
    message, path = bad(check())
    assert path == spare and "an entry was left out" in message


def test_an_entry_put_in_without_proof_is_found(check, bundle):
    del bundle.parts[bundle.proof_of(3)]
    message, path = bad(check())
    assert path == bundle.proof_of(4) and "it was put in" in message


def test_swapped_proofs_are_found(check, bundle):
    one, other = bundle.proof_of(2), bundle.proof_of(4)
    bundle.parts[one], bundle.parts[other] = bundle.parts[other], bundle.parts[one]
    assert bad(check())[1] == one


def test_entries_that_the_log_has_in_another_order_are_found(check, bundle):
    bundle.places[1], bundle.places[2] = bundle.places[2], bundle.places[1]
    for number in (1, 2):
        bundle.leaves[bundle.places[number]] = bytes.fromhex(bundle.lines[number]["hash"])
    bundle.note = bundle.signed()
    bundle.parts |= bundle.proofs() | {"checkpoint": bundle.note}
    message, path = bad(check())
    assert path == bundle.proof_of(3) and "they were moved" in message


def test_a_proof_under_another_checkpoint_is_found(check, bundle):
    mine, bundle.note = bundle.note, bundle.signed(leaves=[*bundle.leaves, bytes(32)])
    proofs = bundle.proofs()
    bundle.note = mine
    bundle.parts[bundle.proof_of(2)] = proofs[bundle.proof_of(2)]
    message, path = bad(check())
    assert path == bundle.proof_of(2) and "another checkpoint" in message


@pytest.mark.parametrize("what", ["text", "nonsense", "size"])
def test_an_altered_checkpoint_is_found(check, bundle, what):
    note = bundle.note
    if what == "text":
        note = note.replace(b"\n100\n", b"\n101\n")
    elif what == "nonsense":
        note = b"nonsense"
    else:
        note = bundle.signed(90)
    bundle.parts["checkpoint"] = note
    message, path = bad(check())
    assert path == ("checkpoint" if what != "size" else bundle.proof_of(1))


def test_a_log_made_with_another_key_is_found(check, bundle):
    forged = bundles.Bundle(signer=new_signer("trail.example/test"))
    bundle.parts = forged.parts
    message, path = bad(check())
    assert path == "checkpoint" and "No known key signed it" in message
    assert check("--key", forged.key)[0] == 0


def test_a_proof_that_is_none_is_named(check, bundle):
    bundle.parts[bundle.proof_of(2)] = b"nonsense"
    assert bad(check())[1] == bundle.proof_of(2)


@pytest.mark.parametrize("name", [MAIN, TABLE])
def test_an_altered_file_is_named(check, bundle, name):
    bundle.parts[name] += b"!"
    message, path = bad(check())
    assert path == name and "is not a file that the entries of the record name" in message


@pytest.mark.parametrize("fact", ["filename", "content_type"])
def test_a_main_file_under_another_name_is_found(check, bundle, fact):
    bundle.facts[MAIN][fact] = "other"
    assert bad(check())[1] == MAIN


def test_a_file_that_no_entry_names_is_found(check, bundle):
    bundle.parts["files/003-more.txt"] = b"more"
    bundle.facts["files/003-more.txt"] = {**bundle.facts[TABLE], "annex": "a-2"}
    assert bad(check())[1] == "files/003-more.txt"


def test_a_file_twice_is_found(check, bundle):
    bundle.parts["files/003-table.txt"] = bundles.TABLE
    bundle.facts["files/003-table.txt"] = bundle.facts[TABLE]
    assert bad(check())[1] == "files/003-table.txt"


def test_an_earlier_main_file_is_not_passed_off_as_the_last(check, bundle, tmp_path):
    acts = [*bundles.ACTS, ("record.file_replaced", {"filename": "rules.pdf", "digest": "0" * 64})]
    replaced = bundles.Bundle(bundles.chain(acts))
    del replaced.parts["content.json"]
    assert bad(check("--key", replaced.key, file=replaced.write(tmp_path / "b")))[1] == MAIN


def test_an_earlier_main_file_is_one_that_the_record_had(check, tmp_path):
    acts = [*bundles.ACTS, ("record.file_replaced", {"filename": "rules.pdf", "digest": "0" * 64})]
    replaced = bundles.Bundle(bundles.chain(acts))
    del replaced.parts["content.json"]
    replaced.facts[MAIN]["role"] = "earlier_main_file"
    code, result = check("--key", replaced.key, file=replaced.write(tmp_path / "b"))
    assert (code, result["files"], result["files_missing"]) == (0, 2, 1)
    replaced.parts[MAIN] += b"!"
    assert bad(check("--key", replaced.key, file=replaced.write(tmp_path / "c")))[1] == MAIN


def test_a_removed_annex_is_not_passed_off_as_there(check, bundle, tmp_path):
    acts = [*bundles.ACTS, ("record.annex_removed", {"annex": "a-1", "title": "Table"})]
    removed = bundles.Bundle(bundles.chain(acts))
    del removed.parts["content.json"]
    assert bad(check("--key", removed.key, file=removed.write(tmp_path / "b")))[1] == TABLE


def test_altered_content_is_found(check, bundle):
    bundle.parts["content.json"] = canonical({"fields": {"title": "Other"}, "annexes": []})
    assert bad(check())[1] == "content.json"


@pytest.mark.parametrize("data", [{"fields": 7}, {"fields": [1]}, {"fields": {"file": {}}}])
def test_an_entry_that_says_nonsense_is_bad_and_no_traceback(check, data, tmp_path):
    odd = bundles.Bundle(bundles.chain([("record.created", data), *bundles.ACTS[1:]]))
    code, result = check("--key", odd.key, file=odd.write(tmp_path / "b"))
    assert code == 1 and result["fault"]["message"]


# -- a manifest that lies ---------------------------------------------------------------------------------------------


@pytest.fixture
def lying(bundle, tmp_path, check):
    """Check a bundle with another manifest than fits."""

    def run(change):
        said = bundle.manifest()
        change(said)
        members = [*bundle.parts.items(), ("manifest.json", canonical(said))]
        return check(file=bundles.write_zip(tmp_path / "lying.zip", members))

    return run


def test_an_honest_manifest_in_a_plain_zip_is_good(lying):
    assert lying(lambda said: None)[0] == 0


@pytest.mark.parametrize("name", ["sha256", "size"])
def test_a_part_that_differs_from_the_manifest_is_named(lying, name):
    def change(said):
        part = next(part for part in said["parts"] if part["path"] == TABLE)
        part[name] = "0" * 64 if name == "sha256" else 8

    message, path = bad(lying(change))
    assert path == TABLE and "it was altered" in message


def test_a_part_that_the_manifest_does_not_list_is_named(lying):
    message, path = bad(lying(lambda said: said["parts"].pop(0)))
    assert path == MAIN and "not in its manifest" in message


def test_a_part_that_is_missing_is_named(lying, bundle):
    def change(said):
        del bundle.parts[TABLE]

    message, path = bad(lying(change))
    assert path == TABLE and "is missing" in message


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(format="other"),
        lambda said: said.update(v=2),
        lambda said: said.update(v=True),
        lambda said: said.update(parts={}),
        lambda said: said.update(parts=[7]),
        lambda said: said.update(record=None),
        lambda said: said.update(record="a"),
        lambda said: said["parts"].append(said["parts"][0]),
        lambda said: said["parts"][0].update(role="other"),
        lambda said: said["parts"][0].update(filename=None),
        lambda said: said["parts"][1].pop("annex"),
        lambda said: said["parts"][0].update(sha256="A" * 64),
        lambda said: said["parts"][0].update(size=True),
    ],
)  # fmt: skip
def test_a_manifest_of_another_form_is_refused(lying, change):
    code, result = lying(change)
    assert code == 2 and result["fault"]["message"]


# -- a ZIP that is hostile --------------------------------------------------------------------------------------------


def refused(answer):
    code, result = answer
    assert code == 2 and not result["ok"]
    return result["fault"]["message"]


def test_a_truncated_zip_is_refused(check, bundle, tmp_path):
    data = Path(bundle.write(tmp_path / "whole")).read_bytes()
    for length in (4, 100, len(data) // 2, len(data) - 30, len(data) - 1):
        (tmp_path / "cut").write_bytes(data[:length])
        assert refused(check(file=str(tmp_path / "cut")))


@pytest.mark.parametrize("where", ["before", "behind", "between"])
def test_bytes_beside_the_parts_are_refused(check, bundle, tmp_path, where):
    data = Path(bundle.write(tmp_path / "whole")).read_bytes()
    if where == "before":
        data = b"PK\x03\x04" + data
    elif where == "behind":
        data += b"x"
    else:
        end = data.rindex(b"PK\x05\x06")
        (place,) = struct.unpack("<L", data[end + 16 : end + 20])
        data = data[:place] + b"hidden" + data[place : end + 16] + struct.pack("<L", place + 6) + data[end + 20 :]
    (tmp_path / "more").write_bytes(data)
    assert refused(check(file=str(tmp_path / "more")))


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "files/../evil", "files/001-../../evil", "C:\\evil", "files/001-a/b", "files/001-",
     "files/1-a", "proofs/x.tlog-proof", "readme.txt", "files/", "files/001-a\u202etxt.exe", "files/001-.ssh"],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(check, bundle, tmp_path, name):
    members = [*bundle.parts.items(), ("manifest.json", canonical(bundle.manifest())), (name, b"evil")]
    assert "that no evidence bundle has" in refused(check(file=bundles.write_zip(tmp_path / "x", members)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_stand_twice_are_refused(check, bundle, tmp_path):
    members = [*bundle.parts.items(), ("manifest.json", canonical(bundle.manifest())), (TABLE, b"other")]
    assert "stands twice" in refused(check(file=bundles.write_zip(tmp_path / "x", members)))


def test_links_are_refused(check, bundle, tmp_path):
    link = zipfile.ZipInfo(TABLE)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    members = [(link if name == TABLE else name, data) for name, data in bundle.parts.items()]
    members.append(("manifest.json", canonical(bundle.manifest())))
    assert "no plain file" in refused(check(file=bundles.write_zip(tmp_path / "x", members)))


def test_other_ways_of_packing_are_refused(check, bundle, tmp_path):
    members = [*bundle.parts.items(), ("manifest.json", canonical(bundle.manifest()))]
    made = bundles.write_zip(tmp_path / "x", members, compression=zipfile.ZIP_LZMA)
    assert "packed in a way" in refused(check(file=made))


def test_an_encrypted_part_is_refused(check, bundle, tmp_path):
    data = bytearray(Path(bundle.write(tmp_path / "x")).read_bytes())
    data[6] |= 1
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    (tmp_path / "x").write_bytes(data)
    assert "encrypted" in refused(check(file=str(tmp_path / "x")))


def test_a_zip_bomb_is_refused_unread(check, bundle, tmp_path):
    members = [*bundle.parts.items(), ("files/003-bomb", bytes(300_000_000))]
    made = bundles.write_zip(tmp_path / "x", members, compression=zipfile.ZIP_DEFLATED)
    assert "would unpack to more than" in refused(check(file=made))


def test_a_part_that_says_it_is_small_is_not_read_beyond(check, bundle, tmp_path):
    data = bytearray(Path(bundle.write(tmp_path / "x")).read_bytes())
    # The list says of the first part that it is shorter than it is.
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<L", 5)
    (tmp_path / "x").write_bytes(data)
    assert refused(check(file=str(tmp_path / "x")))


def test_a_part_with_a_damaged_byte_is_named(check, bundle, tmp_path):
    made = Path(bundle.write(tmp_path / "x"))
    data = bytearray(made.read_bytes())
    with zipfile.ZipFile(made) as opened:
        info = opened.getinfo("entries.jsonl")
    data[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0xFF
    made.write_bytes(data)
    message, path = bad(check(file=str(made)))
    assert "entries.jsonl is damaged" in message


def test_too_many_parts_are_refused_before_their_list_is_read(check, tmp_path):
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**9, 10**9, 10**12, 0)
    place = struct.pack("<4sLQL", b"PK\x06\x07", 0, 4, 1)
    (tmp_path / "x").write_bytes(b"PK\x03\x04" + end64 + place + end)
    assert "has 1000000000 parts" in refused(check(file=str(tmp_path / "x")))


@pytest.mark.parametrize("name", ["entries.jsonl", "manifest.json"])
def test_a_bundle_without_its_main_parts_is_refused(check, bundle, tmp_path, name):
    members = {**bundle.parts, "manifest.json": canonical(bundle.manifest())}
    del members[name]
    code, result = check(file=bundles.write_zip(tmp_path / "x", members.items()))
    assert code in (1, 2) and name in result["fault"]["message"]


def test_a_manifest_that_would_fill_the_memory_is_refused(check, bundle, tmp_path):
    members = [*bundle.parts.items(), ("manifest.json", b"[" + b"[]," * 200_000 + b"[]]")]
    assert "has more than" in refused(check(file=bundles.write_zip(tmp_path / "x", members)))


def test_an_entry_that_would_fill_the_memory_is_bad(check, bundle):
    bundle.parts["entries.jsonl"] += b'"' + random.Random(1).randbytes(2_500_000).hex().encode() + b'"\n'
    assert "a line of more than" in bad(check())[0]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_letter_of_an_entry_ends_in_a_traceback(bundle, tmp_path, encoding):
    bundle.parts["entries.jsonl"] = bundle.parts["entries.jsonl"].replace(b'"li"', b'"\\ud800\\u001b[2J\xe5\xbc\xa0"')
    command = [sys.executable, "-m", "collective.trail.verify.cli", "verify", bundle.write(tmp_path / "x")]
    for options in ([], ["--json"], ["--list"]):
        run = subprocess.run(
            [*command, *options], capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}
        )
        assert (run.returncode, run.stderr) == (1, b"")
        assert b"\x1b" not in run.stdout


def test_what_a_hostile_entry_says_makes_no_line_of_the_list(tmp_path, capsys):
    lines = bundles.chain()
    for line in lines:
        line["header"]["actor"] = "li\n0\t2020\tboss\trecord.created\x1b[2J\u202e"
    prev = None
    for line in lines:
        line["header"]["record_prev"] = line["header"]["segment_prev"] = prev
        prev = line["hash"] = bundles.entry_hash(line["header"])
    hostile = bundles.Bundle(lines)
    assert main(["verify", hostile.write(tmp_path / "x"), "--key", hostile.key, "--list"]) == 0
    said = capsys.readouterr().out
    assert len(said.splitlines()) == 1 + len(lines)
    assert "\x1b" not in said and "\u202e" not in said


def test_an_empty_zip_is_refused(check, tmp_path):
    assert "manifest.json" in refused(check(file=bundles.write_zip(tmp_path / "x", [])))


def test_the_export_of_a_site_is_no_bundle_of_a_record(check, bundle):
    bundle.parts["entries.jsonl"] = bundle.parts["entries.jsonl"].replace(b'"scope":"record"', b'"scope":"site"')
    code, result = check()
    assert code in (1, 2) and result["fault"]["message"]


def test_no_damage_to_a_bundle_ends_in_a_traceback(check, bundle, tmp_path):
    """Any byte changed is found, except in what a ZIP says of dates and systems."""
    data = Path(bundle.write(tmp_path / "x")).read_bytes()
    chance = random.Random(45)
    codes = []
    for _try in range(400):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (tmp_path / "x").write_bytes(changed)
        code, result = check(file=str(tmp_path / "x"))
        codes.append(code)
        assert code == 0 or result["fault"]["message"]
    assert set(codes) <= {0, 1, 2} and codes.count(0) < 40


def test_a_large_file_is_checked_in_flat_memory(tmp_path, bundle):
    """A file of 300 MB, checked by a process that takes less than 100 MB."""
    size = 300_000_000
    block = random.Random(1).randbytes(1 << 20)
    hashed, left = bundles.hashlib.sha256(), size
    while left:
        hashed.update(block[:left])
        left -= len(block[:left])
    claim = bundles.claim_of(bundles.MAIN_FILE, "rules.pdf", "application/pdf", size, hashed.hexdigest())
    acts = [("record.created", {"title": "Leave rules", "fields": {"file": claim}}), *bundles.ACTS[1:]]
    big = bundles.Bundle(bundles.chain(acts))

    def chunks():
        left = size
        while left:
            yield block[:left]
            left -= len(block[:left])

    with open(tmp_path / "big.zip", "w+b") as stream, bundles.BundleWriter(stream, bundles.MADE_AT) as writer:
        writer.add(MAIN, chunks(), size, packed=False, **big.facts[MAIN])
        for name in set(big.parts) - {MAIN}:
            writer.add(name, [big.parts[name]], **big.facts.get(name, {}))
        writer.finish(bundles.RECORD, "HR2026001")
    code = (
        "import sys; from collective.trail.verify.cli import main; status = main(sys.argv[1:]); "
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]); sys.exit(status)"
    )
    command = [sys.executable, "-c", code, "verify", str(tmp_path / "big.zip"), "--key", big.key]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.splitlines()[-1]) < 100_000


# -- what the auditor kept --------------------------------------------------------------------------------------------


def _kept(bundle, tmp_path, size, signer=None, leaves=None):
    path = tmp_path / f"{size}.checkpoint"
    path.write_bytes(bundle.signed(size, leaves, signer))
    return path


def test_a_checkpoint_kept_of_the_same_size_must_be_the_same(check, bundle, tmp_path):
    kept = _kept(bundle, tmp_path, 100)
    assert check("--key", bundle.key, "--checkpoint", str(kept))[0] == 0
    kept.write_bytes(bundle.signed(leaves=[*bundle.leaves[:-1], bytes(32)]))
    assert "it was rewritten" in bad(check("--key", bundle.key, "--checkpoint", str(kept)))[0]


def test_a_checkpoint_kept_of_another_size_needs_the_log(check, bundle, tmp_path):
    kept = _kept(bundle, tmp_path, 50)
    code, result = check("--key", bundle.key, "--checkpoint", str(kept))
    assert (code, result["ok"], result["uncompared"]) == (3, True, 1)


@pytest.mark.parametrize("other", ["key", "log"])
def test_a_checkpoint_kept_that_is_not_of_this_log_is_found(check, bundle, tmp_path, other):
    signer = new_signer("trail.example/test" if other == "key" else "trail.example/other")
    kept = _kept(bundle, tmp_path, 100, signer)
    options = ["--key", bundle.key, "--checkpoint", str(kept)]
    if other == "log":
        options += ["--key", str(signer.verifier)]
    bad(check(*options))


@pytest.fixture
def log(bundle, tmp_path):
    """The directory of the bundle's log, which has grown since."""

    def make(leaves):
        store = TileStore(tmp_path / "log")
        store.append(0, leaves)
        store.publish(bundle.signed(leaves=leaves))
        return str(store.directory)

    return make


def test_the_log_continues_bundle_and_checkpoints_kept(check, bundle, log, tmp_path):
    kept = [_kept(bundle, tmp_path, size) for size in (50, 100)]
    more = [bundles.hashlib.sha256(b"more %d" % number).digest() for number in range(500)]
    directory = log([*bundle.leaves, *more])
    options = ["--key", bundle.key, "--log", directory]
    code, result = check(*options, "--checkpoint", str(kept[0]), "--checkpoint", str(kept[1]))
    assert (code, result["proved"], result["uncompared"]) == (0, True, 0)
    (tmp_path / "50.checkpoint").write_bytes(bundle.signed(leaves=[bytes(32), *bundle.leaves[1:50]]))
    assert "50.checkpoint" in bad(check(*options, "--checkpoint", str(kept[0])))[0]


def test_a_log_that_was_rewritten_since_is_found(check, bundle, log):
    directory = log([bytes(32), *bundle.leaves[1:]])
    message, path = bad(check("--key", bundle.key, "--log", directory))
    assert "The bundle: The first 100 entries of the log are others" in message


def test_a_log_that_was_cut_is_found(check, bundle, log):
    assert "cut off" in bad(check("--key", bundle.key, "--log", log(bundle.leaves[:60])))[0]


def test_what_is_no_log_is_unusable(check, bundle, tmp_path):
    assert check("--key", bundle.key, "--log", str(tmp_path))[0] == 2


# -- one proof --------------------------------------------------------------------------------------------------------


@pytest.fixture
def proof(bundle, tmp_path, capsys):
    """Verify the proof of the entry 2."""
    path = tmp_path / "one.tlog-proof"
    path.write_bytes(bundle.parts[bundle.proof_of(2)])

    def run(*options):
        code = main(["verify", str(path), "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_proof_is_checked_with_the_hash_of_its_entry(proof, bundle):
    code, result = proof("--key", bundle.key, "--entry", bundle.lines[1]["hash"])
    assert (code, result["leaf"], result["size"]) == (0, 18, 100)
    assert bad(proof("--key", bundle.key, "--entry", bundle.lines[2]["hash"]))


def test_a_proof_is_checked_with_an_export_that_has_its_entry(proof, bundle, tmp_path):
    path = tmp_path / "export.jsonl"
    path.write_bytes(bundle.parts["entries.jsonl"])
    code, result = proof("--key", bundle.key, "--export", str(path))
    assert (code, result["entry"]) == (0, bundle.lines[1]["hash"])
    bundle.lines[1]["header"]["actor"] = "wang"
    path.write_bytes(bundle.entries()["entries.jsonl"])
    assert "any entry of" in bad(proof("--key", bundle.key, "--export", str(path)))[0]


def test_a_proof_of_another_key_is_not_believed(proof, bundle):
    other = str(new_signer("trail.example/test").verifier)
    assert "is not to be believed" in bad(proof("--key", other, "--entry", bundle.lines[1]["hash"]))[0]


@pytest.mark.parametrize("options", [[], ["--key"], ["--entry"], ["--key", "--entry", "short"], ["--key", "--export"]])
def test_what_a_proof_needs_is_said(proof, bundle, options, tmp_path):
    values = {"--key": bundle.key, "--entry": "0" * 64, "--export": str(tmp_path / "none")}
    given = [text for name in options if name in values for text in (name, values[name])]
    if "short" in options:
        given[-1] = "12"
    code, result = proof(*given)
    assert code == 2 and result["fault"]["message"]


# -- options ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", [["--record", "a"], ["--entry", "0" * 64], ["--export", "x"]])
def test_options_that_do_not_concern_a_bundle_are_refused(check, bundle, option):
    assert f"{option[0]} does not concern" in refused(check("--key", bundle.key, *option))


def test_a_key_does_not_concern_an_export(check, bundle, tmp_path):
    path = tmp_path / "export.jsonl"
    path.write_bytes(bundle.parts["entries.jsonl"])
    assert "--key does not concern" in refused(check("--key", bundle.key, file=str(path)))
    assert main(["verify", str(path)]) == 0


def test_a_folder_is_a_log(check, tmp_path):
    assert "trail verify-log" in refused(check(file=str(tmp_path)))
