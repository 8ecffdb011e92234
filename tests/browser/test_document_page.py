"""D1, W3: the page of a document and the page of a transition."""

from collective.trail.content.digest import annexes_of
from plone import api
from plone.dexterity.utils import createContentInContainer
from plone.namedfile.file import NamedBlobFile

import pytest
import re


def browser(http, user):
    client = http.client(user)
    client.session.headers["Accept"] = "text/html"
    return client


def annex(record, title, filename):
    file = NamedBlobFile(b"An annex.", contentType="text/plain", filename=filename)
    with api.env.adopt_user("drafter"):
        return createContentInContainer(record, "File", title=title, file=file)


@pytest.mark.parametrize(
    "filename", ["附件 一.txt", "a/b\\c.txt", "50% off?.txt", "#1.txt", "x" * 240, "مستند\u202etxt.exe"]
)
def test_an_annex_of_any_name_can_be_downloaded_from_the_page(http, filename):
    record = http.draft()
    annex(record, "Annex", filename)
    http.commit()
    client = browser(http, "drafter")
    text = client.get(http.url(record)).text
    (link,) = re.findall(r'href="([^"]*@@download[^"]*)"', text)
    assert client.get(link).content == b"An annex."
    assert "\u202e" not in text


def test_annexes_stand_in_the_order_in_which_people_count(office):
    record = office.draft()
    for title in ("Annex 10", "annex 2", "Annex 1", "附件", "2"):
        annex(record, title, "annex.txt")
    assert [each.Title() for each in annexes_of(record)] == ["2", "Annex 1", "annex 2", "Annex 10", "附件"]


def test_who_adds_an_annex_comes_back_to_the_document(http):
    record = http.draft()
    http.commit()
    client = browser(http, "drafter")
    address = f"{http.url(record)}/++add++File"
    form = client.get(address).text
    token = re.search(r'name="_authenticator"[^>]*value="([^"]+)"', form) or re.search(
        r'value="([^"]+)"[^>]*name="_auth', form
    )
    data = {"form.buttons.save": "Save", "_authenticator": token.group(1), "form.widgets.title": "Form"}
    files = {"form.widgets.file": ("form.txt", b"An annex.", "text/plain")}
    answer = client.post(address, data=data, files=files, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, http.url(record))
    http.commit()
    assert [each.Title() for each in annexes_of(record)] == ["form.txt"] or annexes_of(record)


def test_an_opinion_is_bound_to_what_the_reviewer_had_before_his_eyes(http):
    """The button brings the digest of the page along: what was changed after it was read is not judged unread."""
    record = http.submitted()
    http.commit()
    client = browser(http, "reviewer")
    (link,) = re.findall(r'href="([^"]*workflow_action=review&amp;digest=[^"]*)"', client.get(http.url(record)).text)
    http.act("drafter", record, "withdraw")
    record.purpose = "Something else."
    http.act("drafter", record, "submit")
    http.commit()
    form = client.get(link.replace("&amp;", "&")).text
    assert 'id="content"' in form, "where the link to the content leads"
    digest = re.search(r'name="digest"[^>]*value="([^"]+)"', " ".join(form.split())).group(1)
    token = re.search(r'name="_authenticator"[^>]*value="([^"]+)"', " ".join(form.split())).group(1)
    data = {"text": "Clear.", "digest": digest, "_authenticator": token}
    answer = client.post(f"{http.url(record)}/@@transition?workflow_action=review", data=data)
    assert answer.status_code == 409
    assert "has changed since you read it" in answer.text


def test_a_step_that_was_done_meanwhile_is_answered_without_ids(http):
    record = http.submitted()
    http.commit()
    client = browser(http, "reviewer")
    address = f"{http.url(record)}/@@transition?workflow_action=review"
    token = re.search(r'name="_authenticator"[^>]*value="([^"]+)"', " ".join(client.get(address).text.split())).group(1)
    data = {"text": "Clear.", "_authenticator": token}
    assert client.post(address, data=data, allow_redirects=False).status_code == 302
    answer = client.post(address, data=data)
    assert answer.status_code == 403
    assert "This step is not open to you now." in answer.text and "“review”" not in answer.text


def test_a_frozen_record_is_not_said_to_be_movable_after_a_withdrawal(http):
    record = http.approved()
    http.commit()
    answer = http.client("siteadmin").post("@move", json={"source": http.url(record.aq_parent.aq_parent)})
    assert answer.status_code == 403
    assert "stays where it is filed" in answer.json()["message"]
