"""Make the site `records` with demo content in the instance, unless it is there; `make start` runs this."""

from AccessControl.SecurityManagement import newSecurityManager
from instance import admin_password
from instance import prepare
from instance import ZOPE_CONF
from plone.distribution.api import site as site_api
from Testing.makerequest import makerequest
from zope.globalrequest import setRequest
from Zope2.Startup.run import make_wsgi_app

import sys
import transaction
import Zope2


ANSWERS = {
    "site_id": "records",
    "title": "Trail",
    "description": "A records office for trying out",
    "default_language": "en",
    "portal_timezone": "UTC",
    "setup_content": True,
}


def application():
    """Open the instance's database as a request of the admin, whom the first opening makes."""
    prepare()
    make_wsgi_app({}, str(ZOPE_CONF))
    app = makerequest(Zope2.app())
    setRequest(app.REQUEST)
    users = app.acl_users
    if users.getUser("admin") is None:
        users._doAddUser("admin", admin_password(), ["Manager"], [])
        transaction.commit()
    newSecurityManager(None, users.getUser("admin").__of__(users))
    return app


def main() -> None:
    """Make the site in one transaction: it is there complete, or not at all."""
    app = application()
    if ANSWERS["site_id"] in app.objectIds():
        return
    site_api.create(app, "trail", answers=ANSWERS)


if __name__ == "__main__":
    sys.exit(main())
