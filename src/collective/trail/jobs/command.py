"""P1: ``trail jobs run sequence`` and ``trail jobs run check``: periodic work from cron or a timer, in a process of its own."""

from collections.abc import Sequence

import argparse
import time


def parser() -> argparse.ArgumentParser:
    """The options of ``trail jobs``."""
    parser = argparse.ArgumentParser(prog="trail jobs", description="Periodic work of a records office.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="do a job for every site of a Zope")
    run.add_argument(
        "job",
        choices=["sequence", "check"],
        help="sequence: take new entries into the log and sign it; check: compare records, trail and log",
    )
    run.add_argument("--zope-conf", required=True, metavar="FILE", help="zope.conf of a client of the database")
    run.add_argument("--every", type=float, metavar="SECONDS", help="go on, with so many seconds between two runs")
    return parser


def main(argv: Sequence[str]) -> int:
    """P1: exit code 0 when all was good, 1 when a run found something broken or could not sign."""
    arguments = parser().parse_args(argv)
    # Zope takes seconds to import, and nobody who asks for help should wait for it.
    from collective.trail.jobs.clock import run_all
    from Zope2.Startup.run import configure_wsgi

    import logging

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    configure_wsgi(arguments.zope_conf)
    while True:
        good = run_all(arguments.job)
        if not arguments.every:
            return 0 if good else 1
        time.sleep(arguments.every)
