"""One cluster for all tests of this folder: starting it takes longer than a test."""

from cluster import Cluster

import pytest


@pytest.fixture(scope="package")
def cluster(tmp_path_factory):
    """Two Zope processes of one thread on a ZEO server."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.make_site()
    try:
        made.start()
        yield made
    finally:
        made.stop()
