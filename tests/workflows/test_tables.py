"""The workflow tables: complete, sound, and the same as what is written from them."""

from collective.trail.behaviors.opinions import VERDICTS
from collective.trail.workflows import render
from collective.trail.workflows import WORKFLOWS
from collective.trail.workflows.checks import CHECKS
from collective.trail.workflows.effects import EFFECTS
from lxml import etree
from pathlib import Path

import pytest


PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "workflows"
#: States in which a record's life ends for now: nothing leads on from there (D5 takes obsolete ones further, later).
ENDS = {"document_workflow": {"rejected", "obsolete"}, "record_class_workflow": set()}
PARTS = {"", "drafter", "reviewer", "approver"}

every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=[each.id for each in WORKFLOWS])


def steps(workflow):
    """(source, target) of every transition that changes the state."""
    return {(source, t.target) for t in workflow.transitions for source in t.sources if t.target}


def reachable(start, pairs):
    """Every state that can be come to from ``start``."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        fresh = {target for source, target in pairs if source == here} - found
        found |= fresh
        waiting += fresh
    return found


@every_workflow
def test_xml_is_what_the_table_says(workflow):
    path = render.PROFILE / "workflows" / workflow.id / "definition.xml"
    assert path.read_text("utf-8") == render.definition_xml(workflow), "Run: make workflows"


def test_bindings_are_what_the_tables_say():
    assert (render.PROFILE / "workflows.xml").read_text("utf-8") == render.workflows_xml(), "Run: make workflows"


@every_workflow
def test_page_is_what_the_table_says(workflow):
    assert (PAGES / f"{workflow.id}.md").read_text("utf-8") == render.reference_page(workflow), "Run: make workflows"


def test_no_page_or_xml_is_left_over():
    ids = {workflow.id for workflow in WORKFLOWS}
    assert {path.stem for path in PAGES.glob("*.md")} == ids
    assert {path.name for path in (render.PROFILE / "workflows").iterdir()} == ids


@every_workflow
def test_ids_are_unique_and_known(workflow):
    states = [state.id for state in workflow.states]
    transitions = [transition.id for transition in workflow.transitions]
    assert len(set(states)) == len(states)
    assert len(set(transitions)) == len(transitions)
    for transition in workflow.transitions:
        assert transition.sources and set(transition.sources) <= set(states), transition.id
        assert transition.target in {*states, ""}, transition.id


@every_workflow
def test_every_state_is_reachable(workflow):
    assert reachable(workflow.states[0].id, steps(workflow)) == {state.id for state in workflow.states}


@every_workflow
def test_every_state_has_a_way_on_or_is_an_end(workflow):
    sources = {source for source, _target in steps(workflow)}
    assert {state.id for state in workflow.states} - sources == ENDS[workflow.id]


@every_workflow
def test_end_is_within_reach_of_every_state(workflow):
    ends = ENDS[workflow.id]
    for state in workflow.states:
        assert not ends or reachable(state.id, steps(workflow)) & ends, state.id


@every_workflow
def test_every_transition_is_open_to_somebody_who_can_see_the_record(workflow):
    for transition in workflow.transitions:
        assert transition.roles, transition.id


@every_workflow
def test_checks_and_effects_exist(workflow):
    for transition in workflow.transitions:
        assert set(transition.checks) <= set(CHECKS), transition.id
        assert set(transition.effects + transition.completion) <= set(EFFECTS), transition.id


def test_every_check_and_effect_is_used():
    transitions = [transition for workflow in WORKFLOWS for transition in workflow.transitions]
    assert {name for each in transitions for name in each.checks} | {"not_the_drafter"} == set(CHECKS)
    assert {name for each in transitions for name in each.effects + each.completion} == set(EFFECTS)


@every_workflow
def test_opinions_are_required_where_a_verdict_is_expressed(workflow):
    for transition in workflow.transitions:
        assert bool(transition.verdict) == transition.opinion_required, transition.id
        assert transition.verdict in {"", *VERDICTS}, transition.id
        assert transition.part in PARTS, transition.id


@every_workflow
def test_who_judges_is_never_the_drafter(workflow):
    for transition in workflow.transitions:
        if transition.part in ("reviewer", "approver"):
            assert "different_people" in transition.checks, transition.id
            assert "Owner" not in transition.roles, transition.id


@every_workflow
def test_permissions_are_complete_in_every_state(workflow):
    assert len(set(workflow.permissions)) == len(workflow.permissions)
    for state in workflow.states:
        assert set(state.permissions) == set(workflow.permissions), state.id


@every_workflow
def test_nobody_can_change_what_is_frozen(workflow):
    """D1: reading and beginning a revision is all; versions are saved by our own code as Manager, which only adds."""
    free = {"View", "Access contents information", "CMFEditions: Access previous versions"}
    revising = {"collective.trail: Revise record"}
    saving = {"CMFEditions: Save new version", "CMFEditions: Apply version control"}
    for state in workflow.states:
        if not state.frozen:
            continue
        for permission, roles in state.permissions.items():
            if permission in saving:
                assert roles == ("Manager",), (state.id, permission)
            elif permission not in free | revising:
                assert roles == (), (state.id, permission)


def test_manager_can_neither_read_nor_change_records():
    """S1: administrators administrate; the office's records are not theirs to read."""
    workflow = next(each for each in WORKFLOWS if each.id == "document_workflow")
    for state in workflow.states:
        for permission in ("View", "Access contents information", "Modify portal content", "Delete objects"):
            assert "Manager" not in state.permissions[permission], (state.id, permission)
    assert not [t.id for t in workflow.transitions if {"Manager", "Site Administrator"} & set(t.roles)]


@every_workflow
def test_installed_workflow_does_not_let_managers_pass(workflow):
    root = etree.fromstring(render.definition_xml(workflow).encode("utf-8"))
    assert root.get("manager_bypass") == "False"
    acquired = {each.get("acquired") for each in root.iter("permission-map")}
    assert acquired == {"False"}


@every_workflow
def test_every_transition_is_a_registered_act_of_the_trail(workflow):
    from collective.trail.ledger.actions import action_by_id

    import collective.trail.subscribers.trail  # noqa: F401 - makes the transitions known

    for transition in workflow.transitions:
        assert action_by_id(workflow.action_id(transition.id)).title == transition.title
