"""Test layers: a small office in a real Plone site, also behind a real HTTP server.

The office: departments HR and FIN, a class open to all (``administrative``) and one for HR (``personnel``), and one
person for each role (``PEOPLE``), all with the password ``PASSWORD``.
"""

from collective.trail.settings.changes import change_settings
from collective.trail.wsgi import application
from plone import api
from plone.app.testing import applyProfile
from plone.app.testing import FunctionalTesting
from plone.app.testing import logout
from plone.app.testing import PLONE_FIXTURE
from plone.app.testing import PloneSandboxLayer
from plone.app.testing import SITE_OWNER_NAME
from plone.testing import zope
from plone.testing.zope import WSGIServer
from zope.i18n.config import COMPILE_MO_FILES_KEY
from ZPublisher.httpexceptions import HTTPExceptionHandler

import collective.trail
import os


PASSWORD = "trail-office-1"

#: user id -> the groups that give the role
PEOPLE = {
    "drafter": ("trail-hr-members",),
    "colleague": ("trail-hr-members",),
    "reviewer": ("trail-hr-members", "trail-hr-reviewers"),
    "head": ("trail-hr-members", "trail-hr-heads"),
    "outsider": ("trail-fin-members",),
    "foreign_reviewer": ("trail-fin-members", "trail-fin-reviewers"),
    "foreign_head": ("trail-fin-members", "trail-fin-heads"),
    "custodian": ("trail-custodians",),
    "leader": ("trail-leaders",),
    "auditor": ("trail-auditors",),
    "stranger": (),
    "siteadmin": ("Site Administrators",),
    "manager": ("Administrators",),
}


def make_office(portal) -> None:
    """S1, D2: departments, people and classes; by the package's own public paths."""
    change_settings({"departments": [{"code": "HR", "title": "Personnel"}, {"code": "FIN", "title": "Finance"}]})
    for name, groups in PEOPLE.items():
        api.user.create(
            email=f"{name}@example.org",
            username=name,
            password=PASSWORD,
            properties={"fullname": name.replace("_", " ").title()},
        )
        for group in groups:
            api.group.add_user(groupname=group, username=name)
    classes = {
        "administrative": {"title": "Administrative", "code": "ADM", "retention_years": 10},
        "personnel": {"title": "Personnel", "code": "PERS", "departments": {"HR"}, "retention_years": None},
    }
    for name, values in classes.items():
        api.content.create(portal, "RecordClass", id=name, **values)


class TrailLayer(PloneSandboxLayer):
    """A site with our profile and the small office."""

    defaultBases = (PLONE_FIXTURE,)

    def setUpZope(self, app, configurationContext):
        import plone.app.contenttypes

        # Translations are compiled on loading, as in an instance; the compiled ones are in no checkout.
        os.environ[COMPILE_MO_FILES_KEY] = "true"
        self.loadZCML(package=plone.app.contenttypes)
        self.loadZCML(package=collective.trail)

    def setUpPloneSite(self, portal):
        applyProfile(portal, "collective.trail:default")
        zope.login(portal.aq_parent.acl_users, SITE_OWNER_NAME)
        make_office(portal)
        logout()


class OfficeServer(WSGIServer):
    """The HTTP server of Plone's tests, with the application that serves an office."""

    def make_wsgi_app(self):
        """Zope configured as its layer does, behind the pipeline of our own ``wsgi.ini``."""
        super().make_wsgi_app()
        return HTTPExceptionHandler(application)


FIXTURE = TrailLayer()
SERVER = OfficeServer()
# No integration layer: it shares one database, in which a refusal (a transaction of its own) would stay.
FUNCTIONAL_TESTING = FunctionalTesting(bases=(FIXTURE,), name="TrailLayer:Functional")
HTTP_TESTING = FunctionalTesting(bases=(FIXTURE, SERVER), name="TrailLayer:HTTP")
