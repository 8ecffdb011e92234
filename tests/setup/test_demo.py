"""The demo office: a company that has lived by the policy for three years."""

from AccessControl.SecurityManagement import newSecurityManager
from AccessControl.SecurityManagement import noSecurityManager
from collections import Counter
from collective.trail.behaviors.numbering import numbers
from collective.trail.behaviors.opinions import opinions_of
from collective.trail.demo.documents import PAPERS
from collective.trail.demo.office import CLASSES
from collective.trail.demo.office import DEPARTMENTS
from collective.trail.demo.office import PEOPLE
from collective.trail.jobs.check import check
from collective.trail.ledger.site import ledger_of
from collective.trail.setuphandlers.demo import logins
from collective.trail.testing import FIXTURE
from docx import Document
from io import BytesIO
from plone import api
from plone.app.testing import applyProfile
from plone.distribution.api import site as site_api
from plone.testing.zodb import stackDemoStorage
from plone.testing.zope import zopeApp
from pypdf import PdfReader
from zope.component.hooks import setSite
from zope.globalrequest import clearRequest
from zope.globalrequest import setRequest

import pytest
import transaction


ANSWERS = {
    "site_id": "office",
    "title": "Trail",
    "default_language": "en",
    "portal_timezone": "Asia/Shanghai",
    "setup_content": True,
}


@pytest.fixture(scope="module")
def demo_database(functional_session):
    """A database with a site made by the distribution, demo office included; made once."""
    database = stackDemoStorage(FIXTURE["zodbDB"], name="DemoOffice")
    # The whole site is one transaction: what it has made must not leave the memory before it is stored.
    database.setCacheSize(100_000)
    setSite(None)
    with zopeApp(db=database) as app:
        newSecurityManager(None, app.acl_users.getUser("admin").__of__(app.acl_users))
        site_api.create(app, "trail", answers=ANSWERS)
        setSite(None)
        noSecurityManager()
    yield database
    database.close()


@pytest.fixture
def demo(demo_database):
    """The demo site; what a test does to it is rolled back."""
    with zopeApp(db=demo_database) as app:
        setRequest(app.REQUEST)
        setSite(app["office"])
        yield app["office"]
        transaction.abort()
        noSecurityManager()
        setSite(None)
        clearRequest()


def records():
    """All documents, whoever may see them."""
    brains = api.portal.get_tool("portal_catalog").unrestrictedSearchResults(portal_type="ControlledDocument")
    return [brain._unrestrictedGetObject() for brain in brains]


def originals():
    """All documents but working copies."""
    return [record for record in records() if record.edition == 0 or record.number]


def titles_for(user, **query):
    """What a person finds."""
    with api.env.adopt_user(user):
        return {brain.Title for brain in api.content.find(portal_type="ControlledDocument", **query)}


def files():
    """All files of the demo: main files and annexes."""
    found = [record.file for record in records() if record.file is not None]
    return found + [
        annex.file for record in records() for annex in record.objectValues() if annex.portal_type == "File"
    ]


def test_admin_finds_a_whole_office(demo):
    assert len(DEPARTMENTS) == 6 and len(PEOPLE) == 20 and len(CLASSES) == 12 and len(PAPERS) == 60
    assert len(originals()) == 60
    catalog = api.portal.get_tool("portal_catalog")
    assert len(catalog.unrestrictedSearchResults(portal_type="RecordClass")) == 12


def test_admin_can_install_the_demo_twice_without_doubling_it(demo):
    before = len(records())
    applyProfile(demo, "collective.trail:demo")
    assert len(records()) == before


def test_documents_stand_in_all_states_and_three_years(demo):
    states = Counter(api.content.get_state(record) for record in originals())
    assert set(states) == {"draft", "submitted", "reviewed", "returned", "approved", "rejected", "obsolete"}
    assert states["approved"] >= 30
    assert {record.aq_parent.year for record in originals()} == {2024, 2025, 2026}
    for paper in PAPERS:
        expected = "obsolete" if paper.abolished else paper.state
        record = next(record for record in originals() if record.title == paper.title)
        assert api.content.get_state(record) == expected, paper.title


def test_numbers_run_without_gap_in_each_year(demo):
    counted = Counter()
    by_uid = {api.content.get_uuid(record): record for record in originals()}
    for line in numbers():
        assert not line.is_gap and not line.is_void
        counted[line.key] += 1
        assert line.sequence == counted[line.key]
        record = by_uid[line.uid]
        assert record.number == line.number and str(record.aq_parent.year) in line.number
    assert sum(counted.values()) == len([record for record in originals() if record.number])


def test_nobody_judges_alone(demo):
    judged = [record for record in originals() if record.approved_on]
    assert judged
    for record in judged:
        said = [opinion for opinion in opinions_of(record) if opinion["transition"] in ("review", "approve")]
        assert len(said) == 2 * record.edition
        for edition in {opinion["edition"] for opinion in said}:
            people = [opinion["actor"] for opinion in said if opinion["edition"] == edition]
            assert len({record.Creator(), *people}) == 3, record.title


def test_approval_dates_lie_in_the_past_of_the_story(demo):
    first = min(record.approved_on for record in originals() if record.approved_on)
    assert first.year == 2024
    seconds = [record for record in originals() if record.edition == 2]
    assert len(seconds) >= 4 and all(record.approved_on.year >= 2025 for record in seconds)


def test_trail_shows_that_the_past_was_recorded_now(demo):
    entries = list(ledger_of(demo).record_log(api.content.get_uuid(originals()[0])).walk())
    assert all(entry.get("happened_at") < entry.get("recorded_at") for entry in entries)


def test_files_are_real(demo):
    kinds = Counter()
    for file in files():
        kinds[file.filename.rpartition(".")[2]] += 1
        if file.filename.endswith(".pdf"):
            assert "湖畔仪器" in PdfReader(BytesIO(file.data)).pages[0].extract_text()
        else:
            assert Document(BytesIO(file.data)).paragraphs[0].text
        assert file.getSize() < 60_000
    assert kinds["pdf"] >= 20 and kinds["docx"] >= 15


def test_strangers_cannot_find_secrets(demo):
    secret = {record.title for record in originals() if record.secrecy == "secret"}
    assert len(secret) == 4
    for person in PEOPLE:
        cleared = {
            record.title
            for record in originals()
            if record.secrecy == "secret"
            and (person.id in record.readers or person.id == record.Creator() or person.id == "robert.hsu")
        }
        assert titles_for(person.id) & secret <= cleared, person.id
    assert titles_for("robert.hsu") >= secret


def test_custodian_finds_a_chinese_word(demo):
    assert "印章使用管理规定" in titles_for("chen.min", SearchableText="印章")
    assert "考勤管理办法" in titles_for("chen.min", SearchableText="弹性工作制")


def test_every_login_works(demo):
    assert len(logins()) >= 9
    for _role, user, password in logins():
        assert demo.acl_users.authenticate(user, password, demo.REQUEST) is not None


def test_newcomer_is_welcomed_in_three_languages(demo):
    assert demo.getProperty("default_page") == "welcome"
    assert api.portal.get_registry_record("plone.available_languages") == ["en", "zh-cn", "zh-tw"]


def test_reader_finds_every_class_in_the_navigation(demo):
    catalog = api.portal.get_tool("portal_catalog")
    shown = catalog.unrestrictedSearchResults(portal_type="RecordClass", exclude_from_nav=False)
    assert len(shown) == len(CLASSES)
    assert "RecordClass" in api.portal.get_registry_record("plone.displayed_types")


def test_the_trail_tells_all_that_the_demo_records_are(demo):
    report = check(demo)
    assert report.found == () and report.records >= 60
