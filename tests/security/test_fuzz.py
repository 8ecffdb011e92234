"""P1: bad input over HTTP: a refusal is a sentence with a status of 4xx, never a fault of the server, and stores nothing."""

from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st
from urllib.parse import quote

import hostile
import json
import pytest


class Attack:
    """Sends hostile requests as one person and keeps what was answered wrongly."""

    def __init__(self, http, user):
        self.http = http
        self.client = http.client(user)
        self.wrong = []
        self.turn = 0
        http.commit()
        self.before = hostile.held(http.portal)

    def part(self, values):
        """A third of the values, others each time: all of them everywhere would take an hour."""
        self.turn += 1
        return list(values)[self.turn % 3 :: 3]

    def send(self, method, path, **kwargs):
        """One request. What was accepted may be stored; what was refused may not."""
        answer = getattr(self.client, method)(path, allow_redirects=False, **kwargs)
        self.judge(method, path, kwargs, answer)
        return answer

    def judge(self, method, path, kwargs, answer):
        complaint = self.complaint(answer)
        if answer.status_code >= 400 or method == "get":
            if (now := hostile.held(self.http.portal)) != self.before:
                complaint = f"stored: {[name for name in now if now[name] != self.before[name]]}"
                self.before = now
        else:
            self.before = hostile.held(self.http.portal)
        if complaint:
            self.wrong.append(
                (complaint, answer.status_code, method, path[-150:], str(kwargs)[:200], answer.text[:700])
            )

    def complaint(self, answer):
        if answer.status_code >= 500:
            return "fault of the server"
        if "Traceback" in answer.text or '"traceback"' in answer.text:
            return "traceback"
        if answer.status_code >= 400 and self.client.session.headers["Accept"] == "application/json":
            try:
                body = answer.json()
                message = body.get("error", body)["message"]  # plone.restapi has two forms
            except (ValueError, KeyError, TypeError):
                return "no sentence"
            if not (isinstance(message, str) and " " in message):
                return "no sentence"
        return ""


@pytest.fixture
def attack(http):
    """Attacks as one person or another; what went wrong in any of them fails the test."""
    attacks = []

    def begin(user):
        attacks.append(Attack(http, user))
        return attacks[-1]

    yield begin
    wrong = [each for one in attacks for each in one.wrong]
    assert wrong == []


def misuse(attack, method, path, good, fields):
    """Every hostile value in some field of a body, and a third of them in each."""
    for field in fields:
        for value in attack.part(hostile.VALUES):
            attack.send(method, path, data=hostile.as_json({**good, field: value}), headers=JSON)


JSON = {"Content-Type": "application/json"}


def test_documents(http, attack):
    draft = http.url(http.draft())
    drafter = attack("drafter")
    misuse(drafter, "post", "administrative", hostile.DOCUMENT, hostile.DOCUMENT_FIELDS)
    misuse(drafter, "patch", draft, {}, hostile.DOCUMENT_FIELDS)


def test_classes(http, attack):
    misuse(attack("siteadmin"), "post", "", hostile.CLASS, hostile.CLASS_FIELDS)
    keeper = attack("custodian")
    misuse(keeper, "post", "administrative", hostile.CLASS, hostile.CLASS_FIELDS)
    misuse(keeper, "patch", "administrative", {}, hostile.CLASS_FIELDS)


def test_year_folders_and_annexes(http, attack):
    draft = http.draft()
    drafter = attack("drafter")
    misuse(drafter, "post", http.url(draft), {"@type": "File", "title": "A"}, hostile.FILE_FIELDS)
    misuse(drafter, "patch", http.url(draft.aq_parent), {}, ("title", "year", "id", "layout", "ordering"))
    misuse(
        drafter, "post", http.url(draft.aq_parent), {**hostile.DOCUMENT, "@type": "YearFolder"}, ("title", "year", "id")
    )


def test_acts_and_opinions(http, attack):
    submitted = http.url(http.submitted())
    reviewer = attack("reviewer")
    opinion = {"verdict": "agree", "text": "Yes.", "digest": "0" * 64}
    for value in hostile.VALUES:
        for body in (
            {"opinion": value},
            {"comment": value, "opinion": opinion},
            *({"opinion": {**opinion, name: value}} for name in opinion),
        ):
            reviewer.send("post", f"{submitted}/@workflow/review", data=hostile.as_json(body), headers=JSON)
        for name in (*opinion, "transition"):
            body = {**opinion, "transition": "review", name: value}
            reviewer.send("post", f"{submitted}/@opinions", data=hostile.as_json(body), headers=JSON)
    for segment in hostile.SEGMENTS:
        reviewer.send("post", f"{submitted}/@workflow/{segment}", json={})
        reviewer.send("get", f"{submitted}/@opinions/{segment}")


DEPARTMENT = {"code": "NEW", "title": "New"}
COLUMNS = ("code", "title", "head_group", "member_group", "reviewer_group", "x")


@pytest.mark.parametrize("user", ["siteadmin", "manager"])
def test_settings(http, attack, user):
    manager = attack(user)
    misuse(manager, "post", "@departments", DEPARTMENT, COLUMNS)
    misuse(manager, "patch", "@departments/FIN", {}, COLUMNS)
    fields = ("departments", "number_pattern", "document_numbering_moment", "default_secrecy", "x")
    misuse(manager, "patch", "@controlpanels/trail", {}, fields)
    rows = [{"code": code, "title": code} for code in ("HR", "FIN")]
    for column in COLUMNS:
        for value in hostile.VALUES:
            body = {"departments": [*rows, {**DEPARTMENT, column: value}]}
            manager.send("patch", "@controlpanels/trail", data=hostile.as_json(body), headers=JSON)
    for segment in hostile.SEGMENTS:
        for method in ("get", "patch", "delete", "post"):
            manager.send(method, f"@departments/{segment}", json={})


def test_bodies(http, attack):
    record = http.url(http.submitted())
    draft = http.url(http.draft())
    for user, method, path in (
        ("drafter", "post", "administrative"),
        ("siteadmin", "post", ""),
        ("drafter", "patch", draft),
        ("custodian", "patch", "administrative"),
        ("drafter", "post", draft),
        ("reviewer", "post", f"{record}/@workflow/review"),
        ("reviewer", "post", f"{record}/@opinions"),
        ("manager", "post", "@departments"),
        ("manager", "patch", "@departments/FIN"),
        ("manager", "patch", "@controlpanels/trail"),
        ("drafter", "patch", f"{draft}/@history"),
        ("drafter", "post", "administrative/@copy"),
        ("drafter", "post", "administrative/@move"),
        ("manager", "patch", "@transactions"),
        ("drafter", "post", f"{draft}/@lock"),
        ("drafter", "delete", record),
        (None, "post", "@login"),
    ):
        one = attack(user)
        for body in hostile.BODIES:
            one.send(method, path, data=body, headers=JSON)
        for kind in hostile.CONTENT_TYPES:
            one.send(method, path, data=b"{\xff: --x", headers={"Content-Type": kind.encode("latin-1")})


def test_plones_own_services_on_records(http, attack):
    draft = http.url(http.draft())
    drafter = attack("drafter")
    misuse(drafter, "patch", f"{draft}/@history", {}, ("version",))
    misuse(drafter, "post", "administrative/@copy", {}, ("source",))
    misuse(drafter, "post", "administrative/@move", {}, ("source",))
    for segment in hostile.SEGMENTS:
        for service in ("@history", "@trail", "@workflow", "@copy", "@sharing", "@types", "@breadcrumbs"):
            drafter.send("get", f"{draft}/{service}/{segment}")
    for value in ("x" * 32, draft, f"{draft}/x"):
        drafter.send("post", "personnel/@move", json={"source": value})


LISTS = {
    "@trail": ("auditor", ("action", "actor", "start", "end", "record", "b_start", "b_size", "format")),
    "@registers/file-list": (
        "custodian",
        ("class", "year", "department", "state", "secrecy", "b_start", "b_size", "sort_on", "sort_order", "format"),
    ),
    "@registers/numbers": (
        "custodian",
        ("class", "year", "department", "void", "b_start", "b_size", "sort_on", "sort_order", "format"),
    ),
}


@pytest.mark.parametrize("path", LISTS)
def test_lists(http, attack, path):
    http.approved()
    user, names = LISTS[path]
    one = attack(user)
    for query in one.part(hostile.queries(names)):
        one.send("get", f"{path}?{query}")
    for segment in hostile.SEGMENTS:
        one.send("get", f"{path}/{segment}")


def test_pages(http, attack):
    record = http.url(http.submitted())
    draft = http.url(http.draft())
    for user, path, names in (
        ("reviewer", f"{record}/@@trail", ("action", "start", "b_start", "format")),
        ("auditor", "@@trail-audit", ("record", "end", "b_size")),
        ("custodian", "@@registers/file-list", ("class", "year", "b_start", "sort_on", "format")),
        ("custodian", "@@registers/numbers", ("department", "b_size")),
        ("reviewer", f"{record}/@@transition", ("workflow_action", "text")),
        ("custodian", "administrative", ("b_start", "set_language")),
        ("drafter", draft, ("b_start",)),
        ("manager", "@@trail-controlpanel", ("form.widgets.number_pattern",)),
    ):
        one = attack(user)
        one.client.session.headers["Accept"] = "text/html"
        for query in one.part(hostile.queries(names)):
            one.send("get", f"{path}?{query}")
        for segment in one.part(hostile.SEGMENTS):
            one.send("get", f"{path}/{segment}")


def test_numbers_in_addresses(http, attack):
    http.submitted()
    for user in ("stranger", "manager", None):
        one = attack(user)
        for accept in ("application/json", "text/html"):
            one.client.session.headers["Accept"] = accept
            for name in ("@record", "@@record") if accept == "text/html" else ("@record",):
                words = (quote(word, safe="") for word in hostile.WORDS)
                for segment in one.part((*hostile.SEGMENTS, *words)):
                    one.send("get", f"{name}/{segment}")


def test_search(http, attack):
    http.submitted()
    stranger = attack("stranger")
    for query in stranger.part(hostile.queries(hostile.INDEXES)):
        stranger.send("get", f"@search?{query}")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def test_anything_at_all(http, attack):
    draft = http.url(http.draft())
    record = http.url(http.submitted())
    manager, drafter, reviewer = attack("manager"), attack("drafter"), attack("reviewer")
    fields = sorted({*hostile.DOCUMENT_FIELDS, *hostile.CLASS_FIELDS, *COLUMNS} - {"@type", "x"})

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(fields), JSON_VALUES, max_size=4), st.text(max_size=20))
    def send(body, word):
        for one, method, path, good in (
            (drafter, "post", "administrative", hostile.DOCUMENT),
            (drafter, "patch", draft, {}),
            (manager, "patch", "@departments/FIN", {}),
            (reviewer, "post", f"{record}/@opinions", {"transition": "reject", "verdict": word}),
        ):
            one.before = hostile.held(http.portal)
            data = json.dumps({**good, **body}).encode("utf-8", "surrogatepass")
            one.send(method, path, data=data, headers=JSON)

    send()
