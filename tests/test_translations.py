"""Terms: every message stands in both kinds of Chinese, complete, and a real site speaks them."""

from collective.trail.i18n import _
from collective.trail.vocabularies.secrecy_levels import SECRECY_LEVELS
from collective.trail.workflows import WORKFLOWS
from i18ndude.catalog import MessageCatalog
from pathlib import Path
from zope.i18n import translate

import pytest
import re
import subprocess
import sys


ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "collective" / "trail"
LOCALES = SOURCE / "locales"
#: domain -> where its messages stand; see scripts/i18n.sh
DOMAINS = {"collective.trail": SOURCE, "plone": SOURCE / "profiles"}
CHINESE = ("zh_CN", "zh_TW")
PLACEHOLDER = re.compile(r"\$\{\w+\}|\{\w+(?::\w+)?\}")

each_domain = pytest.mark.parametrize("domain", sorted(DOMAINS))
each_language = pytest.mark.parametrize("language", CHINESE)


def template(domain):
    """The messages as they were last collected."""
    return MessageCatalog(filename=str(LOCALES / f"{domain}.pot"))


def translation(domain, language):
    """One language's file."""
    return MessageCatalog(filename=str(LOCALES / language / "LC_MESSAGES" / f"{domain}.po"))


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """domain -> (the messages in the sources of today, what the collector complained of)"""
    found = {}
    for domain, source in DOMAINS.items():
        pot = tmp_path_factory.mktemp("i18n") / f"{domain}.pot"
        command = [Path(sys.executable).with_name("i18ndude"), "rebuild-pot", "--pot", pot, "--create", domain, source]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        found[domain] = (MessageCatalog(filename=str(pot)), run.stdout + run.stderr)
    return found


@each_domain
def test_messages_are_collected(domain, collected):
    assert set(template(domain)) == set(collected[domain][0]), "Run: make i18n"


@each_domain
def test_defaults_are_those_of_the_sources(domain, collected):
    old, new = template(domain), collected[domain][0]
    assert {id: old.getDefault(id) for id in old} == {id: new.getDefault(id) for id in new}, "Run: make i18n"


@each_domain
def test_no_message_has_two_defaults(domain, collected):
    messages, complaints = collected[domain]
    assert complaints == ""
    assert [id for id in messages if len(messages[id].automatic_comments) > 1] == []


@each_language
@each_domain
def test_every_message_is_translated(domain, language):
    said = translation(domain, language)
    assert set(said) == set(template(domain)), "Run: make i18n"
    assert [id for id in said if not said[id].msgstr.strip()] == []


@each_language
@each_domain
def test_placeholders_are_kept(domain, language):
    wanted, said = template(domain), translation(domain, language)
    different = [
        id
        for id in said
        if sorted(set(PLACEHOLDER.findall(wanted.getDefault(id) or id)))
        != sorted(set(PLACEHOLDER.findall(said[id].msgstr)))
    ]
    assert different == []


@each_language
@each_domain
def test_no_translation_is_fuzzy(domain, language):
    text = (LOCALES / language / "LC_MESSAGES" / f"{domain}.po").read_text("utf-8")
    assert not re.search(r"^#,.*\bfuzzy\b", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("language", "terms"),
    [
        ("zh_CN", ("文件编号", "保管期限", "部门负责人", "绝密", "审批签发")),
        ("zh_TW", ("文件編號", "保存年限", "部門主管", "極機密", "核准簽發")),
    ],
)
def test_policy_terms_in_a_site(portal, language, terms):
    def said(message):
        return translate(message, target_language=language)

    assert (
        said(_("label_number")),
        said(_("label_retention_period")),
        said(_("label_group_heads", mapping={"code": "HR"})).removeprefix("HR：").strip(),
        said(SECRECY_LEVELS["secret"]),
        said(_("transition_approve")),
    ) == terms


@each_language
def test_placeholders_are_filled_in_a_site(portal, language):
    message = _(
        "err_frozen", default="${record} is ${state}.", mapping={"record": "HR2026001", "state": _("state_approved")}
    )
    sentence = translate(message, target_language=language)
    assert sentence.startswith("HR2026001 ")
    assert translate(_("state_approved"), target_language=language) in sentence


@each_language
@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.id)
def test_plone_says_what_our_pages_say_of_states_and_transitions(portal, workflow, language):
    for part in (*workflow.states, *workflow.transitions):
        ours = translate(part.title, target_language=language)
        assert translate(part.title.default, domain="plone", target_language=language) == ours, part.id


@each_language
def test_plone_says_the_name_of_the_trail_in_its_toolbar(portal, language):
    assert translate("Trail", domain="plone", target_language=language) == translate(
        _("heading_trail"), target_language=language
    )
