"""The demo office, made by the package's own public paths."""


def post_install(tool) -> None:
    """Make the demo office."""
