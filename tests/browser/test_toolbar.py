"""S1: whatever Plone's toolbar offers on a record, a class and a year leads somewhere."""

import pytest
import re


def toolbar(http, user, place):
    """The addresses of the toolbar, as Plone makes them for links."""
    client = http.client(user)
    client.session.headers["Accept"] = "text/html"
    text = client.get(place).text
    bar = text.split('id="edit-bar"')[1].split('id="portal-')[0].split('id="personal-bar-container"')[0]
    found = {link.replace("&amp;", "&").split("#")[0] for link in re.findall(r'href="([^"]+)"', bar)}
    changing = (
        "workflow_action",
        "content_status",
        "object_",
        "delete",
        "++add++",
        "placeful",
        "logout",
        "/enable",
        "selectView",
    )
    return client, sorted(link for link in found if link.startswith(http.base) and not any(c in link for c in changing))


@pytest.mark.parametrize("place", ["record", "year", "class"])
@pytest.mark.parametrize("user", ["drafter", "colleague", "head", "custodian", "siteadmin"])
def test_everything_offered_can_be_opened(http, user, place):
    record = http.approved()
    http.commit()
    places = {"record": record, "year": record.aq_parent, "class": record.aq_parent.aq_parent}
    client, links = toolbar(http, user, http.url(places[place]))
    assert links
    for link in links:
        answer = client.get(link, allow_redirects=False)
        assert answer.status_code == 200, (link, answer.status_code, answer.headers.get("Location"))


def test_a_link_of_the_toolbar_asks_nothing_of_a_file_list(http):
    record = http.approved()
    http.commit()
    client = http.client("colleague")
    client.session.headers["Accept"] = "text/html"
    for place in (http.url(record.aq_parent), f"{http.base}/@@registers/file-list"):
        answer = client.get(place, params={"_authenticator": "abcdef"})
        assert answer.status_code == 200 and record.number in answer.text
        table = answer.text.split("<thead>")[1].split("</table>")[0]
        assert "_authenticator" not in table
