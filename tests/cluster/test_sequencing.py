"""P1: a sequencer in a third process, beside eight writers, and killed among them."""

from collective.trail.ledger.site import KEY
from collective.trail.verify.cli import main
from contextlib import closing
from load import write
from pathlib import Path
from ZEO.ClientStorage import ClientStorage
from ZODB.DB import DB

import json
import pytest
import time


@pytest.fixture
def environment(tmp_path):
    """Where the log stands, and its key."""
    assert main(["new-key", "trail.example/cluster", str(tmp_path / "key")]) == 0
    return {"TRAIL_LOG": str(tmp_path / "logs"), "TRAIL_LOG_KEY": str(tmp_path / "key")}


def hashes(cluster) -> set[str]:
    """The hashes of all entries in the database."""
    with closing(DB(ClientStorage(("localhost", cluster.zeo_port)))) as database, database.transaction() as connection:
        book = connection.root()["Application"]["records"].__annotations__[KEY]
        return {entry.hash for segment in book.segments.values() for entry in segment.walk()}


def test_the_log_has_every_act_once_and_writers_notice_nothing(cluster, environment, tmp_path, capsys):
    first = cluster.sequencer("--every", "0.2", **environment)
    checkpoint = tmp_path / "logs" / "records" / "checkpoint"
    deadline = time.monotonic() + 60
    while not checkpoint.exists():
        assert time.monotonic() < deadline and first.poll() is None
        time.sleep(0.1)
    kept = tmp_path / "kept"
    kept.write_bytes(checkpoint.read_bytes())

    titles = [f"Sequenced{number}" for number in range(80)]
    outcome = write(cluster.addresses, 8, titles)
    first.kill()
    assert "ERROR" not in first.communicate()[0]
    assert not outcome.errors
    assert not [status for status in outcome.statuses if status >= 400]
    assert sorted(outcome.created.values()) == sorted(titles)
    assert checkpoint.read_bytes() != kept.read_bytes()

    last = cluster.sequencer(**environment)
    told, _nothing = last.communicate(timeout=120)
    assert last.returncode == 0, told
    capsys.readouterr()
    log = checkpoint.parent
    assert main(["verify-log", str(log), "--key", str(log / "keys"), "--checkpoint", str(kept), "--json"]) == 0
    expected = hashes(cluster)
    assert json.loads(capsys.readouterr().out)["size"] == len(expected)
    assert {leaf.hex() for path in log.glob("tile/entries/*") for leaf in leaves(log, path)} >= expected


def leaves(log: Path, path: Path) -> list[bytes]:
    """The entries in one bundle: each after its length in two bytes."""
    data = path.read_bytes() if path.is_file() else max(path.iterdir(), key=lambda each: int(each.name)).read_bytes()
    return [data[start + 2 : start + 34] for start in range(0, len(data), 34)]
