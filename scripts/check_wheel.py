"""Build wheel and sdist, and install the wheel in a clean Plone as an admin would; CI runs this.

A plain Classic site gets the add-on through the Add-ons control panel, which must list it, install it and uninstall it;
then our distribution must make a site too.
"""

from contextlib import contextmanager
from pathlib import Path
from tarfile import TarFile
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import re
import requests
import shutil
import socket
import subprocess
import sys
import time


ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
ADDON = "collective.trail"
NOT_SHIPPED = {".pyc", ".mo"}


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"wheel: {text}", flush=True)


def run(*command: object) -> None:
    """Run a command; its output only matters when it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{done.stderr}\nThis failed: {' '.join(map(str, command))}")


def build(folder: Path) -> Path:
    """Build both; the wheel is made from the sdist, so that the sdist is known to suffice."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder)
    return next(folder.glob("*.whl"))


def check_contents(folder: Path) -> None:
    """Every file of the package must be in the wheel and in the sdist."""
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in (source / "collective").rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }
    with ZipFile(next(folder.glob("*.whl"))) as wheel, TarFile.open(next(folder.glob("*.tar.gz"))) as sdist:
        shipped = {
            "wheel": set(wheel.namelist()),
            "sdist": {name.partition("/src/")[2] for name in sdist.getnames()},
        }
    for name, files in shipped.items():
        if missing := sorted(wanted - files):
            sys.exit(f"The {name} lacks: {', '.join(missing)}")
    say(f"{len(wanted)} files of the package are in both")


def install(home: Path, wheel: Path) -> None:
    """Make a clean environment of the locked dependencies and the wheel, and an instance with an admin."""
    python = home / ".venv" / "bin" / "python"
    run(sys.executable, "-m", "venv", "--without-pip", home / ".venv")
    run(UV, "pip", "sync", "--python", python, "--require-hashes", ROOT / "requirements.lock")
    run(UV, "pip", "install", "--python", python, "--no-deps", wheel)
    (home / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "instance.py", home / "scripts")
    prepare = f"import sys; sys.path.insert(0, '{home}/scripts'); import instance; instance.prepare()"
    run(python, "-c", prepare)
    run(home / ".venv/bin/addzopeuser", "-c", home / "instance/etc/zope.conf", "admin", password(home))


def password(home: Path) -> str:
    """Read the admin's generated password."""
    return (home / "instance" / "admin-password.txt").read_text().strip()


@contextmanager
def served(home: Path):
    """Serve the instance while the block runs; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [home / ".venv/bin/runwsgi", "-q", home / "instance/etc/wsgi.ini", f"http_port={port}"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        address = f"http://localhost:{port}"
        await_server(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def await_server(address: str, server: subprocess.Popen) -> None:
    """Wait until it answers."""
    for _ in range(120):
        if server.poll() is not None:
            sys.exit("The server ended by itself.")
        try:
            requests.get(f"{address}/ok", timeout=5)
        except requests.ConnectionError:
            time.sleep(1)
        else:
            return
    sys.exit("The server does not answer.")


def make_site(session: requests.Session, address: str, distribution: str, site_id: str) -> str:
    """Make a site as the create-site page does."""
    answers = {"site_id": site_id, "title": site_id, "setup_content": False, "default_language": "en"}
    session.post(f"{address}/++api++/@sites/{distribution}", json=answers, timeout=300).raise_for_status()
    return f"{address}/{site_id}"


def is_installed(session: requests.Session, site: str) -> bool:
    """Ask the site; the add-on must be listed."""
    addons = session.get(f"{site}/++api++/@addons", timeout=60).json()["items"]
    return next(addon for addon in addons if addon["id"] == ADDON)["is_installed"]


def press(session: requests.Session, site: str, form: str, field: str) -> None:
    """Press a button of the Add-ons control panel."""
    page = session.get(f"{site}/prefs_install_products_form", timeout=60).text
    if not re.search(rf'value="{re.escape(ADDON)}"', page):
        sys.exit("The Add-ons control panel does not list the add-on.")
    token = re.search(r'name="_authenticator"[^>]*value="([^"]+)"', page)[1]
    data = {field: ADDON, "_authenticator": token}
    session.post(f"{site}/{form}", data=data, timeout=300).raise_for_status()


def main() -> None:
    """Build, look inside, install, and use the control panel."""
    with TemporaryDirectory() as temporary:
        home = Path(temporary)
        wheel = build(home / "dist")
        check_contents(home / "dist")
        install(home, wheel)
        say("installed in a clean environment")
        with served(home) as address:
            session = requests.Session()
            session.auth = ("admin", password(home))
            session.headers["Accept"] = "application/json, text/html"
            site = make_site(session, address, "classic", "plain")
            for form, field, outcome in (
                ("install_products", "install_product", True),
                ("uninstall_products", "uninstall_product", False),
                ("install_products", "install_product", True),
            ):
                press(session, site, form, field)
                if is_installed(session, site) is not outcome:
                    sys.exit(f"{form} in the Add-ons control panel did not work.")
                say(f"{form} in the Add-ons control panel works")
            if not is_installed(session, make_site(session, address, "trail", "office")):
                sys.exit("The distribution made a site without the add-on.")
            say("the distribution makes a site")


if __name__ == "__main__":
    main()
