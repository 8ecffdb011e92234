"""Make the site of the cluster tests: ``python make_site.py <zope.conf>``. Departments HR and FIN with ten people each."""

from AccessControl.SecurityManagement import newSecurityManager
from collective.trail.content.filing import new_record
from collective.trail.settings.changes import change_settings
from plone import api
from Products.CMFPlone.factory import addPloneSite
from Testing.makerequest import makerequest
from zope.component.hooks import setSite
from zope.globalrequest import setRequest
from Zope2.Startup.run import make_wsgi_app

import sys
import transaction
import Zope2


SITE = "records"
PASSWORD = "trail-office-1"
PEOPLE = 10
DEPARTMENTS = ("HR", "FIN")


def main(conf: str) -> None:
    make_wsgi_app({}, conf)
    app = makerequest(Zope2.app())
    setRequest(app.REQUEST)
    app.acl_users._doAddUser("admin", PASSWORD, ["Manager"], [])
    newSecurityManager(None, app.acl_users.getUser("admin").__of__(app.acl_users))
    addPloneSite(
        app, SITE, title="Records", extension_ids=("plonetheme.barceloneta:default", "collective.trail:default")
    )
    portal = app[SITE]
    setSite(portal)
    change_settings({"departments": [{"code": code, "title": code} for code in DEPARTMENTS]})
    for code in DEPARTMENTS:
        for number in range(PEOPLE):
            name = f"{code.lower()}{number}"
            api.user.create(email=f"{name}@example.org", username=name, password=PASSWORD)
            api.group.add_user(groupname=f"trail-{code.lower()}-members", username=name)
    api.content.create(
        portal, "RecordClass", id="administrative", title="Administrative", code="ADM", retention_years=10
    )
    # An office at work has drafts at all times; the first and last one of a kind are changes to the catalog of their own.
    for number in range(10):
        code = DEPARTMENTS[number % 2]
        with api.env.adopt_user(f"{code.lower()}0"):
            new_record(portal["administrative"], "ControlledDocument", title=f"Draft {number}", department=code)
    portal.manage_permission("Add portal content", ["Manager", "Member"], 1)
    folder = api.content.create(portal, "Folder", id="pages", title="Pages")
    folder.manage_setLocalRoles("AuthenticatedUsers", ["Contributor", "Editor"])
    folder.reindexObjectSecurity()
    transaction.commit()


if __name__ == "__main__":
    main(sys.argv[1])
