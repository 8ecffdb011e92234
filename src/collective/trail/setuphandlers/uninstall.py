"""What uninstalling does beyond the profile's XML."""


def post_uninstall(tool) -> None:
    """Remove groups and roles; records and the trail stay."""
