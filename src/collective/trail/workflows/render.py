"""Writes what is derived from the tables: DCWorkflow's XML in the profile and the reference page with its diagram.

``python -m collective.trail.workflows.render`` writes both; a test fails when a file differs from its table.
"""

from collective.trail.workflows import WORKFLOWS
from collective.trail.workflows.table import State
from collective.trail.workflows.table import Transition
from collective.trail.workflows.table import Workflow
from pathlib import Path
from xml.sax.saxutils import escape
from xml.sax.saxutils import quoteattr


PROFILE = Path(__file__).parent.parent / "profiles" / "default"

#: name, in the catalog, updated by each transition, TAL expression
VARIABLES = (
    ("action", True, "transition/getId|nothing"),
    ("actor", True, "user/getId"),
    ("comments", True, "python:state_change.kwargs.get('comment', '')"),
    ("review_history", False, "state_change/getHistory"),
    ("time", True, "state_change/getDateTime"),
)


def _text(message) -> str:
    return escape(message.default or str(message))


def _permission_map(name: str, roles: tuple[str, ...]) -> list[str]:
    opening = f'    <permission-map acquired="False"\n                    name={quoteattr(name)}\n    '
    if not roles:
        return [opening + "/>"]
    return [
        opening + ">",
        *(f"      <permission-role>{escape(role)}</permission-role>" for role in roles),
        "    </permission-map>",
    ]


def _state(workflow: Workflow, state: State) -> list[str]:
    exits = [t.id for t in workflow.transitions if state.id in t.sources]
    lines = [
        f'  <state state_id="{state.id}"',
        f'         title="{_text(state.title)}"',
        '         i18n:attributes="title"',
        "  >",
        f'    <description i18n:translate="">{_text(state.description)}</description>',
        *(f'    <exit-transition transition_id="{id}" />' for id in exits),
    ]
    for permission in workflow.permissions:
        lines += _permission_map(permission, state.permissions[permission])
    return [*lines, "  </state>"]


def _transition(transition: Transition) -> list[str]:
    url = f"%(content_url)s/@@transition?workflow_action={transition.id}"
    return [
        f'  <transition new_state="{transition.target}"',
        f'              title="{_text(transition.title)}"',
        f'              transition_id="{transition.id}"',
        '              after_script=""',
        '              before_script=""',
        '              trigger="USER"',
        '              i18n:attributes="title"',
        "  >",
        '    <action category="workflow"',
        '            icon=""',
        f'            url="{url}"',
        '            i18n:translate=""',
        f"    >{_text(transition.title)}</action>",
        "    <guard>",
        *(f"      <guard-role>{escape(role)}</guard-role>" for role in transition.roles),
        "    </guard>",
        "  </transition>",
    ]


def _variable(name: str, for_status: bool, expression: str) -> list[str]:
    return [
        f'  <variable for_catalog="False" for_status="{for_status}" update_always="{for_status}" variable_id="{name}">',
        "    <default>",
        f"      <expression>{escape(expression)}</expression>",
        "    </default>",
        "    <guard />",
        "  </variable>",
    ]


def definition_xml(workflow: Workflow) -> str:
    """The table as DCWorkflow's ``definition.xml``."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!-- Written by collective.trail.workflows.render from the table; change that, not this. -->",
        '<dc-workflow xmlns:i18n="http://xml.zope.org/namespaces/i18n"',
        f'             initial_state="{workflow.states[0].id}"',
        '             manager_bypass="False"',
        '             state_variable="review_state"',
        f'             title="{escape(workflow.title)}"',
        f'             workflow_id="{workflow.id}"',
        '             i18n:attributes="title"',
        # Plone's menus, listings and services look these titles up in its own domain.
        '             i18n:domain="plone"',
        ">",
        "",
        *(f"  <permission>{escape(name)}</permission>" for name in workflow.permissions),
        "",
    ]
    for state in workflow.states:
        lines += [*_state(workflow, state), ""]
    for transition in workflow.transitions:
        lines += [*_transition(transition), ""]
    for variable in VARIABLES:
        lines += _variable(*variable)
    return "\n".join([*lines, "", "</dc-workflow>", ""])


def workflows_xml() -> str:
    """The profile's ``workflows.xml``: which type has which workflow."""
    types = [(name, workflow.id) for workflow in WORKFLOWS for name in workflow.types]
    types += [("YearFolder", "")]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<object meta_type="Plone Workflow Tool"',
        '        name="portal_workflow"',
        ">",
    ]
    for workflow in WORKFLOWS:
        lines += ['  <object meta_type="Workflow"', f'          name="{workflow.id}"', "  />"]
    lines += ["  <bindings>"]
    for portal_type, workflow_id in sorted(types):
        if workflow_id:
            lines += [
                f'    <type type_id="{portal_type}">',
                f'      <bound-workflow workflow_id="{workflow_id}" />',
                "    </type>",
            ]
        else:
            lines += [f'    <type type_id="{portal_type}" />']
    return "\n".join([*lines, "  </bindings>", "</object>", ""])


def reference_page(workflow: Workflow) -> str:
    """The table as a page of the reference: diagram, transitions, permissions."""
    lines = [
        f"# {workflow.title} (`{workflow.id}`)",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {workflow.states[0].id}",
    ]
    for t in workflow.transitions:
        lines += [f"    {source} --> {t.target or source}: {t.id}" for source in t.sources]
    lines += [
        "```",
        "",
        "| transition | from | to | who | opinion | checks | effects |",
        "|---|---|---|---|---|---|---|",
    ]
    for t in workflow.transitions:
        opinion = f"{t.verdict}, in writing" if t.opinion_required else ""
        lines.append(
            f"| `{t.id}` | {', '.join(t.sources)} | {t.target or '(stays)'} | {', '.join(t.roles)} | {opinion} "
            f"| {', '.join(t.checks)} | {', '.join(t.effects + t.completion)} |"
        )
    lines += [
        "",
        "| permission | " + " | ".join(s.id for s in workflow.states) + " |",
        "|---" * (len(workflow.states) + 1) + "|",
    ]
    for permission in workflow.permissions:
        cells = [", ".join(s.permissions[permission]) or "nobody" for s in workflow.states]
        lines.append(f"| {permission} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def main(docs: Path | None = None) -> None:
    """Write all derived files; ``docs`` is the reference folder (default: ``docs/reference/workflows`` here)."""
    docs = docs or Path.cwd() / "docs" / "reference" / "workflows"
    docs.mkdir(parents=True, exist_ok=True)
    (PROFILE / "workflows.xml").write_text(workflows_xml(), "utf-8")
    for workflow in WORKFLOWS:
        folder = PROFILE / "workflows" / workflow.id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "definition.xml").write_text(definition_xml(workflow), "utf-8")
        (docs / f"{workflow.id}.md").write_text(reference_page(workflow), "utf-8")
        print(f"{workflow.id}: {len(workflow.states)} states, {len(workflow.transitions)} transitions")


if __name__ == "__main__":
    main()
