"""D1, P5: separation of duties; levels of secrecy."""

from collective.trail.rules.secrecy import at_least
from collective.trail.rules.secrecy import LEVELS
from collective.trail.rules.secrecy import rank
from collective.trail.rules.secrecy import RECORDED_READS
from collective.trail.rules.separation import violates_separation

import pytest


@pytest.mark.parametrize(
    "drafters, reviewers, approvers, reason",
    [
        ("li", "wang", "zhao", None),
        ("li", "wang", (), None),
        ("", "", "zhao", None),
        ("li", "li", "zhao", "reviewer_is_drafter"),
        ("li", "wang", "li", "approver_is_drafter"),
        ("li", "wang", "wang", "approver_is_reviewer"),
        (["li"], ["chen", "wang"], ["chen"], "approver_is_reviewer"),
        ("il", "li", "l", None),
    ],
)
def test_drafter_reviewer_and_approver_are_three_people(drafters, reviewers, approvers, reason):
    assert violates_separation(drafters, reviewers, approvers) == reason


def test_levels_rise_and_the_upper_two_leave_a_trace():
    assert [rank(level) for level in LEVELS] == [0, 1, 2, 3]
    assert frozenset(LEVELS[2:]) == RECORDED_READS
    assert at_least("secret", "confidential") and at_least("internal", "internal")
    assert not at_least("departmental", "confidential")
    with pytest.raises(ValueError):
        rank("public")


def test_rules_import_nothing_of_zope():
    import subprocess
    import sys

    code = (
        "import collective.trail.rules.chain_check, collective.trail.rules.numbers, collective.trail.rules.retention, "
        "collective.trail.rules.secrecy, collective.trail.rules.separation, sys; "
        "bad = {'Zope2', 'ZODB', 'Products', 'plone', 'AccessControl', 'persistent'} & "
        "{name.split('.')[0] for name in sys.modules}; assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
