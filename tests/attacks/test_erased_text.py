"""D5, P1: destroying a record's text destroys text and salt, never the leaf: all proofs hold, and nothing tells the text."""

from collective.trail.content.protection import protection_lifted
from collective.trail.ledger.site import ledger_of
from collective.trail.rules.canonical import canonical
from collective.trail.rules.canonical import digest
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import verify_inclusion
from collective.trail.rules.proof_file import parse_proof
from collective.trail.rules.signed_note import parse_verifier
from forging import entries_of
from pathlib import Path
from plone import api
from plone.uuid.interfaces import IUUID
from zope.event import notify
from zope.lifecycleevent import ObjectModifiedEvent

import hashlib
import json
import pytest
import re


#: Texts that anybody can guess, so that a bare digest of one would be as good as the text.
TEXTS = {"title": "Dismissal of Li", "background": "yes", "purpose": "no", "shelf_mark": "A1"}


def erase(portal, *uids):
    """What a destruction does to the trail (D5)."""
    for uid in uids:
        for entry in entries_of(portal, uid):
            entry.erase()


@pytest.fixture
def record(http, auditor, sequenced):
    """A document in its second edition, with opinions anybody can guess; all of it stands in the log."""
    record = http.approved(**TEXTS)
    http.act("drafter", record, "revise")
    copy = next(each for each in record.aq_parent.objectValues() if each.number is None)
    record.working_copy_uid = IUUID(copy)
    with api.env.adopt_user("drafter"):
        copy.purpose = "perhaps"
        notify(ObjectModifiedEvent(copy))
    http.act("drafter", copy, "submit")
    http.act("reviewer", copy, "review", "Yes.")
    http.act("head", copy, "approve", "Yes.")
    assert sequenced()[0]
    auditor.keep()
    return record


def destroy(http, record):
    """The record goes, and then its words in the trail and in those of its working copies."""
    uids = IUUID(record), record.working_copy_uid
    with protection_lifted("disposal"), api.env.adopt_roles(["Manager", "Owner"]):
        record.aq_parent._delObject(record.getId())
    erase(http.portal, *uids)
    http.commit()
    return uids


def test_everything_is_proved_as_before(http, record, sequenced, checked, auditor):
    uid = IUUID(record)
    entry = next(each for each in entries_of(http.portal, uid) if each.get("action") == "document.approve")
    answer = http.client("head").get(f"{http.url(record)}/@trail/proof", params={"entry": entry.get("id")}).json()
    proof = answer["items"][0]["proof"]
    destroy(http, record)

    assert sequenced()[0] and checked() == []
    assert auditor.verify() == "" and auditor.verify_log_and_export() == ""
    # The proof that was taken away before, against the public key and the entry's hash alone.
    parsed = parse_proof(proof.encode())
    checkpoint = open_checkpoint(parsed.checkpoint, [parse_verifier(auditor.key)])
    assert verify_inclusion(
        leaf_hash(bytes.fromhex(entry.hash)), parsed.index, checkpoint.size, parsed.path, checkpoint.root
    )
    # That it happened, when and by whom stays.
    line = next(each for each in exported(auditor) if each["header"]["id"] == entry.get("id"))
    assert (line["data"], line["salt"], line["header"]["actor"]) == (None, None, "head")
    assert line["header"]["number"] == entry.get("number")


def test_words_erased_while_the_record_stays_are_no_difference(http, record, sequenced, checked):
    erase(http.portal, IUUID(record), record.working_copy_uid)
    assert sequenced()[0] and checked() == []


def test_words_erased_before_their_entry_was_sequenced(http, record, sequenced, checked, auditor):
    new = http.approved()
    erase(http.portal, IUUID(new))
    assert sequenced()[0] and checked() == []
    assert auditor.verify_log_and_export() == ""


def exported(auditor):
    """The entries of a fresh export."""
    return [json.loads(line) for line in Path(auditor.export()).read_text().splitlines()[1:]]


def guesses(lines):
    """Every digest that the erased words held or that somebody could make of them without the salt."""
    for line in lines:
        yield from re.findall(r"[0-9a-f]{64}", canonical(line["data"]).decode())
        yield hashlib.sha256(canonical(line["data"])).hexdigest()
    for text in (*TEXTS.values(), "perhaps", "Yes.", "Signed.", "Clear and complete."):
        yield hashlib.sha256(text.encode()).hexdigest()
        yield digest({"": text})


def test_nothing_that_is_left_confirms_a_guess(http, record, sequenced, auditor, log):
    """Neither leaf nor header nor the words of any other entry, in export, database and tiles."""
    uids = {IUUID(record), record.working_copy_uid}
    http.client("auditor").get("@trail?format=jsonl")
    http.commit()
    ledger = ledger_of(http.portal)
    before = [
        {"header": each.header, "data": each.data, "salt": each.salt}
        for uid in uids
        for each in ledger.record_log(uid).walk()
    ]
    known = {guess for guess in guesses(before) if guess}
    salted = {line["header"]["data_digest"] for line in before}
    assert len(known) > 40 and not known & salted, "The salt keeps equal words from having equal digests."
    destroy(http, record)
    assert sequenced()[0]

    left = json.dumps(exported(auditor))
    tiles = b"".join(path.read_bytes() for path in log.rglob("*") if path.is_file())
    every = [each for _uid, chain in ledger_of(http.portal).record_logs() for each in chain.walk()]
    stored = json.dumps([[each.header, each.data, each.salt, each.hash] for each in every])
    for guess in known:
        assert guess not in left and guess not in stored
        assert bytes.fromhex(guess) not in tiles and guess.encode() not in tiles
    for line in before:
        assert line["salt"] not in left and line["salt"] not in stored
    for text in (TEXTS["title"], "perhaps"):
        assert text not in left and text not in stored


def test_equal_words_have_different_commitments(http, auditor):
    """Two records with the same words: nobody learns from one, which may be read, what the other said."""
    one, other = http.approved(**TEXTS), http.approved(**TEXTS)
    digests = [{each.get("data_digest") for each in entries_of(http.portal, IUUID(record))} for record in (one, other)]
    assert not digests[0] & digests[1]
