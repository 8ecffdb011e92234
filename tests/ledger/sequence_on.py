"""Runs of the sequencer without a pause on a ZEO server, until the process is killed: ``DIRECTORY PORT``."""

from collective.trail.ledger.sequencer import Sequencer
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.signed_note import parse_signer
from pathlib import Path
from ZEO.ClientStorage import ClientStorage

import sys
import ZODB


directory, port = Path(sys.argv[1]), int(sys.argv[2])
db = ZODB.DB(ClientStorage(("localhost", port)))
root = db.open().root()
signer = parse_signer((directory / "key").read_text())
sequencer = Sequencer(root["ledger"], root["seat"], TileStore(directory / "log"), [signer], "one")
print("ready", flush=True)
while True:
    sequencer.run()
