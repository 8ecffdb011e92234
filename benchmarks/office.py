"""A small office in a database of its own, for benchmarks that run in one process: FileStorage, blobs, real commits."""

from AccessControl.SecurityManagement import newSecurityManager
from collective.trail.testing import make_office
from contextlib import contextmanager
from pathlib import Path
from plone import api
from plone.distribution.api import site as site_api
from tempfile import TemporaryDirectory
from Testing.makerequest import makerequest
from zope.component.hooks import setSite
from zope.globalrequest import setRequest
from Zope2.Startup.run import make_wsgi_app

import logging
import transaction
import Zope2


CONF = """\
%define INSTANCE {folder}
instancehome $INSTANCE
<zodb_db main>
  mount-point /
  cache-size 30000
  <filestorage>
    path $INSTANCE/Data.fs
    blob-dir $INSTANCE/blobs
  </filestorage>
</zodb_db>
"""
ANSWERS = {
    "site_id": "records",
    "title": "Benchmark",
    "description": "",
    "default_language": "en",
    "portal_timezone": "UTC",
    "setup_content": False,
}


@contextmanager
def office():
    """The site ``records`` with the small office and an empty folder ``plain`` beside it; gone afterwards."""
    logging.disable(logging.WARNING)
    with TemporaryDirectory() as folder:
        conf = Path(folder) / "zope.conf"
        conf.write_text(CONF.format(folder=folder))
        make_wsgi_app({}, str(conf))
        app = makerequest(Zope2.app())
        setRequest(app.REQUEST)
        app.acl_users._doAddUser("admin", "benchmark-only-1", ["Manager"], [])
        newSecurityManager(None, app.acl_users.getUser("admin").__of__(app.acl_users))
        site_api.create(app, "trail", answers=ANSWERS)
        portal = app["records"]
        setSite(portal)
        make_office(portal)
        api.content.create(portal, "Folder", id="plain", title="Plain")
        transaction.commit()
        yield portal
        transaction.abort()
