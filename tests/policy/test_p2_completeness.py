"""P2: every key step of a record's life is an entry; each transition is one act; entries survive the record."""

from collective.trail.behaviors.opinions import opinions_of
from collective.trail.content.digest import content_digest
from collective.trail.content.digest import field_digests
from collective.trail.ledger.reading import entries
from collective.trail.settings.changes import change_settings
from collective.trail.testing import PASSWORD
from collective.trail.workflows import WORKFLOWS
from plone import api
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.dexterity.utils import createContentInContainer
from plone.namedfile.file import NamedBlobFile
from plone.uuid.interfaces import IUUID

import base64
import pytest
import re


def told(obj):
    """The entries of an object as (action, actor, data), the oldest first."""
    uid = obj if isinstance(obj, str) else IUUID(obj)
    return [(entry.get("action"), entry.get("actor"), entry.data) for entry in entries(uid)]


def actions(obj):
    return [action for action, _actor, _data in told(obj)]


def html(http, user):
    client = http.client(user)
    client.session.headers["Accept"] = "text/html"
    return client


# -- transitions ------------------------------------------------------------------------------------------------------

ACTORS = {
    "submit": "drafter",
    "resubmit": "drafter",
    "review": "reviewer",
    "request_changes": "reviewer",
    "reject": "reviewer",
    "withdraw": "drafter",
    "approve": "head",
    "revise": "drafter",
    "abolish": "head",
    "close": "custodian",
    "reopen": "custodian",
}
EVERY = [
    (workflow, transition, source)
    for workflow in WORKFLOWS
    for transition in workflow.transitions
    for source in transition.sources
]


@pytest.mark.parametrize("workflow, transition, source", EVERY, ids=lambda each: getattr(each, "id", each))
def test_each_transition_writes_exactly_one_act(office, workflow, transition, source):
    if workflow.word == "document":
        obj = office.in_state(source)
        actor = "leader" if source == "reviewed" and ACTORS[transition.id] == "reviewer" else ACTORS[transition.id]
    else:
        obj = office.portal["administrative"]
        actor = ACTORS[transition.id]
        if source == "closed":
            with api.env.adopt_user(actor):
                api.content.transition(obj, "close")
    import transaction

    transaction.savepoint()
    before = len(list(entries(IUUID(obj))))
    transaction.get().set_data(*_fresh_acts())
    with api.env.adopt_user(actor):
        api.portal.get_tool("portal_workflow").doActionFor(obj, transition.id, comment="Because.")
    made = list(entries(IUUID(obj)))[before:]
    own = [entry for entry in made if entry.get("action") == workflow.action_id(transition.id)]
    assert len(own) == 1
    assert len({entry.get("act") for entry in made}) == 1
    assert own[0].get("actor") == actor
    assert own[0].data["source"] == source
    assert own[0].data["target"] == (transition.target or source)
    assert len([entry for entry in made if entry.get("action") == "opinion.given"]) == bool(transition.verdict)
    transitions = {each.action_id(t.id) for each in WORKFLOWS for t in each.transitions}
    assert [entry.get("action") for entry in made if entry.get("action") in transitions] == [own[0].get("action")]


def _fresh_acts():
    """As if a new transaction had begun: the acts of what prepared the record are over."""
    from collective.trail.ledger import appending

    return appending._ACTS, {}


def test_an_approved_revision_is_told_by_both_records(office):
    record = office.approved()
    office.act("drafter", record, "revise", "")
    copy = get_working_copy(record)
    uid = IUUID(copy)
    office.act("drafter", copy, "submit")
    office.act("reviewer", copy, "review")
    office.act("head", copy, "approve")
    own = actions(record)
    assert own[-3:] == ["document.revise", "record.checked_out", "record.edition_replaced"]
    assert told(record)[-1][2]["working_copy"] == uid
    assert told(record)[-1][2]["digest"] == content_digest(record)
    assert actions(uid).count("document.approve") == 1
    assert told(uid)[-1][0] == "record.deleted" and told(uid)[-1][2]["merged"] is True


# -- contents ---------------------------------------------------------------------------------------------------------


def test_rest_creation_edit_and_deletion_are_entries(http):
    client = http.client("drafter")
    body = {"@type": "ControlledDocument", "title": "Leave rules", "department": "HR", "secrecy": "internal"}
    made = client.post("administrative", json=body)
    assert made.status_code == 201
    url, uid = made.json()["@id"], made.json()["UID"]
    assert client.patch(url, json={"title": "Rules of leave", "purpose": "Peace."}).status_code == 204
    assert client.patch(url, json={"title": "Rules of leave"}).status_code == 204
    http.commit()
    assert actions(uid) == ["record.created", "record.edited"]
    with api.env.adopt_user("drafter"):
        record = api.content.get(UID=uid)
    edited = told(uid)[1]
    assert edited[1] == "drafter"
    assert edited[2]["fields"] == ["purpose", "title"]
    assert edited[2]["digests"]["purpose"] == field_digests(record)["purpose"]
    assert client.delete(url).status_code == 204
    http.commit()
    assert actions(uid) == ["record.created", "record.edited", "record.deleted"]
    assert told(uid)[-1][2]["title"] == "Rules of leave"


def test_form_edit_is_one_entry_with_the_changed_fields(http):
    record = http.draft()
    http.commit()
    client = html(http, "drafter")
    page = client.get(f"{http.url(record)}/edit").text
    form = _form(page)
    form["form.widgets.title"] = "Rules of leave"
    form["form.buttons.save"] = "Save"
    answer = client.post(f"{http.url(record)}/edit", data=form, allow_redirects=False)
    assert answer.status_code == 302, re.findall(
        r'<div class="[^"]*(?:error|invalid)[^>]*>.*?</div>', answer.text, re.S
    )
    http.commit()
    assert record.title == "Rules of leave"
    assert actions(record) == ["record.created", "record.edited"]
    assert told(record)[1][2]["fields"] == ["title"]


def _form(page):
    """The fields of the edit form as a browser would send them."""
    from lxml import html as lxml_html

    form = next(each for each in lxml_html.fromstring(page).forms if each.get("id") == "form")
    return {name: value for name, value in form.form_values() if not name.startswith("form.buttons")}


def test_a_replaced_file_is_an_entry_of_its_own(http):
    record = http.draft()
    http.commit()
    body = {"file": {"data": base64.b64encode(b"second").decode(), "encoding": "base64", "filename": "second.txt"}}
    assert http.client("drafter").patch(http.url(record), json=body).status_code == 204
    http.commit()
    assert actions(record) == ["record.created", "record.file_replaced"]
    assert told(record)[1][2]["filename"] == "second.txt"
    assert told(record)[1][2]["digest"] == field_digests(record)["file"]


def test_annexes_are_told_by_their_record(http):
    record = http.draft()
    http.commit()
    client = http.client("drafter")
    data = base64.b64encode(b"annex").decode()
    body = {"@type": "File", "title": "List", "file": {"data": data, "encoding": "base64", "filename": "list.txt"}}
    made = client.post(http.url(record), json=body)
    assert made.status_code == 201
    url = made.json()["@id"]
    assert client.patch(url, json={"title": "Longer list"}).status_code == 204
    assert client.delete(url).status_code == 204
    http.commit()
    assert actions(record) == ["record.created", "record.annex_added", "record.annex_edited", "record.annex_removed"]
    added = told(record)[1][2]
    assert (added["title"], added["filename"], added["size"]) == ("List", "list.txt", 5)
    assert len(added["sha256"]) == 64


def test_a_deleted_draft_with_annexes_is_one_entry_and_its_trail_stays(http):
    record = http.draft()
    with api.env.adopt_user("drafter"):
        createContentInContainer(record, "File", title="List", file=NamedBlobFile(b"x", filename="x.txt"))
    http.commit()
    uid = IUUID(record)
    assert http.client("drafter").delete(http.url(record)).status_code == 204
    http.commit()
    assert actions(uid) == ["record.created", "record.annex_added", "record.deleted"]
    found = http.client("auditor").get(f"@trail?record={uid}").json()
    assert found["items_total"] == 3 and found["items"][0]["actor"] == "drafter"


def test_a_draft_moved_with_its_class_is_an_entry(http):
    record = http.draft()
    source = "/".join(record.aq_parent.getPhysicalPath())
    http.commit()
    answer = http.client("manager").post("personnel/@move", json={"source": f"{http.base}/administrative"})
    assert answer.status_code == 200, answer.text
    http.commit()
    assert actions(IUUID(record)) == ["record.created", "record.moved"]
    _action, actor, data = told(IUUID(record))[-1]
    assert (actor, data["source"]) == ("manager", source)
    assert data["target"] == source.replace("/administrative", "/personnel/administrative")


def test_a_record_filed_into_its_year_is_not_told_as_moved(office):
    with api.env.adopt_user("drafter"):
        record = createContentInContainer(
            office.portal["administrative"], "ControlledDocument", title="A", department="HR"
        )
    assert actions(record) == ["record.created"]


def test_changed_sharing_is_an_entry(office):
    from plone.app.workflow.events import LocalrolesModifiedEvent
    from zope.event import notify

    record = office.draft()
    record.manage_setLocalRoles("stranger", ["Reader"])
    with api.env.adopt_user("drafter"):
        notify(LocalrolesModifiedEvent(record, record.REQUEST))
    action, _actor, data = told(record)[-1]
    assert action == "record.sharing_changed"
    assert data["local_roles"]["stranger"] == ["Reader"]
    assert actions(record).count("record.edited") == 0


def test_changed_settings_are_an_entry_of_the_site(office):
    with api.env.adopt_user("siteadmin"):
        change_settings({"number_pattern": "{department}-{year}-{sequence:04d}"})
    action, actor, data = told(office.portal)[-1]
    assert (action, actor) == ("settings.changed", "siteadmin")
    assert data["fields"] == ["number_pattern"]


# -- versions ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def numbered_draft(http):
    """A draft with a number and an opinion on it: it was submitted, returned, and edited since."""
    record = http.submitted()
    http.act("reviewer", record, "request_changes", "Name the period.")
    http.commit()
    client = http.client("drafter")
    for title in ("Second title", "Third title"):
        assert client.patch(http.url(record), json={"title": title}).status_code == 204
    http.commit()
    return record


def _oldest(http, record):
    history = http.client("drafter").get(f"{http.url(record)}/@history").json()
    versions = [each["version"] for each in history if each["type"] == "versioning"]
    return min(versions)


def _check_reverted(http, record, number):
    http.commit()
    assert record.number == number
    assert [opinion["text"] for opinion in opinions_of(record)] == ["Name the period."]
    assert actions(record)[-1] == "record.version_reverted"
    assert actions(record).count("record.version_reverted") == 1
    assert "title" in told(record)[-1][2]["digests"]
    before = actions(record)
    assert http.client("drafter").patch(http.url(record), json={"purpose": "Peace."}).status_code == 204
    http.commit()
    assert actions(record) == [*before, "record.edited"]
    assert told(record)[-1][2]["fields"] == ["purpose"]


def test_a_version_restored_over_rest_is_an_entry_and_keeps_the_registration(http, numbered_draft):
    number = numbered_draft.number
    body = {"version": _oldest(http, numbered_draft)}
    assert http.client("drafter").patch(f"{http.url(numbered_draft)}/@history", json=body).status_code == 200
    _check_reverted(http, numbered_draft, number)


def test_a_version_restored_in_the_browser_is_an_entry_and_keeps_the_registration(http, numbered_draft):
    number, url = numbered_draft.number, http.url(numbered_draft)
    client = html(http, "drafter")
    token = _form(client.get(f"{url}/edit").text)["_authenticator"]
    form = {"version_id": _oldest(http, numbered_draft), "_authenticator": token}
    answer = client.post(f"{url}/revertversion", data=form, allow_redirects=False)
    assert answer.status_code == 302
    _check_reverted(http, numbered_draft, number)


def test_who_may_not_edit_cannot_restore_a_version(http, numbered_draft):
    url = http.url(numbered_draft)
    body = {"version": _oldest(http, numbered_draft)}
    assert http.client("colleague").patch(f"{url}/@history", json=body).status_code in (401, 403)
    form = {"version_id": body["version"]}
    answer = html(http, "colleague").post(f"{url}/revertversion", data=form, allow_redirects=False)
    http.commit()
    assert answer.status_code != 200
    assert "record.version_reverted" not in actions(numbered_draft)
    assert numbered_draft.title == "Third title"


# -- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state, user, method, path, body, status, rule",
    [
        ("submitted", "reviewer", "post", "/@workflow/review", {}, 400, "opinion"),
        ("submitted", "drafter", "post", "/@workflow/review", {"comment": "Good."}, 403, "not_open"),
        ("approved", "manager", "delete", "", None, 403, "not_deletable"),
        ("approved", "drafter", "patch", "", {"title": "Mine"}, 403, "frozen"),
        ("approved", "siteadmin", "patch", "", {"title": "Mine"}, 403, "frozen"),
        ("approved", "manager", "post", "/@sharing", {"entries": []}, 401, "permission"),
    ],
)
def test_a_refused_attempt_is_an_entry_and_nothing_else_is_stored(http, state, user, method, path, body, status, rule):
    record = http.in_state(state)
    http.commit()
    before, digest = actions(record), content_digest(record)
    answer = getattr(http.client(user), method)(http.url(record) + path, **({} if body is None else {"json": body}))
    assert answer.status_code == status
    assert answer.json()["message"]
    http.commit()
    assert actions(record) == [*before, "record.refused"]
    _action, actor, data = told(record)[-1]
    assert (actor, data["rule"]) == (user, rule)
    assert api.content.get_state(record) == state and content_digest(record) == digest


def test_the_same_person_is_refused_and_it_is_an_entry(http):
    record = http.submitted(actor="reviewer")
    http.commit()
    answer = http.client("reviewer").post(f"{http.url(record)}/@workflow/review", json={"comment": "Good."})
    assert answer.status_code == 403 and "You drafted" in answer.json()["message"]
    http.commit()
    _action, actor, data = told(record)[-1]
    assert (_action, actor, data["rule"]) == ("record.refused", "reviewer", "different_people")
    assert api.content.get_state(record) == "submitted"


def test_deleting_a_parent_of_an_approved_record_is_refused_and_told(http):
    record = http.approved()
    http.commit()
    answer = http.client("siteadmin").delete("administrative")
    assert answer.status_code == 403 and "cannot be deleted" in answer.json()["message"]
    http.commit()
    assert record.getId() in record.aq_parent
    assert actions(record)[-1] == "record.refused"


def test_passwords_never_reach_the_trail(http):
    record = http.draft()
    http.commit()
    http.client("stranger").delete(f"{http.url(record)}?password={PASSWORD}")
    http.commit()
    assert PASSWORD not in str(told(record))
