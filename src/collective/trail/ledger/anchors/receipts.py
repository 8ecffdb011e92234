"""P1: the receipts of anchors in the log's folder, where auditors find them with the tiles."""

from collective.trail.ledger.anchors.contract import Receipt
from collective.trail.ledger.durable import replace_file
from collective.trail.ledger.durable import sync_folder
from collective.trail.rules.receipts import NOTE
from collective.trail.rules.receipts import ReceiptFile
from collective.trail.rules.receipts import TOKEN
from pathlib import Path


def keep_receipt(directory: Path, anchor: str, size: int, receipt: Receipt) -> str:
    """P1: write a receipt, and the note that it is about, beside the log; the path of the file that proves its time.

    A crash leaves a note without a token, but never a token beside another note than it is about.
    """
    note, token = ReceiptFile(anchor, size, NOTE), ReceiptFile(anchor, size, TOKEN)
    folder = (directory / note.path).parent
    if not folder.exists():
        folder.mkdir(parents=True)
        sync_folder(folder.parent)
        sync_folder(directory)
    (directory / token.path).unlink(missing_ok=True)
    sync_folder(folder)
    replace_file(directory / note.path, receipt.note)
    sync_folder(folder)
    if receipt.token is None:
        return note.path
    replace_file(directory / token.path, receipt.token)
    sync_folder(folder)
    return token.path
