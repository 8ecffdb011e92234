"""P4, WCAG 2.4.2: the title of the window says which page it is."""

from html.parser import HTMLParser

import pytest


class TitleParser(HTMLParser):
    title = ""
    inside = False

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "title" and not self.title

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.title += data


def title_of(http, user, address, language="en"):
    client = http.client(user)
    client.session.headers.update({"Accept": "text/html", "Accept-Language": language})
    parser = TitleParser()
    parser.feed(client.get(address).text)
    return [part.strip() for part in parser.title.split("—")]


@pytest.mark.parametrize(
    "user, page, title",
    [
        ("drafter", "@@registers", "Registers"),
        ("drafter", "@@registers/file-list", "File list"),
        ("auditor", "@@trail-audit", "Trail of the whole site"),
        ("auditor", "@@trail-log-status", "Signed log"),
        ("drafter", "@@record/HR1999001", "This is not possible"),
    ],
)
def test_pages_of_the_site_have_titles_of_their_own(http, user, page, title):
    assert title_of(http, user, page)[0] == title


def test_pages_of_a_record_name_the_page_and_the_record(http):
    record = http.draft()
    record.title = "Leave <rules>"
    http.commit()
    url = http.url(record)
    assert title_of(http, "drafter", url)[0] == "Leave <rules>"
    assert title_of(http, "drafter", f"{url}/@@trail")[:2] == ["Trail", "Leave <rules>"]
    page = f"{url}/@@transition?workflow_action=submit"
    assert title_of(http, "drafter", page)[:2] == ["Submit for review", "Leave <rules>"]
