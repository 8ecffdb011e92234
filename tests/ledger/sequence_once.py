"""One run of the sequencer in a process of its own, to be killed after it has said that it is ready."""

from collective.trail.ledger.sequencer import Sequencer
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.signed_note import parse_signer
from pathlib import Path

import sys
import ZODB
import ZODB.FileStorage


directory = Path(sys.argv[1])
db = ZODB.DB(ZODB.FileStorage.FileStorage(str(directory / "Data.fs")))
root = db.open().root()
signer = parse_signer((directory / "key").read_text())
sequencer = Sequencer(root["ledger"], root["seat"], TileStore(directory / "log"), [signer], "one")
print("ready", flush=True)
sequencer.run()
db.close()
