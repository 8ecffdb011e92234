"""The trail: registered actions, append-only store, reading, export. Imports only ``rules``."""

from collective.trail.ledger.actions import Action
from collective.trail.ledger.actions import register_action
from collective.trail.ledger.appending import record
from collective.trail.ledger.reads import record_read
from collective.trail.ledger.refusals import note_refusal
from collective.trail.ledger.site import install


__all__ = ["Action", "install", "note_refusal", "record", "record_read", "register_action"]
