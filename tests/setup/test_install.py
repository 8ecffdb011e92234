"""S1: one profile installs the whole."""


def test_admin_can_install_the_profile(portal):
    installed = portal.portal_setup.getLastVersionForProfile("collective.trail:default")
    assert installed == ("1001",)
