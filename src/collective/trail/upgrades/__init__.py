"""The way from one version of the profile to the next.

Every change of ``profiles/default`` raises the version in its ``metadata.xml`` by one and adds here, say for 1001:

- ``v1001.py`` with ``def upgrade(tool) -> None``, its docstring saying what changes and why; it can run twice;
- ``v1001.zcml`` with one ``genericsetup:upgradeStep`` (``source="1000"``, ``destination="1001"``,
  ``profile="collective.trail:default"``, ``handler=".v1001.upgrade"``), included by ``configure.zcml``;
- ``tests/setup/test_upgrade_1001.py``, which sets the profile back to 1000 and upgrades.

Steps are contiguous: each begins where the one before it ends, and the last ends at the profile's version.
"""

PROFILE = "collective.trail:default"
FIRST_VERSION = 1000
