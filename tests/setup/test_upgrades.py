"""The way from each version of the profile to the next has no gap."""

from collective.trail.upgrades import FIRST_VERSION
from collective.trail.upgrades import PROFILE
from Products.GenericSetup.upgrade import _upgrade_registry


def steps() -> list[tuple[int, int]]:
    found = set()
    for entry in (_upgrade_registry.getUpgradeStepsForProfile(PROFILE) or {}).values():
        for step in [each for __, each in entry] if isinstance(entry, list) else [entry]:
            found.add((int(step.source[0]), int(step.dest[0])))
    return sorted(found)


def test_upgrade_steps_lead_from_the_first_version_to_the_profile_s(portal):
    version = int(portal.portal_setup.getVersionForProfile(PROFILE))
    reached = FIRST_VERSION
    for source, destination in steps():
        assert source == reached, f"the step to {destination} must begin at {reached}"
        assert destination == source + 1
        reached = destination
    assert reached == version, f"no upgrade step leads from {reached} to {version}"


def test_installed_site_needs_no_upgrade(portal):
    assert portal.portal_setup.listUpgrades(PROFILE) == []
