"""The demo office, made by the package's own public paths."""

from collective.trail.demo.front_page import make_front_page
from collective.trail.demo.office import is_made
from collective.trail.demo.office import make_office
from collective.trail.demo.office import password_of
from collective.trail.demo.story import tell


LOGINS = (
    ("Drafter (HR)", "wang.li"),
    ("Reviewer (HR)", "li.na"),
    ("Department head (HR)", "grace.miller"),
    ("Company leader", "robert.hsu"),
    ("Custodian", "chen.min"),
    ("Auditor", "emma.clark"),
    ("HR officer", "li.na"),
    ("Project committee", "anna.berg"),
    ("Office administrator", "yang.bo"),
)


def post_install(tool) -> None:
    """S1, D1 to D3: make the demo office, once; installing the profile again changes nothing."""
    if is_made():
        return
    make_office()
    tell()
    make_front_page()


def logins() -> list[tuple[str, str, str]]:
    """Name the demo people to log in as, one per role: (role, user, password); `make start` prints them."""
    return [(role, user, password_of(user)) for role, user in LOGINS]
