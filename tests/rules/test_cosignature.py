"""P1: cosignatures of both kinds (C2SP tlog-cosignature) are believed if the witness' key made them, and only then."""

from base64 import b64decode
from base64 import b64encode
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.cosignature import Cosignature
from collective.trail.rules.cosignature import cosignatures
from collective.trail.rules.cosignature import cosigned
from collective.trail.rules.cosignature import parse_witness
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import UnsignedNote
from datetime import datetime
from datetime import UTC
from hashlib import sha256
from witness_server import Cosigner
from witness_server import MlDsaCosigner

import pytest


SIGNER = new_signer("trail.example/test")
CHECKPOINT = Checkpoint(SIGNER.name, 7, sha256(b"seven").digest())
NOTE = CHECKPOINT.sign([SIGNER])
SECONDS = 1_772_445_600
MOMENT = datetime.fromtimestamp(SECONDS, UTC)
COSIGNERS = {"Ed25519": Cosigner(), "ML-DSA-44": MlDsaCosigner()}


@pytest.fixture(params=COSIGNERS)
def cosigner(request):
    return COSIGNERS[request.param]


def altered(line, place):
    dash, name, encoded = line.split(b" ")
    data = bytearray(b64decode(encoded))
    data[place] ^= 1
    return b" ".join((dash, name, b64encode(data))) + b"\n"


def test_a_cosignature_is_believed_with_its_time(cosigner):
    witness = parse_witness(cosigner.vkey)
    assert str(witness) == cosigner.vkey and witness.key_id == cosigner.key_id
    note, moment = cosigned(NOTE, cosigner.line(CHECKPOINT.text(), SECONDS), witness)
    assert moment == MOMENT and note.startswith(NOTE)
    assert cosignatures(note, [witness]) == [Cosignature(cosigner.name, MOMENT)]
    assert open_checkpoint(note, [SIGNER.verifier]) == CHECKPOINT


@pytest.mark.parametrize("place", [4, 11, 12, 60, -1])
def test_an_altered_cosignature_is_false(cosigner, place):
    witness = parse_witness(cosigner.vkey)
    line = altered(cosigner.line(CHECKPOINT.text(), SECONDS), place)
    with pytest.raises(UnsignedNote, match="is false"):
        cosigned(NOTE, line, witness)
    with pytest.raises(UnsignedNote, match="is false"):
        cosignatures(NOTE + line, [witness])


@pytest.mark.parametrize(
    "other",
    [
        Checkpoint(SIGNER.name, 8, CHECKPOINT.root),
        Checkpoint(SIGNER.name, 7, bytes(32)),
        Checkpoint("trail.example/other", 7, CHECKPOINT.root),
    ],
)
def test_a_cosignature_of_another_checkpoint_is_false(cosigner, other):
    with pytest.raises(UnsignedNote, match="is false"):
        cosigned(NOTE, cosigner.line(other.text(), SECONDS), parse_witness(cosigner.vkey))


def test_a_cosignature_of_another_key_is_not_taken(cosigner):
    for other in (Cosigner(), MlDsaCosigner()):
        with pytest.raises(UnsignedNote, match="It has no cosignature"):
            cosigned(NOTE, other.line(CHECKPOINT.text(), SECONDS), parse_witness(cosigner.vkey))


def test_a_witness_with_two_kinds_of_keys_signs_two_lines(cosigner):
    lines = b"".join(each.line(CHECKPOINT.text(), SECONDS) for each in COSIGNERS.values())
    note, _moment = cosigned(NOTE, lines, parse_witness(cosigner.vkey))
    assert note.count(b"\n") == NOTE.count(b"\n") + 1
    both = cosignatures(NOTE + lines, [parse_witness(each.vkey) for each in COSIGNERS.values()])
    assert len(both) == 2


def test_a_note_that_nobody_cosigned_has_no_cosignature(cosigner):
    assert cosignatures(NOTE, [parse_witness(cosigner.vkey)]) == []


def test_the_key_of_a_log_is_none_of_a_witness(cosigner):
    with pytest.raises(NoteError, match="holds no key of type 4 with 32 bytes"):
        parse_witness(str(SIGNER.verifier))
    name, key_id, key = cosigner.vkey.split("+", 2)
    with pytest.raises(NoteError, match="another hash"):
        parse_witness(f"{name}+{'0' * 8}+{key}")
    for text in (f"{name}+{key_id}", f"{name}+{key_id}+{key[:-8]}", ""):
        with pytest.raises(NoteError):
            parse_witness(text)
