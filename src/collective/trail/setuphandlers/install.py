"""What installing does beyond the profile's XML."""


def post_install(tool) -> None:
    """Make the ledger and the groups; idempotent."""
