"""Fixtures shared by all tests."""

from collective.trail.testing import FUNCTIONAL_TESTING
from collective.trail.testing import HTTP_TESTING
from collective.trail.testing import INTEGRATION_TESTING
from pytest_plone import fixtures_factory

import pytest


globals().update(
    fixtures_factory(
        ((INTEGRATION_TESTING, "integration"), (FUNCTIONAL_TESTING, "functional"), (HTTP_TESTING, "http_layer")),
        keep_session=False,
    )
)


@pytest.fixture
def portal(integration):
    """A site with the profile; what a test does to it is rolled back."""
    return integration["portal"]
