"""Buildout and make install the same versions."""

from pathlib import Path

import configparser
import runpy


ROOT = Path(__file__).resolve().parents[2]
PINS = runpy.run_path(str(ROOT / "scripts" / "pins.py"))


def versions(name: str) -> dict[str, str]:
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.optionxform = str
    parser.read(ROOT / name, "utf-8")
    return dict(parser["versions"])


def test_versions_cfg_pins_what_the_lock_pins():
    locked = PINS["locked"]((ROOT / "requirements.lock").read_text("utf-8"))
    pinned = {PINS["normalised"](name): version for name, version in versions("versions.cfg").items()}
    assert pinned == locked


def test_versions_cfg_spells_names_as_the_distributions_do():
    real = PINS["real_names"]()
    names = versions("versions.cfg")
    wrong = [name for name in names if real.get(PINS["normalised"](name), name) != name]
    assert wrong == []


def test_buildout_adds_only_pins_that_the_lock_has_not():
    locked = PINS["locked"]((ROOT / "requirements.lock").read_text("utf-8"))
    assert [name for name in versions("buildout.cfg") if PINS["normalised"](name) in locked] == []
