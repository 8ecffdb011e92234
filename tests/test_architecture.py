"""The house stands as drawn in docs/concepts/architecture.md: who may import whom, in Python and in ZCML."""

from pathlib import Path

import ast
import pytest
import re
import sys


PACKAGE = "collective.trail"
SOURCE = Path(__file__).resolve().parents[1] / "src" / "collective" / "trail"

#: Everybody may know these: the messages and the contracts.
COMMON = {"i18n", "interfaces"}

#: layer -> the layers it may import, beside ``COMMON``. From the ground up.
ALLOWED = {
    "i18n": set(),
    "interfaces": set(),
    "rules": set(),
    "verify": {"rules"},
    "ledger": {"rules"},
    "settings": {"rules"},
    "security": {"settings"},
    # Who is told by mail: jobs of every part post their notices there, and pages show what waits.
    "notifications": {"rules"},
    "content": {"rules", "settings"},
    "behaviors": {"content", "rules", "settings"},
    "workflows": {"behaviors", "content", "rules", "security", "settings"},
    "vocabularies": {"rules", "settings"},
    "subscribers": {"security"} | {"behaviors", "content", "ledger", "rules", "settings", "workflows"},
    "indexers": {"content", "rules", "settings"},
    "registers": {"behaviors", "content", "rules", "security", "settings", "vocabularies", "workflows"},
    "timeline": {
        "behaviors",
        "content",
        "ledger",
        "notifications",
        "registers",
        "rules",
        "security",
        "settings",
        "workflows",
    },
    "serializers": {"behaviors", "content", "rules", "settings", "workflows"},
    "controlpanels": {"rules", "settings"},
    "services": {"behaviors", "content", "registers", "rules", "settings", "timeline", "workflows"},
    "browser": {
        "behaviors",
        "content",
        "indexers",
        "registers",
        "rules",
        "settings",
        "timeline",
        "vocabularies",
        "workflows",
    },
    "jobs": {
        "behaviors",
        "content",
        "ledger",
        "notifications",
        "registers",
        "rules",
        "security",
        "settings",
        "timeline",
        "verify",
        "workflows",
    },
    "exportimport": {"behaviors", "content", "rules", "settings", "subscribers", "workflows"},
    "setuphandlers": {
        "behaviors",
        "content",
        "demo",
        "indexers",
        "ledger",
        "notifications",
        "rules",
        "security",
        "settings",
        "timeline",
        "workflows",
    },
    "upgrades": {"behaviors", "content", "indexers", "ledger", "rules", "settings", "setuphandlers", "workflows"},
    "demo": {"content", "rules", "security", "settings", "workflows"},
    "distributions": set(),
    "testing": {"settings", "wsgi"},
    "wsgi": {"jobs", "rules"},
    "console": {"jobs", "verify"},
}

#: A file that crosses the table, with its reason. Each should be gone one day; a new one needs a reason as good.
EXCEPTIONS = {
    # A change of the settings and its entry are one step, and no event of ours stands between them.
    "settings/changes.py": {"ledger"},
    # Frozen is what the table says; content asks it when it is called, not when it is imported.
    "content/protection.py": {"workflows"},
    # The same refusal, answered in the same words in the browser, the control panel and REST.
    "browser/refusal.py": {"services"},
    "controlpanels/rest.py": {"services"},
    # The page reads: it asks for the entries of one record as the service does.
    "browser/trail.py": {"ledger"},
    # The control panel asks a utility that the numbering provides; the contract stands with the asker.
    "behaviors/configure.zcml": {"controlpanels"},
}

#: Only these know the ledger: who writes acts into it, who reads it, who makes it.
KNOW_THE_LEDGER = {
    "browser",
    "exportimport",
    "jobs",
    "settings",
    "setuphandlers",
    "subscribers",
    "timeline",
    "upgrades",
}

_DOTTED = re.compile(rf"{re.escape(PACKAGE)}\.([a-z][a-z0-9_]*)")


def layer_of(path):
    """The folder of a file right below the package, or the module's own name."""
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imported(path):
    """All dotted names that a Python file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its direction."
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def layers_used(path):
    """The layers of ours that a Python or ZCML file names."""
    if path.suffix == ".py":
        text = " ".join(imported(path))
    else:
        # A vocabulary, permission or configlet has a dotted name too, but is no module.
        text = " ".join(
            re.findall(
                r'(?:for|class|component|factory|handler|layer|provides|package|file)="([^"]*)"',
                path.read_text("utf-8"),
                re.DOTALL,
            )
        )
    return set(_DOTTED.findall(text)) & set(ALLOWED) - {layer_of(path)}


def files(*suffixes):
    """All files of the package with these endings, but for its root's own configuration."""
    return [
        p for suffix in suffixes for p in sorted(SOURCE.rglob(f"*{suffix}")) if p.parent != SOURCE or suffix == ".py"
    ]


def test_every_layer_stands_in_the_table():
    folders = {p.name for p in SOURCE.iterdir() if p.is_dir() and list(p.glob("*.py"))}
    modules = {p.stem for p in SOURCE.glob("*.py")} - {"__init__"}
    assert folders | modules <= set(ALLOWED)


def test_imports_run_one_way():
    wrong = {}
    for path in files(".py", ".zcml"):
        name = str(path.relative_to(SOURCE))
        allowed = ALLOWED.get(layer_of(path), set()) | COMMON | EXCEPTIONS.get(name, set())
        crossed = layers_used(path) - allowed
        if crossed:
            wrong[name] = sorted(crossed)
    assert wrong == {}


def test_exceptions_are_still_needed():
    stale = {name: layers - layers_used(SOURCE / name) for name, layers in EXCEPTIONS.items()}
    assert {name: layers for name, layers in stale.items() if layers} == {}


def test_table_has_no_circle():
    def above(layer, seen):
        assert layer not in seen, f"{' <- '.join([*seen, layer])}"
        for each in ALLOWED[layer]:
            above(each, [*seen, layer])

    for layer in ALLOWED:
        above(layer, [])


def test_only_few_know_the_ledger():
    found = {layer_of(path) for path in files(".py") if "ledger" in layers_used(path)}
    assert found <= KNOW_THE_LEDGER


@pytest.mark.parametrize("layer", ["rules", "verify"])
def test_rules_need_no_zope(layer):
    """The verifier and the arithmetic run where there is no Plone: they need the standard library, one codec, signatures, time stamps."""
    allowed = {*sys.stdlib_module_names, "collective", "cryptography", "rfc3161_client", "rfc8785"}
    found = {name.split(".")[0] for path in (SOURCE / layer).glob("*.py") for name in imported(path)}
    assert found <= allowed


def test_ledger_is_written_by_appending_alone():
    """P1: nothing but ``ledger/appending.py`` makes an entry, and nothing in the package takes one away."""
    makers = []
    for path in files(".py"):
        text = path.read_text("utf-8")
        if (
            re.search(r"\bEntry\(", text)
            and "ledger" in str(path.parent)
            and path.name not in ("store.py", "appending.py")
        ):
            makers.append(path.name)
        if layer_of(path) != "ledger" and re.search(r"\.erase\(\)|_p_oid\s*=", text):
            makers.append(path.name)
    assert makers == []


def test_package_code_never_commits():
    """An effect and its entry share the transaction of the act.

    A refusal is written in a transaction of its own, and a run of the sequencer is one.
    """
    found = [
        str(path.relative_to(SOURCE))
        for path in files(".py")
        if re.search(r"\b(transaction|manager)\.commit\(", path.read_text("utf-8")) and layer_of(path) != "jobs"
    ]
    assert found == ["ledger/refusals.py", "ledger/sequencer.py"]
