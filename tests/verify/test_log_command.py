"""P1: ``trail verify-log`` finds what was altered, removed, added or rewritten in a log, and names the place."""

from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.merkle import consistency_proof
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.merkle import verify_consistency
from collective.trail.rules.tiles import join_entries
from collective.trail.verify.cli import main
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from hashlib import sha256
from pathlib import Path

import json
import pytest
import shutil


SIGNER = new_signer("trail.example/test")
SIZE = 66_000  # three levels of tiles


def entry(number):
    return sha256(b"%d" % number).digest()


def sign(store, size, signer=SIGNER):
    return Checkpoint(signer.name, size, tree_root(store.reader(size), size)).sign([signer])


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    store = TileStore(tmp_path_factory.mktemp("log"))
    old = store.append(0, map(entry, range(300)))
    (store.directory.parent / "old-checkpoint").write_bytes(sign(store, old))
    size = store.append(old, map(entry, range(300, SIZE)))
    store.publish(sign(store, size))
    return store.directory


@pytest.fixture
def log(original, tmp_path):
    shutil.copytree(original, tmp_path / "log")
    return tmp_path / "log"


@pytest.fixture
def verify(log, capsys):
    def run(*options):
        code = main(["verify-log", str(log), "--json", *(options or ("--key", str(SIGNER.verifier)))])
        return code, json.loads(capsys.readouterr().out)

    return run


def message(answer):
    code, result = answer
    assert code == 1 and not result["ok"]
    return result["fault"]["message"]


def test_a_good_log_is_good(verify, log, capsys):
    code, result = verify()
    assert (code, result["ok"], result["size"], result["origin"]) == (0, True, SIZE, "trail.example/test")
    assert main(["verify-log", str(log), "--key", str(SIGNER.verifier)]) == 0
    assert "the 66000 entries of trail.example/test are those that were signed." in capsys.readouterr().out


def test_keys_may_stand_in_a_file(verify, tmp_path):
    keys = tmp_path / "keys"
    keys.write_text(f"# of 2025\n{new_signer('trail.example/test').verifier}\n\n{SIGNER.verifier}\n")
    assert verify("--key", str(keys))[0] == 0


def test_an_altered_entry_is_named(verify, log):
    bundle = log / "tile/entries/100"
    entries = [entry(number) for number in range(25600, 25856)]
    entries[7] = entry(1)
    bundle.write_bytes(join_entries(entries))
    assert message(verify()) == "The entry 25607 of the log is not the one that tile/0/100 commits to."


def test_an_entry_altered_with_its_tile_is_named(verify, log):
    entries = [entry(number) for number in range(256)]
    entries[7] = entry(1)
    (log / "tile/entries/000").write_bytes(join_entries(entries))
    (log / "tile/0/000").write_bytes(b"".join(map(leaf_hash, entries)))
    assert message(verify()) == "tile/1/000 does not follow from the tiles below it."


def test_a_tile_at_the_edge_is_named(verify, log):
    (path,) = log.glob("tile/1/001.p/*")
    path.write_bytes(bytes(32))
    assert message(verify()) == f"tile/1/001.p/{path.name} does not follow from the tiles below it."


@pytest.mark.parametrize("path", ["tile/entries/033", "tile/0/033", "tile/1/000", "tile/entries/257.p/208"])
def test_a_missing_file_is_named(verify, log, path):
    (log / path).unlink()
    code, result = verify()
    assert code == 1
    assert result["fault"]["path"] == path
    assert f"{path} is missing" in result["fault"]["message"]


def test_a_short_file_is_named(verify, log):
    path = log / "tile/0/033"
    path.write_bytes(path.read_bytes()[:-1])
    assert "tile/0/033 has 8191 bytes" in message(verify())


def rewritten(log, first):
    """A log that tells another story from the entry ``first`` on."""
    shutil.rmtree(log)
    store = TileStore(log)
    entries = [entry(number) for number in range(400)]
    entries[first] = entry(9999)
    store.publish(sign(store, store.append(0, entries)))


def test_a_rewritten_log_agrees_with_itself_but_not_with_a_checkpoint_kept(verify, log, original):
    key = ("--key", str(SIGNER.verifier))
    kept = ("--checkpoint", str(original.parent / "old-checkpoint"))
    assert verify(*key, *kept)[0] == 0
    rewritten(log, 20)
    assert verify(*key)[0] == 0
    assert "The first 300 entries of the log are others" in message(verify(*key, *kept))
    rewritten(log, 350)
    assert verify(*key, *kept)[0] == 0


@pytest.mark.parametrize("first, second", [(1, 2), (255, 257), (300, 65_537), (300, 300), (66_000, 66_000)])
def test_two_checkpoints_kept_are_consistent_if_the_log_continues_both(verify, log, tmp_path, first, second):
    """Two beginnings of one tree: the shorter one is the beginning of the longer one."""
    options = ["--key", str(SIGNER.verifier)]
    for size in (first, second):
        (tmp_path / f"{size}.kept").write_bytes(sign(TileStore(log), size))
        options += ["--checkpoint", str(tmp_path / f"{size}.kept")]
    assert verify(*options)[0] == 0
    reader = TileStore(log).reader(SIZE)
    roots = tree_root(reader, first), tree_root(reader, second)
    assert verify_consistency(first, second, consistency_proof(reader, first, second), *roots)


def test_of_two_checkpoints_kept_that_differ_one_is_found(verify, log, original, tmp_path):
    """A log that was rewritten between two checkpoints continues one of them at most."""
    options = ["--key", str(SIGNER.verifier), "--checkpoint", str(original.parent / "old-checkpoint")]
    other = TileStore(tmp_path / "other")
    other.append(0, [entry(9999), *map(entry, range(1, 500))])
    (tmp_path / "kept").write_bytes(sign(other, 500))
    assert verify(*options)[0] == 0
    assert "The first 500 entries of the log are others" in message(
        verify(*options, "--checkpoint", str(tmp_path / "kept"))
    )
    shutil.rmtree(log)
    shutil.copytree(other.directory, log)
    (log / "checkpoint").write_bytes((tmp_path / "kept").read_bytes())
    answer = verify(*options, "--checkpoint", str(tmp_path / "kept"))
    assert "The first 300 entries of the log are others" in message(answer)


def test_a_cut_log_does_not_fit_a_checkpoint_kept(verify, log, tmp_path):
    kept = tmp_path / "kept"
    kept.write_bytes((log / "checkpoint").read_bytes())
    rewritten(log, 20)
    answer = verify("--key", str(SIGNER.verifier), "--checkpoint", str(kept))
    assert "fewer than the 66000 of the checkpoint kept: it was cut off" in message(answer)


def test_a_checkpoint_of_another_key_is_not_believed(verify, log):
    store = TileStore(log)
    store.publish(sign(store, SIZE, new_signer("trail.example/test")))
    assert "is not to be believed. No known key signed it" in message(verify())


def test_a_checkpoint_of_another_log_is_not_believed(verify, log, tmp_path):
    other = new_signer("trail.example/other")
    kept = tmp_path / "kept"
    kept.write_bytes(sign(TileStore(log), 300, other))
    answer = verify("--key", str(SIGNER.verifier), "--key", str(other.verifier), "--checkpoint", str(kept))
    assert "is of the log trail.example/other" in message(answer)


@pytest.mark.parametrize("what", ["key", "log", "note", "export"])
def test_what_cannot_be_checked_has_its_own_exit_code(verify, log, tmp_path, what):
    key = ["--key", str(SIGNER.verifier)]
    if what == "key":
        key = ["--key", "nonsense"]
    elif what == "log":
        (log / "checkpoint").unlink()
    elif what == "note":
        (log / "checkpoint").write_bytes(b"nonsense")
    else:
        (tmp_path / "export").write_text("nonsense\n")
        key += ["--export", str(tmp_path / "export")]
    code, result = verify(*key)
    assert code == 2 and not result["ok"]
    assert result["fault"]["message"]


# -- an export beside the log -----------------------------------------------------------------------------------------


def recorded_at(number):
    """An entry each second."""
    return iso_instant(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=number))


@pytest.fixture
def export(tmp_path):
    """An export of the whole site with these entries; what the log and the check need of it."""

    def write(numbers, scope="site"):
        manifest = {"format": "collective.trail/export", "v": 1, "scope": scope}
        manifest.update(exported_at="2026-03-02T09:00:00.000000Z", records={}, segments={})
        lines = [manifest]
        for number in numbers:
            header = {"segment": "s", "segment_seq": number + 1, "recorded_at": recorded_at(number)}
            lines.append({"hash": entry(number).hex(), "header": header})
        path = tmp_path / "export.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return "--key", str(SIGNER.verifier), "--export", str(path)

    return write


def test_an_export_of_all_entries_fits(verify, export):
    code, result = verify(*export(range(SIZE + 5)))
    assert (code, result["waiting"]) == (0, 5)


def test_an_entry_removed_from_the_database_is_named(verify, export):
    options = export([number for number in range(SIZE) if number != 40_000])
    assert "The entry 40000 of the log is not in" in message(verify(*options))


def test_an_entry_put_in_afterwards_is_named(verify, export):
    lines = Path(export(range(SIZE))[3]).read_text().splitlines()
    lines[101] = lines[101].replace(entry(100).hex(), entry(SIZE + 7).hex())
    options = export(range(SIZE))
    Path(options[3]).write_text("\n".join(lines) + "\n")
    answer = message(verify(*options))
    assert "The entry 100 of the log is not in" in answer
    options = export([*range(100)], "record")
    lines = Path(options[3]).read_text().splitlines()
    lines[51] = lines[51].replace(entry(50).hex(), entry(SIZE + 7).hex())
    Path(options[3]).write_text("\n".join(lines) + "\n")
    assert "Entry 51 of the segment s" in message(verify(*options))


def test_an_export_of_one_record_fits(verify, export):
    code, result = verify(*export(range(0, SIZE, 100), "record"))
    assert (code, result["waiting"]) == (0, 0)


def redated(options, number, moment):
    """The same export, in which one entry says that it was recorded at another time."""
    lines = Path(options[3]).read_text().splitlines()
    lines[number + 1] = lines[number + 1].replace(recorded_at(number), recorded_at(moment))
    Path(options[3]).write_text("\n".join(lines) + "\n")
    return options


def test_an_entry_recorded_out_of_time_is_named(verify, export):
    answer = message(verify(*redated(export(range(SIZE)), 5000, 4000)))
    assert "The entry 5000 of the log, entry 5001 of the segment s (line 5002)" in answer
    assert f"recorded at {recorded_at(4000)}, but one before it in the log" in answer
    assert verify(*redated(export(range(SIZE)), 5000, 4500))[0] == 0, "Ten minutes may be a long transaction."


def test_an_entry_that_waits_since_before_the_last_one_in_the_log_is_named(verify, export):
    answer = message(verify(*redated(export(range(SIZE + 1)), SIZE, SIZE - 1000)))
    assert (
        f"Entry {SIZE + 1} of the segment s" in answer
        and "does not stand in the log, which has entries up to" in answer
    )
