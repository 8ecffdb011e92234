"""P1: the files of the log forked, rewritten, removed, signed by another key, or no longer written: found, and named."""

from collective.trail.ledger.seat import seat_of
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules import clock
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.signed_note import parse_signer
from collective.trail.verify.cli import main
from contextlib import closing
from datetime import timedelta
from forging import all_entries
from forging import alter
from forging import rebuild
from plone.uuid.interfaces import IUUID

import pytest
import shutil
import sqlite3


def forget(http, log):
    """Make database and directory as if nothing had ever been sequenced; the key stays."""
    seat = seat_of(http.portal)
    seat.log, seat.size, seat.root = None, 0, ""
    http.commit()
    shutil.rmtree(log)


@pytest.fixture
def fork(http, story, sequenced, auditor, log):
    """A second story from the same beginning: database and tiles are rewritten and signed by the right key."""

    def make():
        entries = all_entries(http.portal)
        alter(entries[-1], happened_at="2026-01-01T00:00:00.000000Z")
        rebuild(http.portal, entries)
        forget(http, log)

    return make


def test_forked_tiles(fork, http, sequenced, auditor, checked, log, tmp_path):
    """Both stories are whole, continue the same beginning, and bear a good signature."""
    vault = tmp_path / "vault"
    shutil.move(vault, tmp_path / "away")
    vault.mkdir()
    size = len(all_entries(http.portal))
    fork()
    assert sequenced()[0] and checked() == []
    assert auditor.verify() == "" and auditor.run("verify-log", str(log), "--key", auditor.key) == ""
    # The checkpoint that the auditor took away knows better.
    told = auditor.verify_log()
    assert str(auditor.kept[0]) in told and f"The first {size} entries of the log are others" in told
    # So does the folder of the anchor, once its disk is back: as a whole, in the self-check and before the next signature.
    shutil.rmtree(vault)
    shutil.move(tmp_path / "away", vault)
    assert "others than those of the checkpoint kept" in auditor.run(
        "verify-log", str(log), "--key", auditor.key, "--checkpoint", str(next(vault.iterdir()))
    )
    signed = (log / "checkpoint").read_bytes()
    http.draft()
    good, sentence = sequenced()
    assert (
        not good
        and "vault: " in sentence
        and ".checkpoint: The first" in sentence
        and "Nothing was signed." in sentence
    )
    assert (log / "checkpoint").read_bytes() == signed
    assert [(field, "vault: " in each) for _uid, field, each in checked()] == [("log", True)]


def test_tiles_forked_in_their_place(http, story, sequenced, checked, auditor, log, tmp_path):
    """Tiles, index and checkpoint rewritten by who has the key; the seat in the database still knows the old root."""
    signer = parse_signer((tmp_path / "key").read_text().strip())
    store = TileStore(log)
    last = open_checkpoint(store.checkpoint(), [signer.verifier])
    leaves = [store.reader(last.size).entry(place) for place in range(last.size)]
    leaves[3] = bytes(32)
    store.append(0, leaves)
    note = Checkpoint(last.origin, last.size, tree_root(store.reader(last.size), last.size)).sign([signer])
    store.publish(note)
    with closing(sqlite3.connect(log / "index.sqlite")) as database:
        database.execute("UPDATE leaves SET hash = ? WHERE leaf = 3", (leaves[3],))
        database.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (note, last.size))
        database.commit()
    others = f"The first {last.size} entries of the log are others than those of the checkpoint kept"
    assert auditor.run("verify-log", str(log), "--key", auditor.key) == ""
    assert others in auditor.verify_log()
    told = [sentence for _uid, _field, sentence in checked()]
    assert any(sentence.startswith(others) for sentence in told), "From the seat."
    assert any("vault: " in sentence and others in sentence for sentence in told)
    good, sentence = sequenced()
    assert not good and others in sentence and store.checkpoint() == note


def test_tiles_set_back_to_an_earlier_story(http, story, sequenced, checked, auditor, log, tmp_path):
    """Yesterday's copy of the log over today's; the seat in the database and the anchor know of more."""
    shutil.copytree(log, tmp_path / "yesterday")
    http.draft()
    assert sequenced()[0]
    auditor.keep()
    shutil.rmtree(log)
    shutil.move(tmp_path / "yesterday", log)
    old, new = len(all_entries(http.portal)) - 1, len(all_entries(http.portal))
    assert f"The log has {old} entries, fewer than the {new} of the checkpoint kept" in auditor.verify_log()
    found = checked()
    assert ("", "log") in [(uid, field) for uid, field, _sentence in found]
    assert any(f"The log has {old} entries, fewer than the {new}" in sentence for _uid, _field, sentence in found)
    good, sentence = sequenced()
    assert not good and (
        f"has signed {new} entries, but this copy of it knows of {old}" in sentence or "vault" in sentence
    )


def test_an_altered_tile(http, story, sequenced, checked, auditor, log):
    bundle = next(log.glob("tile/entries/000.p/*"))
    data = bytearray(bundle.read_bytes())
    data[3 * 34 + 10] ^= 1
    bundle.write_bytes(data)
    sentence = f"The entry 3 of the log is not the one that tile/0/000.p/{bundle.name} commits to."
    assert auditor.verify_log() == sentence
    assert ("", "log", sentence) in checked()


def test_a_swapped_key(http, story, sequenced, checked, auditor, log, tmp_path):
    """Another key in the sequencer's file, of the same name."""
    (tmp_path / "key").unlink()
    assert main(["new-key", "trail.example/office", str(tmp_path / "key")]) == 0
    http.draft()
    signed = (log / "checkpoint").read_bytes()
    good, sentence = sequenced()
    assert not good and "was not signed by a key of this sequencer" in sentence
    assert (log / "checkpoint").read_bytes() == signed
    found = [(field, sentence) for _uid, field, sentence in checked()]
    assert found and found[0][0] == "log" and "The checkpoint of the log is not to be believed." in found[0][1]
    assert auditor.verify_log() == "", "What the auditor holds was signed by the true key."


def test_a_log_signed_anew_with_a_swapped_key(fork, http, sequenced, auditor, log, tmp_path):
    """Everything anew, with a key of the same name and the public key beside the tiles; vault emptied."""
    (tmp_path / "key").unlink()
    assert main(["new-key", "trail.example/office", str(tmp_path / "key")]) == 0
    shutil.rmtree(tmp_path / "vault")
    (tmp_path / "vault").mkdir()
    fork()
    assert sequenced()[0]
    assert auditor.run("verify-log", str(log), "--key", str(log / "keys")) == "", "Who trusts the server believes it."
    told = auditor.verify_log()
    assert "The checkpoint of the log is not to be believed. No known key signed it" in told


def test_replaced_public_keys_on_the_server(story, auditor, log):
    """The file beside the tiles is for convenience; the key that the auditor got by another way decides."""
    (log / "keys").write_text(f"{new_signer('trail.example/office').verifier}\n")
    assert auditor.verify_log() == ""
    told = auditor.run("verify-log", str(log), "--key", str(log / "keys"))
    assert "No known key signed it" in told


def test_a_removed_log(http, story, sequenced, checked, auditor, log):
    shutil.rmtree(log)
    http.draft()
    good, sentence = sequenced()
    assert not good and "This database is sequenced into the log" in sentence
    shutil.rmtree(log)
    size = seat_of(http.portal).size
    found = [(field, sentence) for _uid, field, sentence in checked()]
    assert [field for field, _sentence in found] == ["log"]
    assert (
        f"The log of this site is gone: {size} entries of it were signed by" in found[0][1] and str(log) in found[0][1]
    )


@pytest.mark.parametrize("damage", ["emptied", "nonsense", "gone", "leaves", "segments"])
def test_a_truncated_index(http, story, sequenced, checked, log, damage):
    """The index proves nothing, but who removes from it must not make the sequencer sign an entry twice."""
    signed = (log / "checkpoint").read_bytes()
    if damage in ("leaves", "segments"):
        with closing(sqlite3.connect(log / "index.sqlite")) as database:
            database.execute(f"DELETE FROM {damage} WHERE rowid IN (1)" if damage == "x" else f"DELETE FROM {damage}")
            database.commit()
    elif damage == "gone":
        (log / "index.sqlite").unlink()
    else:
        (log / "index.sqlite").write_bytes(b"nonsense " * 100 if damage == "nonsense" else b"")
    http.draft()
    found = checked()
    assert found and all(field in ("log", "trail") for _uid, field, _sentence in found)
    good, sentence = sequenced()
    assert not good and "index" in sentence
    assert (log / "checkpoint").read_bytes() == signed


def test_a_sequencer_that_was_stopped(http, story, checked, auditor):
    """Nothing is false then, and nothing is proved: the wait shows on the auditor's page and is told by the self-check."""
    client = http.client("auditor")
    assert client.get("@trail/checkpoint").json()["lag"] == 0
    http.draft()
    http.commit()
    oldest = all_entries(http.portal)[-1].recorded_at
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert client.get("@trail/checkpoint").json()["lag"] >= 7200
        page = client.get("@@trail-log-status", headers={"Accept": "text/html"}).text
        found = checked()
    assert "2 hours" in page
    assert found == [("", "log", f"1 entries wait for the log since {oldest}: the job sequence does not run.")]


def test_the_files_of_an_anchor_changed(http, story, sequenced, checked, log, tmp_path):
    """A checkpoint in the vault that nobody of this log signed is told as well."""
    kept = next((tmp_path / "vault").glob("*/*.checkpoint"))
    kept.chmod(0o600)
    lines = kept.read_text().split("\n")
    lines[2] = "A" * 43 + "="
    kept.write_text("\n".join(lines))
    http.draft()
    good, sentence = sequenced()
    assert not good and f"vault: {kept.name}: The first" in sentence
    assert [(uid, field) for uid, field, _sentence in checked()] == [("", "log")]
    assert IUUID(story)
