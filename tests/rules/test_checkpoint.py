"""P1: signed notes, checkpoints and proof files, strictly as C2SP specifies them."""

from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.checkpoint import parse_checkpoint
from collective.trail.rules.merkle import EMPTY_ROOT
from collective.trail.rules.merkle import inclusion_proof
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import node_hash
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.proof_file import parse_proof
from collective.trail.rules.proof_file import ProofFile
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import open_note
from collective.trail.rules.signed_note import parse_note
from collective.trail.rules.signed_note import parse_signer
from collective.trail.rules.signed_note import parse_verifier
from collective.trail.rules.signed_note import sign_note
from collective.trail.rules.signed_note import Signer
from collective.trail.rules.signed_note import UnsignedNote
from hypothesis import given
from hypothesis import strategies as st

import pytest


#: The key and the note that Go's package golang.org/x/mod/sumdb/note publishes.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = (
    GO_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

SIGNER = Signer("example.com/log", bytes(range(32)))
VERIFIERS = [SIGNER.verifier]
ENTRIES = [bytes([number]) * 32 for number in range(11)]
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Z"], exclude_characters="+"), min_size=1)
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)


def node(level, index):
    """A node over ``ENTRIES``."""
    if level == 0:
        return leaf_hash(ENTRIES[index])
    return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


def checkpoint(size=11):
    """The signed checkpoint over so many of ``ENTRIES``."""
    return Checkpoint(SIGNER.name, size, tree_root(node, size)).sign([SIGNER])


def test_the_note_that_go_publishes():
    signer = parse_signer(GO_SECRET)
    assert str(signer.verifier) == GO_VERIFIER
    assert signer.secret() == GO_SECRET
    assert sign_note(GO_TEXT, [signer]) == GO_NOTE
    assert open_note(GO_NOTE, [parse_verifier(GO_VERIFIER)]).text == GO_TEXT


def test_a_signer_does_not_show_its_key():
    assert SIGNER.secret().rpartition("+")[2] not in repr(SIGNER) + str(SIGNER)


@given(NAMES, st.binary(min_size=32, max_size=32))
def test_keys_survive_as_text(name, seed):
    signer = Signer(name, seed)
    assert parse_signer(signer.secret()).verifier == signer.verifier
    assert parse_verifier(str(signer.verifier)) == signer.verifier


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a+b", "a+b+c", "++", GO_VERIFIER + "=", GO_VERIFIER[:-4], GO_VERIFIER.replace("c74f", "c74e")),
        *(GO_VERIFIER.replace("c74f", "C74F"), GO_VERIFIER.replace("Peter", "Pete"), GO_VERIFIER.replace("+AR", "+BR")),
        *(" " + GO_VERIFIER, GO_VERIFIER + "\n", GO_VERIFIER.replace("Peter", "Peter ")),
    ],
)
def test_changed_keys_are_refused(text):
    with pytest.raises(NoteError):
        parse_verifier(text)
    with pytest.raises(NoteError):
        parse_signer(text)
    with pytest.raises(NoteError):
        parse_signer("PRIVATE+KEY+" + text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\x01", "\ud800", "a\u2003"])
def test_names_that_no_key_may_have(name):
    with pytest.raises(NoteError):
        new_signer(name)


def test_notes_have_one_form():
    good = checkpoint()
    text, lines = good.split(b"\n\n")
    for bad in (
        *(
            b"",
            b"\n",
            b"\n\n",
            text,
            text + b"\n\n",
            good[:-1],
            good + b"\n",
            good.replace(b"\n", b"\r\n"),
            b"\xff" + good,
        ),
        *(good + b"x\n", text + b"\n" + lines, text + b"\n\n" + lines.replace("— ".encode(), b"- ")),
        *(
            good + "— x\n".encode(),
            good + "— x AAAA\n".encode(),
            good + "— x AAAAAB==\n".encode(),
            good + "— +x AAAAAAA=\n".encode(),
        ),
        *(good + "— x AAAAAA\n".encode(), good + "—  AAAAAAA=\n".encode(), good + "— x é\n".encode(), bytes(2_000_000)),
        text + b"\n\n" + lines * 101,
    ):
        with pytest.raises(NoteError):
            parse_note(bad)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_note_or_refused(data):
    for parse in (parse_note, parse_proof, lambda data: parse_checkpoint(data.decode("utf-8", "replace"))):
        with pytest.raises(NoteError):
            parse(data)


@given(st.data())
def test_no_changed_checkpoint_is_believed(data):
    good = checkpoint()
    place = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda number: number != good[place]))
    with pytest.raises((NoteError, UnsignedNote)):
        open_checkpoint(good[:place] + bytes([byte]) + good[place + 1 :], VERIFIERS)


def test_signatures_of_unknown_keys_are_ignored_and_false_ones_are_not():
    good = checkpoint()
    stranger = Signer(SIGNER.name, bytes(32))
    line = sign_note(good.decode().partition("\n\n")[0] + "\n", [stranger]).partition(b"\n\n")[2]
    assert open_checkpoint(good + line, VERIFIERS).size == 11
    with pytest.raises(UnsignedNote, match="No known key"):
        open_checkpoint(good, [stranger.verifier])
    with pytest.raises(UnsignedNote, match="is false"):
        open_checkpoint(good + checkpoint(10).partition(b"\n\n")[2], VERIFIERS)


def test_a_checkpoint_is_signed_by_its_own_log():
    root = tree_root(node, 3)
    with pytest.raises(NoteError):
        Checkpoint("example.com/other", 3, root).sign([SIGNER])
    foreign = sign_note(Checkpoint("example.com/other", 3, root).text(), [SIGNER])
    with pytest.raises(UnsignedNote, match="another log"):
        open_checkpoint(foreign, VERIFIERS)


def test_a_rotation_signs_with_both_keys():
    new = Signer(SIGNER.name, bytes(32))
    both = parse_checkpoint(checkpoint().decode().partition("\n\n")[0] + "\n").sign([SIGNER, new])
    for known in ([SIGNER.verifier], [new.verifier], [SIGNER.verifier, new.verifier]):
        assert open_checkpoint(both, known).size == 11


@given(LINES, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=3))
def test_checkpoints_survive_as_text(origin, size, root, extensions):
    given_ = Checkpoint(origin, size, root, tuple(extensions))
    assert parse_checkpoint(given_.text()) == given_


@pytest.mark.parametrize(
    "lines",
    [
        *("", "a\n1\n", "a\n01\n{root}\n", "a\n-1\n{root}\n", "a\n1\n{root}", "a\n1\n{root}\n\n", "\n1\n{root}\n"),
        *("a\n+1\n{root}\n", "a\n1 \n{root}\n", "a\n٣\n{root}\n", "a\n9223372036854775808\n{root}\n", "a\n0\n{root}\n"),
        *("a\n1\nAAAA\n", "a\n1\n{root} \n", "a\n1\n{root}\n\nx\n"),
    ],
)
def test_other_checkpoints_are_refused(lines):
    with pytest.raises(NoteError):
        parse_checkpoint(lines.replace("{root}", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="))


def test_the_empty_log_has_a_checkpoint():
    empty = Checkpoint(SIGNER.name, 0, EMPTY_ROOT)
    assert open_checkpoint(empty.sign([SIGNER]), VERIFIERS) == empty


@pytest.mark.parametrize("extra", [None, b"", b"header"])
@pytest.mark.parametrize("index", range(11))
def test_proof_files(index, extra):
    proof = ProofFile(index, tuple(inclusion_proof(node, index, 11)), checkpoint(), extra)
    data = proof.format()
    assert data.startswith(b"c2sp.org/tlog-proof@v1\n")
    assert parse_proof(data) == proof
    assert proof.verify(ENTRIES[index], VERIFIERS).size == 11
    assert proof.verify(ENTRIES[index - 1], VERIFIERS) is None
    with pytest.raises(UnsignedNote):
        proof.verify(ENTRIES[index], [new_signer(SIGNER.name).verifier])


def test_the_smallest_proof_has_no_path():
    proof = ProofFile(0, (), checkpoint(1))
    assert parse_proof(proof.format()) == proof
    assert proof.verify(ENTRIES[0], VERIFIERS).size == 1


def test_other_proof_files_are_refused():
    good = ProofFile(4, tuple(inclusion_proof(node, 4, 11)), checkpoint()).format()
    for old, new in (
        *((b"@v1", b"@v2"), (b"index 4", b"index 04"), (b"index 4", b"index -4"), (b"index 4\n", b"")),
        *(
            (b"index 4\n", b"index 4\nAAAA\n"),
            (b"index 4\n", b"index 4\nx\n"),
            (b"index 4\n", "extra é\nindex 4\n".encode()),
        ),
        *((b"index 4\n", b"extra x\nindex 4\n"), (b"index", b"Index"), (b"index", "ï".encode()), (b"\n\n", b"\n")),
    ):
        with pytest.raises((NoteError, UnsignedNote)):
            parse_proof(good.replace(old, new)).verify(ENTRIES[4], VERIFIERS)


@given(st.data())
def test_no_changed_proof_file_is_believed(data):
    good = ProofFile(4, tuple(inclusion_proof(node, 4, 11)), checkpoint()).format()
    place = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda number: number != good[place]))
    try:
        found = parse_proof(good[:place] + bytes([byte]) + good[place + 1 :]).verify(ENTRIES[4], VERIFIERS)
    except (NoteError, UnsignedNote):
        return
    assert found is None
