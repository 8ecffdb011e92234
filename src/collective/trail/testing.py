"""Test layers: the package installed in a real Plone site, also behind a real HTTP server."""

from plone.app.testing import applyProfile
from plone.app.testing import FunctionalTesting
from plone.app.testing import IntegrationTesting
from plone.app.testing import PLONE_FIXTURE
from plone.app.testing import PloneSandboxLayer
from plone.testing.zope import WSGI_SERVER_FIXTURE

import collective.trail


class TrailLayer(PloneSandboxLayer):
    """A site with our profile, nothing else."""

    defaultBases = (PLONE_FIXTURE,)

    def setUpZope(self, app, configurationContext):
        import plone.app.contenttypes

        self.loadZCML(package=plone.app.contenttypes)
        self.loadZCML(package=collective.trail)

    def setUpPloneSite(self, portal):
        applyProfile(portal, "collective.trail:default")


FIXTURE = TrailLayer()
INTEGRATION_TESTING = IntegrationTesting(bases=(FIXTURE,), name="TrailLayer:Integration")
FUNCTIONAL_TESTING = FunctionalTesting(bases=(FIXTURE,), name="TrailLayer:Functional")
HTTP_TESTING = FunctionalTesting(bases=(FIXTURE, WSGI_SERVER_FIXTURE), name="TrailLayer:HTTP")
