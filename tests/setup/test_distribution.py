"""An admin can make a records office from Plone's own create-site page."""

from AccessControl.SecurityManagement import newSecurityManager
from plone import api
from plone.distribution.api import distribution as distribution_api
from plone.distribution.api import site as site_api
from zope.component.hooks import setSite

import pytest


ANSWERS = {
    "site_id": "office",
    "title": "Our records",
    "default_language": "zh-tw",
    "portal_timezone": "Asia/Taipei",
    "setup_content": False,
}


@pytest.fixture
def site(functional):
    app = functional["app"]
    newSecurityManager(None, app.acl_users.getUser("admin").__of__(app.acl_users))
    setSite(None)
    return site_api.create(app, "trail", answers=ANSWERS)


def test_admin_can_choose_the_distribution(functional):
    distribution = distribution_api.get("trail")
    assert (distribution.title, distribution.headless) == ("Trail records office", False)
    assert distribution.image.parent.name == "trail"
    assert set(distribution.schema["properties"]) >= {"default_language", "portal_timezone", "setup_content"}


def test_admin_is_not_given_demo_people_unasked():
    assert distribution_api.get("trail").schema["properties"]["setup_content"]["default"] is False


def test_admin_can_make_a_site_with_the_profile(site):
    profile = site.portal_setup.getLastVersionForProfile("collective.trail:default")
    assert profile != "unknown"
    assert site.portal_setup.getLastVersionForProfile("collective.trail:demo") == "unknown"
    assert site.title == "Our records"


def test_reader_can_choose_between_three_languages(site):
    offered = api.portal.get_registry_record("plone.available_languages")
    assert list(offered) == ["en", "zh-cn", "zh-tw"]
    assert api.portal.get_registry_record("plone.default_language") == "zh-tw"
