"""S1, D2: the page "Trail" of the site setup, with real form posts."""

from collective.trail.testing import PASSWORD
from plone.testing.zope import Browser

import pytest


PAGE = "@@trail-controlpanel"


@pytest.fixture
def browse(functional):
    """``browse(name)``: a browser logged in as one person of the office, on our page."""

    def make(name):
        browser = Browser(functional["app"])
        browser.handleErrors = True
        browser.raiseHttpErrors = False
        browser.addHeader("Authorization", f"Basic {name}:{PASSWORD}")
        browser.open(f"{functional['portal'].absolute_url()}/{PAGE}")
        return browser

    return make


def field(name, row=None):
    return f"form.widgets.departments.{row}.widgets.{name}" if row is not None else f"form.widgets.{name}"


def test_siteadmin_can_rename_a_department(browse):
    browser = browse("siteadmin")
    browser.getControl(name=field("title", 0)).value = "People"
    browser.getControl("Save").click()
    assert "Changes saved." in browser.contents
    assert browser.getControl(name=field("title", 0)).value == "People"


def test_siteadmin_sees_the_next_numbers(browse):
    assert "HR20" in browse("siteadmin").contents.split('id="trail-next-numbers"')[1]


def test_siteadmin_sees_the_numbers_of_a_pattern_before_it_is_saved(browse):
    browser = browse("siteadmin")
    browser.getControl(name=field("number_pattern")).value = "{class}/{year}/{sequence:02d}"
    browser.getControl("Preview numbers").click()
    rows = browser.contents.split('id="trail-next-numbers"')[1]
    assert "ADM/20" in rows and "/01</code>" in rows and "{class}/{year}/{sequence:02d}" in rows
    assert "Changes saved." not in browser.contents
    assert "HR20" in browse("siteadmin").contents.split('id="trail-next-numbers"')[1]


def test_the_preview_says_what_is_wrong_with_a_pattern(browse):
    browser = browse("siteadmin")
    browser.getControl(name=field("number_pattern")).value = "{department}{year}"
    browser.getControl("Preview numbers").click()
    assert "needs {sequence} exactly once" in browser.contents.split('id="trail-next-numbers"')[1]


@pytest.mark.parametrize(
    "name,value,sentence",
    [
        (field("number_pattern"), "{department}{year}", "needs {sequence} exactly once"),
        (field("code", 0), "PEO", "HR (Personnel) is in use"),
        (field("code", 0), "hr", "must begin with a capital letter"),
        (field("code", 1), "HR", "stands in two rows"),
        (field("title", 0), "<b>People</b>", "without &lt; and &gt;"),
    ],
)
def test_siteadmin_cannot_save_what_breaks_a_rule(browse, name, value, sentence):
    browser = browse("siteadmin")
    browser.getControl(name=name).value = value
    browser.getControl("Save").click()
    assert sentence in browser.contents
    assert "Changes saved." not in browser.contents
    assert browser.getControl(name=name).value == value, "what was typed stays in the form"
    assert browse("siteadmin").getControl(name=name).value != value


def test_siteadmin_can_cancel(browse):
    browser = browse("siteadmin")
    browser.getControl("Cancel").click()
    assert browser.url.endswith("@@overview-controlpanel")


@pytest.mark.parametrize("name", ["drafter", "head", "custodian", "leader", "auditor"])
def test_others_cannot_open_the_page(browse, name):
    assert field("number_pattern") not in browse(name).contents


def test_every_field_of_a_department_is_named_for_who_hears_the_page(browse):
    contents = browse("siteadmin").contents
    inputs = [tag for tag in contents.split("<input")[1:] if 'name="form.widgets.departments.' in tag.split(">")[0]]
    named = [tag for tag in inputs if 'type="text"' in tag.split(">")[0]]
    assert named and all('aria-label="' in tag.split(">")[0] for tag in named)
    assert 'aria-label="Group of heads"' in contents
