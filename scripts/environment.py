"""Make .venv with every dependency at its locked version. Needs Python 3.11 and nothing else.

Nothing happens when the lock and this package's setup.py are those that the environment was made from.
"""

from hashlib import sha256
from pathlib import Path

import importlib.util
import os
import shutil
import subprocess
import sys


ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"
LOG = ROOT / "instance" / "log" / "environment.log"


def fingerprint() -> str:
    """Digest what the environment depends on."""
    parts = [sys.version.encode(), LOCK.read_bytes(), (ROOT / "setup.py").read_bytes(), str(ROOT).encode()]
    return sha256(b"\0".join(parts)).hexdigest()


def run(*command: str) -> None:
    """Run a command with its noise in the log; on failure show the end of the log and stop."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        failed = subprocess.run(command, stdout=log, stderr=log, cwd=ROOT).returncode
    if failed:
        tail = LOG.read_text("utf-8", "replace").splitlines()[-15:]
        sys.exit("\n".join([*tail, f"This failed: {' '.join(command)}", f"All of its output: {LOG}"]))


def need_ensurepip() -> None:
    """Debian splits ensurepip off Python: install it as root, else say what to install."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"This Python cannot make virtual environments: install the package {package} and try again.")
    print(f"Installing the system package {package} ...", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update")
    run("apt-get", "install", "--yes", package)


def locked_uv() -> str:
    """Return the lines of the lock that pin uv, with its hashes."""
    blocks = LOCK.read_text("utf-8").replace("\\\n", " ").splitlines()
    return next(line for line in blocks if line.startswith("uv=="))


def same_python() -> bool:
    """Tell whether .venv belongs to this very Python, so that it can be renewed in place."""
    config = VENV / "pyvenv.cfg"
    return config.exists() and f"version = {'.'.join(map(str, sys.version_info[:3]))}\n" in config.read_text("utf-8")


def make() -> None:
    """Make the environment: uv at its locked version first, because it installs the rest in seconds."""
    print("Making the virtual environment .venv ...", flush=True)
    need_ensurepip()
    # In a process of its own: an ensurepip installed a moment ago is unknown to this one.
    run(sys.executable, "-m", "venv", *([] if same_python() else ["--clear"]), str(VENV))
    only_uv = VENV / "uv.lock"
    only_uv.write_text(locked_uv(), "utf-8")
    python = str(VENV / "bin" / "python")
    run(python, "-m", "pip", "install", "--require-hashes", "--requirement", str(only_uv))
    print("Installing the locked dependencies ...", flush=True)
    uv = str(VENV / "bin" / "uv")
    run(uv, "pip", "sync", "--python", python, "--require-hashes", str(LOCK))
    # Not isolated: setuptools then comes from the lock like everything else.
    run(uv, "pip", "install", "--python", python, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def main() -> None:
    """Make the environment unless it is there already."""
    # Whoever runs `make` may have an older one, whatever the linter is told.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    if sys.version_info[:3] == (3, 13, 0):
        sys.exit("Python 3.13.0 cannot save versions of documents (python/cpython#125631): take 3.13.1 or newer.")
    if (VENV / "bin" / "python").exists() and STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    make()
    STAMP.write_text(fingerprint())


if __name__ == "__main__":
    main()
