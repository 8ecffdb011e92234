"""P1, P2: ``trail verify`` finds what was altered, removed, added or moved."""

from collective.trail.rules.chain import HEADER_FIELDS
from collective.trail.verify.cli import main
from pathlib import Path

import copy
import importlib.util
import json
import pytest
import subprocess
import sys


# The test folders are no packages: load the makers of trails and bundles by their paths.
def _beside(name):
    spec = importlib.util.spec_from_file_location(f"invented_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


trails, bundles = _beside("trails"), _beside("bundles")


@pytest.fixture
def check(tmp_path, capsys):
    """Verify some lines: the exit code and the result."""

    def run(lines, *options):
        code = main(["verify", trails.write(tmp_path / "trail.jsonl", lines), "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_whole_site_is_good(check):
    code, result = check(trails.site())
    assert code == 0
    assert (result["ok"], result["entries"], result["records"], result["segments_checked"]) == (True, 8, 3, True)


def test_one_record_is_good_and_segments_are_said_to_be_unchecked(check, tmp_path, capsys):
    code, result = check(trails.one_record())
    assert (code, result["entries"], result["segments_checked"]) == (0, 4, False)
    assert main(["verify", trails.write(tmp_path / "x", trails.one_record())]) == 0
    assert "whole site" in capsys.readouterr().out


def test_one_record_of_a_site_can_be_checked_alone(check):
    lines = trails.site()
    lines[2]["data"]["title"] = "Forged"
    assert check(lines, "--record", "a")[0] == 0
    assert check(lines, "--record", "b")[0] == 1
    assert check(trails.site(), "--record", "nobody")[0] == 1


def test_erased_data_is_good_and_counted(check):
    lines = trails.site()
    lines[3]["data"] = lines[3]["salt"] = None
    code, result = check(lines)
    assert (code, result["erased"]) == (0, 1)


# -- times -------------------------------------------------------------------------------------------------------------


def rechained(lines):
    """The same entries in the same order, made whole: what a forger does who changed some."""
    heads = {}
    for line in lines[1:]:
        header = line["header"]
        header["record_prev"] = heads.get(("record", header["record"]))
        header["segment_prev"] = heads.get(("segment", header["segment"]))
        trails.rehash(line)
        heads["record", header["record"]] = heads["segment", header["segment"]] = line["hash"]
    for kind in ("record", "segment"):
        for name, end in lines[0][f"{kind}s"].items():
            end["head"] = heads[kind, name]
    return lines


def dated(number, **times):
    """A site's export in which an entry says other times."""
    lines = trails.site()
    lines[number]["header"].update(times)
    return rechained(lines)


EARLY, LATE = "2025-12-31T23:00:00.000000Z", "2026-01-01T01:00:00.000000Z"


def test_a_time_that_goes_back_in_a_record_is_named(check):
    lines = dated(8, recorded_at=EARLY, happened_at=EARLY)  # the first of its segment would not tell
    code, result = check(lines)
    assert (code, result["fault"]["kind"], result["fault"]["line"]) == (1, "time", 9)
    assert (
        f"record a) says that it was recorded at {EARLY}, but entry 3 of the record says" in result["fault"]["message"]
    )


def test_a_second_in_a_segment_is_named(check):
    moment = "2026-01-01T00:00:04.000000Z"
    code, result = check(dated(6, recorded_at=moment, happened_at=moment))
    assert code == 0, "In a record, ten minutes are the difference of two clocks; this segment goes on."
    moment = "2026-01-01T00:00:02.000000Z"
    code, result = check(dated(6, recorded_at=moment, happened_at=moment))
    assert (code, result["fault"]["kind"]) == (1, "time") and "but entry 3 of segment A says" in result["fault"][
        "message"
    ]


def test_what_happened_after_it_was_recorded_is_named(check):
    code, result = check(dated(3, happened_at=LATE))
    assert (code, result["fault"]["kind"]) == (1, "time") and "happened only after it was recorded" in result["fault"][
        "message"
    ]
    assert check(dated(3, happened_at=EARLY))[0] == 0, "Work entered late says so."


def test_no_time_hides_an_altered_entry(check):
    lines = dated(3, happened_at=LATE)
    lines[7]["data"]["title"] = "Forged"
    assert check(lines)[1]["fault"]["kind"] == "data"


# -- an export kept from before ----------------------------------------------------------------------------------------


def test_an_older_export_is_the_beginning_of_a_newer_one(check, tmp_path, capsys):
    old = trails.write(tmp_path / "old", trails.site(("aA", "bA", "aB")))
    assert check(trails.site(), "--older", old)[0] == 0
    main(["verify", str(tmp_path / "trail.jsonl"), "--older", old])
    assert f"All 3 entries of {old} are among them." in capsys.readouterr().out
    assert check(trails.site(), "--older", trails.write(tmp_path / "one", trails.one_record()))[0] == 0


def test_what_an_older_export_has_and_a_newer_one_lost_is_named(check, tmp_path):
    old = trails.write(tmp_path / "old", trails.site())
    code, result = check(trails.site(("aA", "bA", "aB")), "--older", old)
    assert (code, result["fault"]["kind"], result["fault"]["record"]) == (1, "older", "a")
    assert "(number 3 of record a, record.edited, recorded at 2026-01-01T00:00:03" in result["fault"]["message"]
    assert "(5 in all)" in result["fault"]["message"]


def test_a_chain_made_anew_since_an_older_export_is_named(check, tmp_path):
    old = trails.write(tmp_path / "old", trails.site())
    code, result = check(dated(2, happened_at=EARLY), "--older", old)
    assert (code, result["fault"]["record"]) == (1, "b") and "number 1 of record b" in result["fault"]["message"]


def test_an_older_export_that_is_none_cannot_be_compared(check, tmp_path):
    (tmp_path / "old").write_text("{}\n")
    assert check(trails.site(), "--older", str(tmp_path / "old"))[0] == 2


def _other(value):
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "0" * 64
    return ("1" if value[0] == "0" else "0") + value[1:]


@pytest.mark.parametrize("name", HEADER_FIELDS)
@pytest.mark.parametrize("place", [1, 4, 8])
def test_any_altered_header_field_is_found_at_its_entry(check, name, place):
    lines = trails.site()
    lines[place]["header"][name] = _other(lines[place]["header"][name])
    code, result = check(lines)
    assert code == 1
    assert result["fault"]["line"] == place + 1


@pytest.mark.parametrize("name", ["hash", "salt", "data"])
@pytest.mark.parametrize("how", ["alter", "null", "drop", "number"])
def test_any_altered_part_of_an_entry_is_found(check, name, how):
    lines = trails.site()
    if how == "alter":
        lines[4][name] = {"title": "Forged"} if name == "data" else _other(lines[4][name])
    elif how == "drop":
        del lines[4][name]
    else:
        lines[4][name] = None if how == "null" else 7
    code, result = check(lines)
    assert (code, result["fault"]["line"]) == (1, 5)


@pytest.mark.parametrize("make", [trails.site, trails.one_record])
@pytest.mark.parametrize("place", [1, 2, 3, -1])
def test_a_forged_entry_with_right_hashes_breaks_its_chains(check, make, place):
    lines = make()
    lines[place]["data"]["title"] = "Forged"
    trails.rehash(lines[place])
    assert check(lines)[0] == 1


@pytest.mark.parametrize("make", [trails.site, trails.one_record])
@pytest.mark.parametrize("place", [1, 2, 3, -1])
def test_a_removed_entry_is_missed(check, make, place):
    lines = make()
    del lines[place]
    code, result = check(lines)
    assert (code, result["fault"]["kind"]) == (1, "missing")


@pytest.mark.parametrize("make", [trails.site, trails.one_record])
@pytest.mark.parametrize("place", [1, 2, -1])
def test_an_entry_that_stands_twice_is_found(check, make, place):
    lines = make()
    lines.insert(place, copy.deepcopy(lines[place]))
    code, result = check(lines)
    assert code == 1
    assert result["fault"]["kind"] == "repeated"


def test_swapped_entries_are_found(check):
    record = trails.one_record()
    record[1], record[2] = record[2], record[1]
    assert check(record)[0] == 1
    lines = trails.site()
    lines[1], lines[2] = lines[2], lines[1]  # of one segment
    assert check(lines)[0] == 1


def test_a_record_may_change_places_between_segments_of_machines_with_different_clocks(check):
    lines = trails.site(("aA", "aB"))
    lines[1], lines[2] = lines[2], lines[1]
    assert check(lines)[0] == 0


def test_a_whole_record_or_segment_added_or_removed_is_found(check):
    for part in ("records", "segments"):
        lines = trails.site()
        lines[0][part].popitem()
        assert check(lines)[1]["fault"]["kind"] == "manifest"
        lines = trails.site()
        lines[0][part]["more"] = {"count": 1, "head": "0" * 64}
        assert check(lines)[1]["fault"]["kind"] == "missing"
        lines = trails.site()
        end = next(iter(lines[0][part].values()))
        end["head"] = "0" * 64
        assert check(lines)[1]["fault"]["kind"] == "manifest"


def test_a_rewritten_segment_is_found_though_all_record_chains_are_whole(check):
    lines = trails.site(("aA", "bA", "cA"))
    for line, uid, seq, prev in ((lines[2], "b", 1, None), (lines[3], "c", 2, lines[1]["hash"])):
        line["header"].update(segment_seq=seq, segment_prev=prev)
        trails.rehash(line)
        lines[0]["records"][uid]["head"] = line["hash"]
    assert check(lines)[0] == 1
    assert check(lines, "--record", "b")[0] == 0


@pytest.mark.parametrize(
    "text",
    ["", "\n", "no json", "[]", "{}", '{"format": "collective.trail/export", "v": 2}', "\x00",
     '{"format": "collective.trail/export", "v": 1, "scope": "site"}'],
)  # fmt: skip
def test_what_is_no_export_is_unusable(tmp_path, text, capsys):
    path = tmp_path / "x"
    path.write_text(text)
    assert main(["verify", str(path)]) == 2
    assert capsys.readouterr().out.strip()


def test_a_missing_file_is_unusable(tmp_path, capsys):
    assert main(["verify", str(tmp_path / "none")]) == 2


@pytest.mark.parametrize(
    "tail", ['{"header": ', "\n", '{"header": {}, "header": {}}', "[1]", '{"x": NaN}', "[" * 100000]
)
def test_a_damaged_line_is_named(tmp_path, tail, capsys):
    path = tmp_path / "x"
    trails.write(path, trails.site())
    path.write_text(path.read_text() + tail)
    assert main(["verify", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"]["line"] == 10


def test_the_sentence_names_the_first_bad_entry(tmp_path, capsys):
    lines = trails.site()
    lines[2]["data"]["title"] = lines[5]["data"]["title"] = "Forged"
    assert main(["verify", trails.write(tmp_path / "x", lines)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("BAD: ") and lines[2]["header"]["id"] in said and "line 3" in said


def test_anyone_can_verify_without_plone(tmp_path):
    code = (
        "import sys; from collective.trail.verify.cli import main; status = main(sys.argv[1:]); "
        "bad = {'plone', 'Zope2', 'Products', 'ZODB'} & {name.split('.')[0] for name in sys.modules}; "
        "assert not bad, bad; sys.exit(status)"
    )
    bundle = bundles.Bundle()
    proof = tmp_path / "proof"
    proof.write_bytes(bundle.parts[bundle.proof_of(1)])
    for given in (
        [trails.write(tmp_path / "x", trails.site())],
        [bundle.write(tmp_path / "bundle"), "--key", bundle.key],
        [str(proof), "--key", bundle.key, "--entry", bundle.lines[0]["hash"]],
    ):
        done = subprocess.run([sys.executable, "-c", code, "verify", *given])
        assert done.returncode == 0
    script = Path(sys.executable).with_name("trail")
    done = subprocess.run([script, "verify", "-"], input=(tmp_path / "x").read_bytes(), stdout=subprocess.PIPE)
    assert done.returncode == 0
