"""The console script ``trail``. Checking needs neither Plone nor Zope, so nothing here imports them before it must."""

from collections.abc import Sequence
from collective.trail.verify import cli

import sys


def main(argv: Sequence[str] | None = None) -> int:
    """P1: all commands; ``trail jobs`` and ``trail export --zope-conf`` need the installation that serves the site."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["jobs"]:
        from collective.trail.jobs.command import main as jobs

        return jobs(given[1:])
    arguments = cli.parser().parse_args(given)
    if arguments.command == "export" and arguments.zope_conf:
        from collective.trail.jobs.evidence import main as evidence

        return evidence(arguments)
    return cli.main(given)


if __name__ == "__main__":
    sys.exit(main())
