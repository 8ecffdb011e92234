"""Make a plain Plone site for the benchmarks: ``python plain_site.py <zope.conf>``. Nothing of ours is installed in it.

It has the people of the cluster tests, a folder ``pages`` in which they may add, and Plone's versions of each page.
"""

from AccessControl.SecurityManagement import newSecurityManager
from plone import api
from Products.CMFPlone.factory import addPloneSite
from Testing.makerequest import makerequest
from zope.component.hooks import setSite
from zope.globalrequest import setRequest
from Zope2.Startup.run import make_wsgi_app

import sys
import transaction
import Zope2


PROFILES = ("plonetheme.barceloneta:default", "plone.app.contenttypes:default", "plone.restapi:default")
PASSWORD = "trail-office-1"
PEOPLE = ("hr0", "hr1", "fin0", "fin1")


def main(conf: str) -> None:
    """Make the site in the database that the configuration names."""
    make_wsgi_app({}, conf)
    app = makerequest(Zope2.app())
    setRequest(app.REQUEST)
    app.acl_users._doAddUser("admin", PASSWORD, ["Manager"], [])
    newSecurityManager(None, app.acl_users.getUser("admin").__of__(app.acl_users))
    addPloneSite(app, "records", title="Pages", extension_ids=PROFILES)
    portal = app["records"]
    setSite(portal)
    for name in PEOPLE:
        api.user.create(email=f"{name}@example.org", username=name, password=PASSWORD)
    folder = api.content.create(portal, "Folder", id="pages", title="Pages")
    folder.manage_setLocalRoles("AuthenticatedUsers", ["Contributor", "Editor"])
    folder.reindexObjectSecurity()
    page = api.content.create(folder, "Document", id="page", title="Page")
    if getattr(page, "version_id", None) is None:
        raise SystemExit("Plain pages keep no versions here, so they are no measure.")
    transaction.commit()


if __name__ == "__main__":
    main(sys.argv[1])
