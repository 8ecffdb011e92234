"""Write versions.cfg, the buildout's pins, from requirements.lock and the names that distributions give themselves.

Buildout compares the names as written, so that `Products.CMFPlone` counts and the lock's `products-cmfplone` does not.
"""

from importlib.metadata import distributions
from pathlib import Path

import re


ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
VERSIONS = ROOT / "versions.cfg"
HEADER = """\
# Written by scripts/pins.py from requirements.lock: change that one, never this file.
[versions]
"""


def normalised(name: str) -> str:
    """Spell a distribution's name as the lock does."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> dict[str, str]:
    """Read normalised name and version of everything locked."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9-]*)(?:\[[^]]*\])?==([^ ;\\\n]+)", text, re.MULTILINE))


def real_names() -> dict[str, str]:
    """Map the normalised names of what is installed to the real ones."""
    return {normalised(found.metadata["Name"]): found.metadata["Name"] for found in distributions()}


def pins() -> str:
    """Render versions.cfg; what this platform does not install keeps the lock's name."""
    real = real_names()
    rows = sorted((real.get(name, name), version) for name, version in locked(LOCK.read_text("utf-8")).items())
    return HEADER + "".join(f"{name} = {version}\n" for name, version in rows)


if __name__ == "__main__":
    VERSIONS.write_text(pins(), "utf-8")
    print(f"{VERSIONS.name}: {len(locked(LOCK.read_text('utf-8')))} pins")
