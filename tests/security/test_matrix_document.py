"""S1, D1: who may do what to a document in which state, over HTTP.

The tables are written by hand from the policy, not from the workflow module. A row names a person of the small office,
``x`` what he or she may do, and the transitions open to that person. The document is internal and of department HR;
``drafter`` wrote it and ``reviewer`` reviewed it. What a row does not allow must be refused with a sentence.
"""

from collective.trail.content.digest import content_digest
from collective.trail.testing import PEOPLE
from plone import api

import pytest


TRANSITIONS = (
    "submit",
    "resubmit",
    "review",
    "request_changes",
    "reject",
    "withdraw",
    "approve",
    "revise",
    "abolish",
)
NOBODY_ELSE = """
custodian         -     -        -         -      -     -       -     -
auditor           -     -        -         -      -     -       -     -
outsider          -     -        -         -      -     -       -     -
foreign_reviewer  -     -        -         -      -     -       -     -
foreign_head      -     -        -         -      -     -       -     -
stranger          -     -        -         -      -     -       -     -
siteadmin         -     -        -         -      -     -       -     -
manager           -     -        -         -      -     -       -     -
anonymous         -     -        -         -      -     -       -     -
"""
EVERYBODY_READS = """
custodian         x     x        x         x      -     -       -     -
auditor           x     x        x         x      -     -       -     -
outsider          x     x        x         x      -     -       -     -
foreign_reviewer  x     x        x         x      -     -       -     -
foreign_head      x     x        x         x      -     -       -     -
stranger          x     x        x         x      -     -       -     -
siteadmin         x     x        x         x      -     -       -     -
manager           x     x        x         x      -     -       -     -
anonymous         -     -        -         -      -     -       -     -
"""
MATRIX = {
    "draft": """
person            view  history  opinions  trail  edit  delete  annex transitions
drafter           x     x        x         x      x     x       x     submit
colleague         x     x        x         x      -     -       -     -
reviewer          x     x        x         x      -     -       -     -
head              x     x        x         x      -     -       -     -
leader            x     x        x         x      -     -       -     -
"""
    + NOBODY_ELSE,
    "submitted": """
person            view  history  opinions  trail  edit  delete  annex transitions
drafter           x     x        x         x      -     -       -     withdraw
colleague         x     x        x         x      -     -       -     -
reviewer          x     x        x         x      -     -       -     review,request_changes,reject
head              x     x        x         x      -     -       -     review,request_changes,reject
leader            x     x        x         x      -     -       -     request_changes,reject
"""
    + NOBODY_ELSE,
    "reviewed": """
person            view  history  opinions  trail  edit  delete  annex transitions
drafter           x     x        x         x      -     -       -     withdraw
colleague         x     x        x         x      -     -       -     -
reviewer          x     x        x         x      -     -       -     request_changes,reject
head              x     x        x         x      -     -       -     request_changes,reject,approve
leader            x     x        x         x      -     -       -     request_changes,reject,approve
"""
    + NOBODY_ELSE,
    "returned": """
person            view  history  opinions  trail  edit  delete  annex transitions
drafter           x     x        x         x      x     -       x     resubmit,withdraw
colleague         x     x        x         x      -     -       -     -
reviewer          x     x        x         x      -     -       -     -
head              x     x        x         x      -     -       -     -
leader            x     x        x         x      -     -       -     -
"""
    + NOBODY_ELSE,
    "approved": """
person            view  history  opinions  trail  edit  delete  annex transitions
drafter           x     x        x         x      -     -       -     revise
colleague         x     x        x         x      -     -       -     revise
reviewer          x     x        x         x      -     -       -     revise
head              x     x        x         x      -     -       -     revise,abolish
leader            x     x        x         x      -     -       -     abolish
"""
    + EVERYBODY_READS,
    "rejected": """
person            view  history  opinions  trail  edit  delete  annex transitions
drafter           x     x        x         x      -     -       -     -
colleague         x     x        x         x      -     -       -     -
reviewer          x     x        x         x      -     -       -     -
head              x     x        x         x      -     -       -     -
leader            x     x        x         x      -     -       -     -
"""
    + NOBODY_ELSE,
    "obsolete": """
person            view  history  opinions  trail  edit  delete  annex transitions
drafter           x     x        x         x      -     -       -     -
colleague         x     x        x         x      -     -       -     -
reviewer          x     x        x         x      -     -       -     -
head              x     x        x         x      -     -       -     -
leader            x     x        x         x      -     -       -     -
"""
    + EVERYBODY_READS,
}
READS = {"view": "", "history": "/@history", "opinions": "/@opinions", "trail": "/@trail"}
ANNEX = {
    "@type": "File",
    "title": "Annex",
    "file": {"data": "annex", "encoding": "utf-8", "filename": "annex.txt", "content-type": "text/plain"},
}


def rows(table):
    """``{person: set of acts}`` from a table."""
    heads, *lines = [line.split() for line in table.strip().splitlines() if line.strip()]
    found = {}
    for person, *cells in lines:
        acts = {act for act, cell in zip(heads[1:-1], cells[:-1], strict=True) if cell == "x"}
        found[person] = acts | ({*cells[-1].split(",")} - {"-"})
    return found


def ask(client, url, act):
    """One act over REST."""
    if act in READS:
        return client.get(url + READS[act])
    if act == "edit":
        return client.patch(url, json={"purpose": "Another purpose."})
    if act == "delete":
        return client.delete(url)
    if act == "annex":
        return client.post(url, json=ANNEX)
    return client.post(f"{url}/@workflow/{act}", json={"opinion": {"text": "I have read it."}})


def verdict(answer):
    """``allowed``, ``refused`` or what else came, which is always wrong."""
    if answer.status_code < 300:
        return "allowed"
    sentence = str(answer.json().get("message") or answer.json().get("error"))
    if answer.status_code in (401, 403, 404) and " " in sentence:
        return "refused"
    return f"{answer.status_code}: {answer.text[:200]}"


def facts(record):
    """What a refused act must not change."""
    return content_digest(record), api.content.get_state(record), len(record.objectIds()), record._p_serial


@pytest.mark.parametrize("state", list(MATRIX))
def test_everybody_can_do_what_the_matrix_says_and_nothing_else(http, state):
    table = rows(MATRIX[state])
    assert set(table) == {*PEOPLE, "anonymous"}
    record = http.in_state(state)
    http.commit()
    url, before, wrong = http.url(record), facts(record), {}
    for person, allowed in table.items():
        client = http.client(None if person == "anonymous" else person)
        for act in (*READS, "edit", "delete", "annex", *TRANSITIONS):
            expected = "allowed" if act in allowed else "refused"
            if expected == "allowed" and act not in READS:
                continue
            got = verdict(ask(client, url, act))
            if got != expected:
                wrong[person, act] = got
    assert not wrong
    http.commit()
    assert facts(record) == before


@pytest.mark.parametrize("state", list(MATRIX))
def test_everybody_can_do_what_changes_the_document_where_the_matrix_says_so(http, state):
    cells = [(person, act) for person, acts in rows(MATRIX[state]).items() for act in sorted(acts) if act not in READS]
    urls = [http.url(http.in_state(state)) for _cell in cells]
    http.commit()
    got = {cell: verdict(ask(http.client(cell[0]), url, cell[1])) for cell, url in zip(cells, urls, strict=True)}
    assert got == dict.fromkeys(cells, "allowed")


def test_colleague_cannot_do_anything_to_a_secret_draft_of_another(http):
    record = http.draft(secrecy="secret")
    http.commit()
    for person in ("colleague", "reviewer", "head", "custodian", "manager", None):
        for act in (*READS, "edit", "delete", "annex", *TRANSITIONS):
            assert ask(http.client(person), http.url(record), act).status_code in (401, 404), (person, act)
