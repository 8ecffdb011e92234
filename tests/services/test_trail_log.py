"""P1, S2: checkpoint, proofs and files of the log over HTTP, for those who may have them."""

from collective.trail.jobs.check import check
from collective.trail.jobs.sequence import sequence
from collective.trail.ledger.log_settings import signing_keys
from collective.trail.ledger.site import ledger_of
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.cosignature import cosignatures
from collective.trail.rules.cosignature import parse_witness
from collective.trail.rules.proof_file import parse_proof
from collective.trail.rules.signed_note import parse_verifier
from collective.trail.rules.tile_reader import TileReader
from collective.trail.testing import PASSWORD
from collective.trail.timeline.evidence import evidence
from collective.trail.verify.cli import main
from html import unescape
from plone import api
from time_stamp_authority import Authority
from time_stamp_authority import openssl
from witness_server import WitnessServer

import pytest


STATUS = "@@trail-log-status"

#: Names that are no receipts, or lead elsewhere.
RECEIPTS = [
    "receipts/tsa/00000000000000000001.tsr",
    "receipts/../index.sqlite",
    "receipts/../../receipts/00000000000000000001.tsr",
    "receipts/tsa",
    "anchoring",
]


@pytest.fixture
def log(log, monkeypatch):
    """The directory of the office's log, which no token opens."""
    for name in ("TRAIL_LOG_PUBLIC", "TRAIL_LOG_TOKEN", "TRAIL_LOG_TOKENS"):
        monkeypatch.delenv(name, raising=False)
    return log


def sequenced(http):
    """A document under review whose entries stand in the log."""
    record = http.submitted()
    http.commit()
    sequence(http.portal)
    http.commit()
    return record


def browser(http, user):
    client = http.client(user)
    client.session.headers["Accept"] = "text/html"
    return client


def test_auditors_get_the_checkpoint(http, log):
    sequenced(http)
    answer = http.client("auditor").get("@trail/checkpoint")
    assert answer.status_code == 200
    facts = answer.json()
    (key,) = facts["keys"]
    checkpoint = open_checkpoint(facts["checkpoint"].encode(), [parse_verifier(key)])
    assert (facts["origin"], facts["size"], facts["root"]) == (
        checkpoint.origin,
        checkpoint.size,
        checkpoint.root.hex(),
    )
    assert facts["lag"] == 0
    assert facts["anchors"] == []
    assert facts["checkpoints"] == [{"size": checkpoint.size, "signed_at": facts["signed_at"], "anchors": []}]


@pytest.mark.parametrize("user", ["drafter", "head", "stranger", None])
def test_others_do_not(http, log, user):
    sequenced(http)
    assert http.client(user).get("@trail/checkpoint").status_code == 401
    assert browser(http, user).get("@@trail-log/checkpoint", allow_redirects=False).status_code in (302, 401)


@pytest.mark.parametrize("kept", [True, False])
def test_without_a_signed_log_a_sentence_says_so(http, log, monkeypatch, kept):
    record = http.submitted()
    http.commit()
    if not kept:
        monkeypatch.delenv("TRAIL_LOG")
    for user, path in (("auditor", "@trail/checkpoint"), ("drafter", f"{http.url(record)}/@trail/proof")):
        answer = http.client(user).get(path)
        assert answer.status_code == 404
        assert "is not signed yet" in answer.json()["message"]


def test_each_entry_of_a_record_has_its_proof(http, log):
    record = sequenced(http)
    facts = http.client("drafter").get(f"{http.url(record)}/@trail/proof").json()
    keys = [parse_verifier(key) for key in facts["keys"]]
    entries = {entry.get("id"): entry for entry in ledger_of(http.portal).record_log(record.UID()).walk()}
    assert {item["id"] for item in facts["items"]} == set(entries)
    assert facts["items_total"] == len(entries)
    for item in facts["items"]:
        proof = parse_proof(item["proof"].encode())
        assert proof.index == item["leaf"]
        assert proof.verify(bytes.fromhex(entries[item["id"]].hash), keys) is not None
        assert proof.verify(bytes(32), keys) is None
        assert len(item["proof"]) <= 1500


def test_an_entry_that_waits_has_no_proof(http, log):
    record = sequenced(http)
    http.act("drafter", record, "withdraw")
    http.commit()
    facts = http.client("drafter").get(f"{http.url(record)}/@trail/proof").json()
    newest = facts["items"][0]
    assert (newest["proof"], newest["leaf"], newest["signed_at"]) == (None, None, None)
    assert facts["items"][-1]["proof"]
    assert http.client("auditor").get("@trail/checkpoint").json()["lag"] > 0
    page = browser(http, "drafter").get(f"{http.url(record)}/@@trail").text
    assert "Not in the signed log yet" in page and "of the signed log, signed" in page


def test_the_proof_of_one_entry_is_a_file(http, log):
    record = sequenced(http)
    entry = next(ledger_of(http.portal).record_log(record.UID()).walk())
    one = http.client("drafter").get(f"{http.url(record)}/@trail/proof?entry={entry.get('id')}").json()
    assert [item["id"] for item in one["items"]] == [entry.get("id")]
    answer = browser(http, "drafter").get(f"{http.url(record)}/@@trail-proof?entry={entry.get('id')}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{entry.get("id")}.tlog-proof"'
    assert answer.text == one["items"][0]["proof"]


def test_the_entry_of_another_record_has_no_proof_here(http, log):
    record, other = sequenced(http), sequenced(http)
    entry = next(ledger_of(http.portal).record_log(other.UID()).walk())
    for client, path in ((http.client("drafter"), "@trail/proof"), (browser(http, "drafter"), "@@trail-proof")):
        answer = client.get(f"{http.url(record)}/{path}?entry={entry.get('id')}")
        assert answer.status_code == 404
        assert "has no such entry" in answer.text


def test_who_may_not_view_a_record_gets_no_proof_of_it(http, log):
    record = sequenced(http)
    assert http.client("stranger").get(f"{http.url(record)}/@trail/proof").status_code == 401


@pytest.mark.parametrize("path", ["@trail/proof", "@trail/tile", "@trail/checkpoint/more"])
def test_other_parts_of_the_trail_do_not_exist(http, log, path):
    sequenced(http)
    assert http.client("auditor").get(path).status_code == 404


def test_a_log_client_reads_the_files_over_http(http, log):
    sequenced(http)
    client = browser(http, "auditor")

    def fetch(path):
        answer = client.get(f"@@trail-log/{path}")
        if answer.status_code == 404:
            raise FileNotFoundError(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("private, ")
        return answer.content

    keys = [parse_verifier(line) for line in (log / "keys").read_text().splitlines()]
    checkpoint = open_checkpoint(fetch("checkpoint"), keys)
    reader = TileReader(fetch, checkpoint.size)
    known = {entry.hash for _uid, chain in ledger_of(http.portal).record_logs() for entry in chain.walk()}
    assert {reader.entry(leaf).hex() for leaf in range(checkpoint.size)} == known


@pytest.mark.parametrize(
    "path",
    ["index.sqlite", "keys", "lock", "../../key", "tile/0/../../index.sqlite", "tile/0/7", "tile/0/000", "", *RECEIPTS],
)
def test_nothing_else_leaves_the_directory(http, log, path):
    sequenced(http)
    assert browser(http, "auditor").get(f"@@trail-log/{path}").status_code == 404


def test_the_operator_can_open_the_log_to_everybody(http, log, monkeypatch):
    sequenced(http)
    monkeypatch.setenv("TRAIL_LOG_PUBLIC", "1")
    answer = browser(http, None).get("@@trail-log/checkpoint")
    assert answer.status_code == 200
    assert answer.text.startswith("trail.example/office\n")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert http.client(None).get("@trail/checkpoint").status_code == 401


TOKEN = "a-token-that-nobody-guesses"
CHECKPOINT = "@@trail-log/checkpoint"


def program(http, authorization):
    """A log client of somebody else: no account, no cookies, one header."""
    client = http.client()
    client.session.headers.update({"Accept": "*/*", "Authorization": authorization})
    return client


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_program_with_a_token_reads_the_log(http, log, monkeypatch, scheme):
    sequenced(http)
    monkeypatch.setenv("TRAIL_LOG_TOKEN", TOKEN)
    client = program(http, f"{scheme} {TOKEN}")
    keys = [parse_verifier(line) for line in (log / "keys").read_text().splitlines()]
    checkpoint = open_checkpoint(client.get(CHECKPOINT).content, keys)
    reader = TileReader(lambda path: client.get(f"@@trail-log/{path}").content, checkpoint.size)
    assert len({reader.entry(leaf) for leaf in range(checkpoint.size)}) == checkpoint.size
    answer = client.get(CHECKPOINT)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Vary"].startswith("Authorization, Cookie")
    assert client.get("@@trail-log/index.sqlite").status_code == 404


@pytest.mark.parametrize("token", ["wrong", TOKEN[:-1], f"{TOKEN}x", TOKEN.upper(), "", "ä" * 30, "a.b.c"])
def test_a_wrong_token_opens_nothing(http, log, monkeypatch, token):
    sequenced(http)
    monkeypatch.setenv("TRAIL_LOG_TOKEN", TOKEN)
    answer = program(http, f"Bearer {token}".encode()).get(CHECKPOINT, allow_redirects=False)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="trail-log"')
    assert answer.text.startswith("This token does not open the log.")


def test_without_tokens_no_token_opens_the_log(http, log, monkeypatch):
    sequenced(http)
    for given in ("", "None"):
        assert program(http, f"Bearer {given}").get(CHECKPOINT, allow_redirects=False).status_code == 401


def test_a_token_opens_nothing_but_the_log(http, log, monkeypatch):
    record = sequenced(http)
    monkeypatch.setenv("TRAIL_LOG_TOKEN", TOKEN)
    client = program(http, f"Bearer {TOKEN}")
    client.session.headers["Accept"] = "application/json"
    for path in ("@trail", "@trail/checkpoint", "@trail/check", http.url(record), f"{http.url(record)}/@trail/proof"):
        assert client.get(path).status_code == 401
    client.session.headers["Accept"] = "text/html"
    for path in ("@@trail-audit", "@@trail-log-status", f"{http.url(record)}/@@trail"):
        assert client.get(path, allow_redirects=False).status_code in (302, 401)


def test_a_token_in_the_address_opens_nothing(http, log, monkeypatch):
    sequenced(http)
    monkeypatch.setenv("TRAIL_LOG_TOKEN", TOKEN)
    for name in ("token", "access_token"):
        answer = browser(http, None).get(f"{CHECKPOINT}?{name}={TOKEN}", allow_redirects=False)
        assert answer.status_code in (302, 401)


def test_tokens_stand_in_a_file_that_nobody_else_reads(http, log, monkeypatch, tmp_path):
    sequenced(http)
    tokens = tmp_path / "tokens"
    tokens.write_text(f"# for the monitor\n{TOKEN}\nanother-one-for-the-auditors\n")
    tokens.chmod(0o600)
    monkeypatch.setenv("TRAIL_LOG_TOKENS", str(tokens))
    for token in (TOKEN, "another-one-for-the-auditors"):
        assert program(http, f"Bearer {token}").get(CHECKPOINT).status_code == 200
    assert program(http, "Bearer # for the monitor").get(CHECKPOINT).status_code == 401
    tokens.chmod(0o644)
    assert program(http, f"Bearer {TOKEN}").get(CHECKPOINT).status_code == 401
    tokens.unlink()
    assert program(http, f"Bearer {TOKEN}").get(CHECKPOINT).status_code == 401


def test_a_token_that_can_be_guessed_opens_nothing(http, log, monkeypatch):
    sequenced(http)
    monkeypatch.setenv("TRAIL_LOG_TOKEN", "secret")
    assert program(http, "Bearer secret").get(CHECKPOINT).status_code == 401


def test_an_auditor_logged_in_by_rest_reads_the_log_too(http, log, monkeypatch):
    sequenced(http)
    monkeypatch.setenv("TRAIL_LOG_TOKEN", TOKEN)
    login = http.client().post("@login", json={"login": "auditor", "password": PASSWORD})
    assert program(http, f"Bearer {login.json()['token']}").get(CHECKPOINT).status_code == 200
    login = http.client().post("@login", json={"login": "drafter", "password": PASSWORD})
    assert program(http, f"Bearer {login.json()['token']}").get(CHECKPOINT).status_code == 401


def test_the_result_of_the_self_check_is_there_without_a_log(http):
    client = http.client("auditor")
    assert client.get("@trail/check").json()["check"] is None
    record, closed = http.approved(), http.approved(secrecy="departmental", title="Dismissal of Wang")
    record.purpose = closed.purpose = "Forged."
    http.commit()
    check(http.portal)
    http.commit()
    facts = client.get("@trail/check").json()
    assert (facts["check"]["count"], facts["check"]["overdue"]) == (2, False)
    assert facts["untold"].startswith("The site sends no mail")
    found = {each["record"]: each for each in facts["check"]["found"]}
    mine, other = found[record.UID()], found[closed.UID()]
    assert (mine["number"], mine["field"], mine["field_title"]) == (record.number, "purpose", "Purpose")
    assert mine["record_title"] == "Leave rules" and mine["record_url"].endswith(record.getId())
    assert (other["number"], other["record_title"], other["record_url"]) == (closed.number, None, None)
    assert "Wang" not in client.get("@trail/check").text
    assert http.client("drafter").get("@trail/check").status_code == 401


def test_the_checkpoint_tells_what_was_checked(http, log):
    sequenced(http)
    assert http.client("auditor").get("@trail/checkpoint").json()["check"] is None
    check(http.portal)
    http.commit()
    assert http.client("auditor").get("@trail/checkpoint").json()["check"]["count"] == 0


def test_the_auditors_page_shows_the_log(http, log):
    http.submitted()
    http.commit()
    page = browser(http, "auditor")
    assert "nothing is signed yet" in page.get(STATUS).text
    sequence(http.portal)
    http.commit()
    text = page.get(STATUS).text
    assert "Everything is signed" in text
    assert (log / "keys").read_text().strip() in unescape(text)
    http.submitted()
    http.commit()
    assert "less than a minute behind" in page.get(STATUS).text


def test_what_the_last_run_found_broken_is_an_alert(http, log):
    sequenced(http)
    book = ledger_of(http.portal)
    name = next(iter(book.segments))
    del book.segments[name]
    http.commit()
    assert sequence(http.portal).broken
    http.commit()
    sentence = f"The segment {name} stands in the log"
    assert sentence in browser(http, "auditor").get(STATUS).text
    assert "The database is not what its trail" in browser(http, "auditor").get("@@trail-audit").text
    assert http.client("auditor").get("@trail/checkpoint").json()["run"]["broken"][0].startswith(sentence)


def test_the_anchors_of_a_checkpoint_are_shown(http, log, tmp_path, monkeypatch):
    (tmp_path / "vault").mkdir()
    (tmp_path / "anchors").write_text(f"vault directory {tmp_path / 'vault'}\nattic directory {tmp_path / 'attic'}\n")
    monkeypatch.setenv("TRAIL_LOG_ANCHORS", str(tmp_path / "anchors"))
    record = sequenced(http)
    facts = http.client("auditor").get("@trail/checkpoint").json()
    assert [kept["name"] for kept in facts["checkpoints"][0]["anchors"]] == ["vault"]
    vault, attic = facts["anchors"]
    assert vault == {"name": "vault", "failure": None}
    assert attic["name"] == "attic" and attic["failure"].startswith("attic does not keep checkpoints now")
    items = http.client("drafter").get(f"{http.url(record)}/@trail/proof").json()["items"]
    assert {kept["name"] for item in items for kept in item["anchors"]} == {"vault"}
    page = browser(http, "auditor").get(STATUS).text
    assert "is not kept by all anchors" in page and "Keeps the last checkpoint" in page


def test_what_an_anchor_keeps_is_checked_with_the_log(http, log, tmp_path, monkeypatch):
    (tmp_path / "vault").mkdir()
    (tmp_path / "anchors").write_text(f"vault directory {tmp_path / 'vault'}\n")
    monkeypatch.setenv("TRAIL_LOG_ANCHORS", str(tmp_path / "anchors"))
    sequenced(http)
    sequenced(http)
    folder = tmp_path / "vault" / "trail.example%2Foffice"
    assert len(list(folder.iterdir())) == 2
    given = ["verify-log", str(log), "--key", str(log / "keys"), "--checkpoint"]
    assert main([*given, str(folder)]) == 0
    assert main([*given, str(tmp_path)]) == 2


def test_receipts_reach_those_who_may_read_the_log(http, log, tmp_path, monkeypatch):
    """What a witness cosigned and an authority stamped, over HTTP, as an auditor takes it to openssl."""
    monkeypatch.setenv("TRAIL_LOG_ANCHORS", str(tmp_path / "anchors"))
    signers = [parse_verifier(str(signer.verifier)) for signer in signing_keys()]
    with Authority(tmp_path / "tsa") as authority, WitnessServer(*signers) as witness:
        stamps = f"tsa timestamp every=0 root={authority.root} {authority.url}"
        (tmp_path / "anchors").write_text(f"{witness.line()}\n{stamps}\n")
        sequenced(http)
        # The next run goes on from a checkpoint with a cosignature under it.
        record = sequenced(http)
    facts = http.client("auditor").get("@trail/checkpoint").json()
    first, tsa = facts["checkpoints"][0]["anchors"]
    assert first["receipt"]["path"] == f"receipts/first/{facts['size']:020d}.checkpoint"
    assert tsa["receipt"]["path"] == f"receipts/tsa/{facts['size']:020d}.tsr"
    assert tsa["receipt"]["time"].endswith("Z")
    client = browser(http, "auditor")
    cosigned = client.get(f"@@trail-log/{first['receipt']['path']}")
    assert cosigned.text == facts["checkpoint"] == client.get("@@trail-log/checkpoint").text
    stamp = client.get(f"@@trail-log/{tsa['receipt']['path']}")
    assert "immutable" in stamp.headers["Cache-Control"]
    (tmp_path / "stamp.tsr").write_bytes(stamp.content)
    data = client.get(f"@@trail-log/{tsa['receipt']['path'].replace('.tsr', '.checkpoint')}").content
    (tmp_path / "stamped").write_bytes(data)
    options = ["-data", tmp_path / "stamped", "-in", tmp_path / "stamp.tsr", "-CAfile", authority.root]
    assert b"Verification: OK" in openssl("ts", "-verify", *options)
    items = http.client("drafter").get(f"{http.url(record)}/@trail/proof").json()["items"]
    assert {kept["receipt"]["path"] for kept in items[0]["anchors"]} == {
        first["receipt"]["path"],
        tsa["receipt"]["path"],
    }
    assert cosignatures(items[0]["proof"].partition("\n\n")[2].encode(), [parse_witness(witness.cosigner.vkey)])
    other = browser(http, "drafter").get(f"@@trail-log/{tsa['receipt']['path']}", allow_redirects=False)
    assert other.status_code in (302, 401)
    with api.env.adopt_user("auditor"), evidence() as found:
        paths = [each.path for each in found.receipts(facts["size"])]
    assert paths == [
        f"receipts/first/{facts['size']:020d}.checkpoint",
        f"receipts/tsa/{facts['size']:020d}.checkpoint",
        f"receipts/tsa/{facts['size']:020d}.tsr",
    ]
    options = ["--witness", witness.cosigner.vkey, "--timestamp-root", str(authority.root)]
    assert main(["verify-log", str(log), "--key", str(log / "keys"), *options]) == 0


def test_a_damaged_index_is_told_and_the_trail_is_shown_all_the_same(http, log):
    record = http.approved()
    http.commit()
    sequence(http.portal)
    (log / "index.sqlite").write_bytes(b"nonsense " * 100)
    told = http.client("auditor").get("@trail/checkpoint")
    assert told.status_code == 503 and "cannot be read now" in told.json()["message"]
    page = http.client("head").get(f"{http.url(record)}/@@trail", headers={"Accept": "text/html"})
    assert page.status_code == 200 and "cannot be read now" in page.text and "Signed." in page.text
    whole = http.client("auditor").get("@@trail-audit", headers={"Accept": "text/html"})
    assert whole.status_code == 200
    status = http.client("auditor").get("@@trail-log-status", headers={"Accept": "text/html"})
    assert status.status_code == 503 and "cannot be read now" in status.text
