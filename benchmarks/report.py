"""What every benchmark prints: the machine, one line a figure with its goal beside it, and a summary line."""

from argparse import ArgumentParser
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

import os
import platform
import signal
import sys


def arguments(description: str, **numbers: tuple[int, str]):
    """The command line of a benchmark: ``--name N`` for each of ``numbers``, given as (default, help)."""
    parser = ArgumentParser(description=description, formatter_class=RawDescriptionHelpFormatter)
    for name, (default, text) in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N", help=f"{text} (default {default})")
    return parser


def end_like_an_interrupt() -> None:
    """Being told to end (SIGTERM, SIGHUP) unwinds like Ctrl-C, so that what was started and made is put away."""

    def end(number, frame):
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def run(main) -> None:
    """Run ``main``; an interrupt ends it with one line instead of a traceback, after everything is put away."""
    end_like_an_interrupt()
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted; temporary folders and processes are gone.")


def machine() -> str:
    """What the figures were measured on."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} x {model}, Python {platform.python_version()}, load {load:.1f}"


class Report:
    """Prints figures as they come and counts which goals are met."""

    def __init__(self, name: str):
        self.name = name
        self.met = 0
        self.missed: list[str] = []
        self.say(f"{name}: {machine()}")

    def say(self, text: str) -> None:
        """A line without a goal, at once."""
        print(text, flush=True)

    def goal(self, what: str, text: str, value: float, at_most: float | None = None, at_least: float | None = None):
        """A figure with its goal: ``value`` is what is compared, ``text`` the figures it comes from."""
        met = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
        wanted = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}"
        self.met += met
        if not met:
            self.missed.append(what)
        self.say(f"{what:<34} {text}   {value:6.2f}  goal: {wanted}  {'met' if met else 'MISSED'}")

    def close(self) -> None:
        """The summary line."""
        missed = f"; missed: {', '.join(self.missed)}" if self.missed else ""
        self.say(f"{self.name}: {self.met} of {self.met + len(self.missed)} goals met{missed}")
