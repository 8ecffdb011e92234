"""P3: the address of the site as readers of a mail open it. A job has no request that could tell.

``TRAIL_SITE_ADDRESS`` says it to jobs: ``https://records.example.org``, or for several sites of one Zope with ``{site}``
where the site's id stands: ``https://example.org/{site}``.
"""

from collections.abc import Mapping
from typing import Any

import os


ADDRESS = "TRAIL_SITE_ADDRESS"


def site_address(site: Any, environment: Mapping[str, str] = os.environ) -> str | None:
    """P3: without a slash at its end; None where nobody said it."""
    return environment.get(ADDRESS, "").strip().rstrip("/").replace("{site}", site.getId()) or None
