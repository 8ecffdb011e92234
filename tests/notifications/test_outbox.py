"""P3: notices wait until they are sent; kinds are registered; what stands is news once."""

from collective.trail.interfaces import INoticeKind
from collective.trail.jobs.delivery import deliver
from collective.trail.notifications.address import site_address
from collective.trail.notifications.kinds import Kind
from collective.trail.notifications.kinds import kind_named
from collective.trail.notifications.mail import Letter
from collective.trail.notifications.outbox import forget
from collective.trail.notifications.outbox import news
from collective.trail.notifications.outbox import outbox_of
from collective.trail.notifications.outbox import post
from collective.trail.notifications.outbox import waiting
from collective.trail.notifications.readers import readers_in
from plone import api
from post_office import send_through
from zope.component import getGlobalSiteManager

import pytest


KIND = "test.notice"


def _letter(data, say):
    return Letter("Notice:\n a test", data["text"])


@pytest.fixture(autouse=True)
def kind():
    """A kind of notice for the leaders."""
    site = getGlobalSiteManager()
    kind = Kind("trail-leaders", _letter)
    site.registerUtility(kind, INoticeKind, KIND)
    yield kind
    site.unregisterUtility(kind, INoticeKind, KIND)


def test_an_unknown_kind_is_named(portal):
    with pytest.raises(ValueError, match="There is no kind of notice 'loan.late'"):
        post(portal, "loan.late", {})


def test_a_kind_of_an_addon_that_is_gone_holds_up_nothing(portal, post_office, kind):
    send_through(post_office)
    getGlobalSiteManager().registerUtility(kind, INoticeKind, "other.notice")
    post(portal, "other.notice", {"text": "x"})
    getGlobalSiteManager().unregisterUtility(kind, INoticeKind, "other.notice")
    assert waiting(portal) is None and deliver(portal) is None
    post(portal, KIND, {"text": "y"})
    assert deliver(portal) is None
    assert len(post_office.to("leader@example.org")) == 1


def test_every_process_knows_the_kinds_of_the_package(portal):
    assert kind_named("trail.differs").group == kind_named("trail.broken").group == "trail-auditors"


def test_what_stands_is_news_once(portal):
    assert news(portal, "topic", ["a", "b", "a"]) == ["a", "b"]
    assert news(portal, "topic", ["b", "c"]) == ["c"]
    assert news(portal, "other", ["b"]) == ["b"]
    assert news(portal, "topic", []) == []
    assert news(portal, "topic", ["b"]) == ["b"]


def test_where_nothing_stands_nothing_is_written(portal):
    assert news(portal, "topic", []) == []
    assert outbox_of(portal) is None and waiting(portal) is None


def test_a_subject_is_one_line_and_a_text_is_kept(portal, post_office):
    send_through(post_office)
    text = "第一行\n.\nFrom the office: " + "long " * 300 + "\nend\n"
    post(portal, KIND, {"text": text})
    assert str(waiting(portal)) == "msg_mail_waits"
    assert deliver(portal) is None
    (mail,) = post_office.to("leader@example.org")
    assert mail["Subject"] == "Notice: a test"
    assert mail.get_content().splitlines() == text.splitlines()


def test_an_address_that_is_none_is_told_as_a_failure(portal, post_office):
    send_through(post_office)
    api.user.get(userid="leader").setMemberProperties({"email": "nobody at home"})
    post(portal, KIND, {"text": "x"})
    assert "leader: 'nobody at home' is no mail address" in deliver(portal)
    assert post_office.mails == []


def test_an_address_brings_no_headers_along(portal, post_office):
    send_through(post_office)
    api.user.get(userid="leader").setMemberProperties({"email": "leader@example.org\nBcc: spy@example.org"})
    post(portal, KIND, {"text": "x"})
    deliver(portal)
    assert post_office.to("spy@example.org") == []


def test_readers_are_people_with_an_address(portal):
    assert [each.user_id for each in readers_in("trail-leaders")] == ["leader"]
    assert readers_in("no-such-group") == []
    api.user.get(userid="leader").setMemberProperties({"language": "zh-tw"})
    assert readers_in("trail-leaders")[0].language == "zh-tw"
    api.user.get(userid="leader").setMemberProperties({"email": " "})
    assert readers_in("trail-leaders") == []


def test_groups_inside_each_other_come_to_an_end(portal):
    tool = api.portal.get_tool("portal_groups")
    api.group.create(groupname="inner")
    tool.addPrincipalToGroup("inner", "trail-leaders")
    tool.addPrincipalToGroup("trail-leaders", "inner")
    assert [each.user_id for each in readers_in("trail-leaders")] == ["leader"]


@pytest.mark.parametrize(
    "given, address",
    [
        ("https://example.org/{site}/", "https://example.org/plone"),
        (" https://records.example.org ", "https://records.example.org"),
        ("", None),
    ],
)
def test_the_operator_says_the_address_of_the_site(portal, given, address):
    assert site_address(portal, {"TRAIL_SITE_ADDRESS": given}) == address
    assert site_address(portal, {}) is None


def test_nothing_waits_after_the_uninstallation(portal):
    post(portal, KIND, {"text": "x"})
    forget(portal)
    assert outbox_of(portal) is None
