"""P1, P5: a refusal that no form caught is a page with its sentence, wherever it happens."""

from collective.trail.browser.refusal import RefusalPage
from collective.trail.rules.errors import RuleViolation
from zope.component import getMultiAdapter

import pytest


def browser(http, user):
    client = http.client(user)
    client.session.headers["Accept"] = "text/html"
    return client


@pytest.mark.parametrize("user", ["stranger", "drafter", "manager", None])
def test_an_unknown_number_is_a_page_not_found(http, user):
    answer = browser(http, user).get("@@record/HR1999001")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "There is no record with the number HR1999001 that you may see." in answer.text
    assert "portal-footer" in answer.text


@pytest.mark.parametrize("user", ["stranger", None])
def test_nobody_can_tell_an_unseen_number_from_an_unknown_one(http, user):
    number = http.submitted(secrecy="secret").number
    http.commit()
    answer = browser(http, user).get(f"@@record/{number}")
    assert answer.status_code == 404
    assert f"There is no record with the number {number} that you may see." in answer.text


def refuse_here(portal, request, parents):
    request.set("PARENTS", parents)
    page = getMultiAdapter((RuleViolation("Not <here>.", 404), request), name="index.html")
    assert isinstance(page, RefusalPage)
    page.__parent__ = parents[0] if parents else None
    return page()


def test_a_refusal_has_its_page_at_the_root_and_without_parents(portal, http_request):
    for parents in ([portal], [portal.aq_parent], []):
        body = refuse_here(portal, http_request, parents)
        assert "Not &lt;here&gt;." in body
        assert http_request.response.getStatus() == 404


def test_a_refusal_outside_of_any_site_is_a_plain_page(portal, http_request):
    from zope.component.hooks import getSite
    from zope.component.hooks import setSite

    site = getSite()
    setSite(None)
    try:
        body = refuse_here(portal, http_request, [portal.aq_parent])
    finally:
        setSite(site)
    assert "Not &lt;here&gt;." in body and "portal-footer" not in body
