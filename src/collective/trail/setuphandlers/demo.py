"""The demo office, made by the package's own public paths."""


def post_install(tool) -> None:
    """Make the demo office."""


def logins() -> list[tuple[str, str, str]]:
    """Name the demo people to log in as, one per role: (role, user, password); `make start` prints them."""
    return []
