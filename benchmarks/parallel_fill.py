"""Make a site one in which work has been done: ``python parallel_fill.py <zope.conf> <number> <what>``.

Adds so many documents of ours (``document``) or plain pages (``page``) to the site of the parallel benchmark, each by
the public way and with its versions, ten to a transaction. Connections of a server at work take the catalog's ids from
many places, so the place is changed as often as such connections come and go.
"""

from collective.trail.content.filing import new_record
from plone import api
from plone.app.textfield import RichTextValue
from Testing.makerequest import makerequest
from zope.component.hooks import setSite
from zope.globalrequest import setRequest
from Zope2.Startup.run import make_wsgi_app

import sys
import transaction
import Zope2


TEXT = "<p>" + "Everybody takes leave, and everybody says so in time. " * 40 + "</p>"
PEOPLE = ("hr0", "fin0")
AT_ONCE = 10
NEW_PLACE = 50


def document(portal, person: str, title: str) -> None:
    """One document of ours."""
    facts = {"background": "The old rules are ten years old.", "purpose": "New rules for everybody."}
    content = RichTextValue(TEXT, "text/html", "text/x-html-safe")
    department = person.rstrip("0123456789").upper()
    new_record(
        portal["administrative"], "ControlledDocument", title=title, content=content, department=department, **facts
    )


def page(portal, person: str, title: str) -> None:
    """One plain page."""
    text = RichTextValue(TEXT, "text/html", "text/x-html-safe")
    api.content.create(portal["pages"], "Document", title=title, text=text)


def main(conf: str, number: int, make) -> None:
    """Fill the site of the database that the configuration names."""
    make_wsgi_app({}, conf)
    app = makerequest(Zope2.app())
    setRequest(app.REQUEST)
    portal = app["records"]
    setSite(portal)
    for place in range(number):
        person = PEOPLE[place % len(PEOPLE)]
        with api.env.adopt_user(person):
            make(portal, person, f"Earlier {place}")
        if place % NEW_PLACE == 0:
            portal.portal_catalog._catalog._v_nextid = 0
        if place % AT_ONCE == AT_ONCE - 1:
            transaction.commit()
    transaction.commit()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), {"document": document, "page": page}[sys.argv[3]])
