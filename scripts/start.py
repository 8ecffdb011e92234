"""Serve the demo office: `make start`. Runs in the virtual environment."""

from instance import admin_password
from instance import INSTANCE
from instance import PASSWORD
from instance import prepare
from instance import ROOT
from instance import WSGI_INI
from pathlib import Path

import os
import socket
import subprocess
import sys


BIN = Path(sys.executable).parent
MADE = INSTANCE / "var" / "site-made"
LOG = INSTANCE / "log" / "make-site.log"


def need_free_port(port: int) -> None:
    """Stop before any work when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is in use: choose another one, for example `make start PORT={port + 1}`.")


def need_site() -> None:
    """Make the site on the first start; its data stay on every later one."""
    if MADE.exists():
        print("The site is there and keeps its data. To make it anew: make demo CONFIRM=yes", flush=True)
        return
    print("Making the site with the demo office (once, one or two minutes) ...", flush=True)
    with LOG.open("ab") as log:
        failed = subprocess.run([sys.executable, ROOT / "scripts" / "make_site.py"], stdout=log, stderr=log).returncode
    if failed:
        tail = LOG.read_text("utf-8", "replace").splitlines()[-15:]
        sys.exit("\n".join([*tail, f"The site could not be made; all of the output: {LOG}"]))
    MADE.touch()


def say_where(port: int) -> None:
    """Print the address and who can log in."""
    from collective.trail.setuphandlers.demo import logins

    people = [*logins(), ("Admin", "admin", f"{admin_password()}  (kept in {PASSWORD.relative_to(ROOT)})")]
    print(f"\n  Trail records office   http://localhost:{port}/records\n")
    print("  Demo people, for trying out only:" if len(people) > 1 else "  Log in:")
    for role, user, password in people:
        print(f"    {role:<24} {user:<16} {password}")
    print(f"\n  Logs: {LOG.parent.relative_to(ROOT)}/   All commands: make help   Stop: Ctrl-C\n", flush=True)


def main() -> None:
    """Prepare, make the site, say where it is, and become the server."""
    port = int(sys.argv[1])
    need_free_port(port)
    prepare()
    need_site()
    say_where(port)
    # The terminal is for the reader: what dependencies think of each other's age is not news to them.
    os.environ["PYTHONWARNINGS"] = "ignore"
    os.execv(BIN / "runwsgi", [str(BIN / "runwsgi"), "-q", str(WSGI_INI), f"http_port={port}"])


if __name__ == "__main__":
    main()
