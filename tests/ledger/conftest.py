"""Keeps the test layers for the whole session: function tests would set them up and tear them down one by one."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def kept_layers(integration_session, functional_session):
    """The layers stay; each test is still rolled back."""
