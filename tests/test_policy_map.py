"""The policy map tells the truth: every clause is there, and every file it names exists."""

from pathlib import Path

import pytest
import re


ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "collective" / "trail"
PAGE = ROOT / "docs" / "reference" / "policy-map.md"
CLAUSES = {
    *("P1", "P2", "P3", "P4", "P5"),
    *("D1", "D2", "D3", "D4", "D5"),
    *("M1", "M2", "M3", "M4"),
    *("W1", "W2", "W3"),
    *("J1", "J2", "J3", "J4"),
    *("C1", "C2", "C3"),
    *("S1", "S2", "S3", "S4"),
}
#: What this release makes real: each needs code and a test.
BUILT = {"P1", "P2", "P3", "P4", "P5", "D1", "D2", "D3", "S1"}

ROWS = {
    cells[0]: cells
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("|")
    and len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 4
    and re.fullmatch(r"[A-Z]\d", cells[0])
}


def named(cell):
    """The paths in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_clause_has_its_row():
    assert set(ROWS) == CLAUSES


@pytest.mark.parametrize("clause", sorted(CLAUSES))
def test_files_that_the_map_names_exist(clause):
    _id, _what, where, tests = ROWS[clause]
    missing = [path for path in named(where) if not (PACKAGE / path).exists()]
    missing += [path for path in named(tests) if not (ROOT / path).is_file()]
    assert missing == []


@pytest.mark.parametrize("clause", sorted(BUILT))
def test_what_is_built_has_code_and_a_test(clause):
    _id, _what, where, tests = ROWS[clause]
    assert named(where) and named(tests)
    assert "later" not in where


@pytest.mark.parametrize("clause", sorted(CLAUSES))
def test_what_is_not_built_says_later(clause):
    _id, _what, where, tests = ROWS[clause]
    assert named(tests) or "later" in where


def test_policy_tests_stand_in_the_map():
    page = PAGE.read_text("utf-8")
    assert [path.name for path in (ROOT / "tests" / "policy").glob("test_*.py") if path.name not in page] == []


def test_clauses_cited_in_the_code_exist():
    """A docstring that cites a clause cites one of the policy."""
    wrong = {}
    for path in PACKAGE.rglob("*.py"):
        for cited in re.findall(r'"""((?:[A-Z]\d+(?:, | to )?)+):', path.read_text("utf-8")):
            unknown = set(re.findall(r"[A-Z]\d+", cited)) - CLAUSES
            if unknown:
                wrong[path.name] = unknown
    assert wrong == {}


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
