"""The console script ``trail``. Checking needs neither Plone nor Zope, so nothing here imports them before it must."""

from collections.abc import Sequence
from collective.trail.verify import cli

import sys


def main(argv: Sequence[str] | None = None) -> int:
    """P1: ``trail verify``, ``trail verify-log``, ``trail new-key`` by themselves; ``trail jobs`` in an installation."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["jobs"]:
        from collective.trail.jobs.command import main as jobs

        return jobs(given[1:])
    return cli.main(given)


if __name__ == "__main__":
    sys.exit(main())
