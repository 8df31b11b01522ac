"""Each import contract is broken once, on a copy of the tree: a contract that cannot fail would say nothing."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS = [contract["name"] for contract in SETTINGS["contracts"]]

BREAKS = {
    "sealed imports nobody here": ("sealed/film/new.py", "import stores.errors"),
    "control imports nobody here": ("control/new.py", "import sealed.errors"),
    "stores imports sealed only": ("stores/objects/new.py", "import appliance.errors"),
    "design imports nobody here": ("design/new.py", "import web.errors"),
    "web imports control and design only, opens nothing and decodes nothing": (
        "web/pages/new.py",
        "import sealed.errors",
    ),
    "appliance, desk and provision are independent of one another and of the web": (
        "desk/new.py",
        "import appliance.films.ids",
    ),
    "the parts do not reach the command line that starts them": ("web/live/new.py", "import attune.command"),
    "courier never reaches devices, capture or recorder": ("appliance/courier/new.py", "import appliance.capture.mux"),
    "films never reaches recorder": ("appliance/films/new.py", "import appliance.recorder.light"),
    "only daemon reaches api": ("appliance/commands/new.py", "import appliance.api.server"),
    "the appliance in layers": ("appliance/devices/new.py", "import appliance.capture.mux"),
    "no circles": ("sealed/age/new.py", "import sealed.film.journal"),
    "picamera2 stays where it belongs": ("appliance/capture/new.py", "import picamera2"),
    "sounddevice stays where it belongs": ("appliance/devices/real/new.py", "import sounddevice"),
    "gpiozero stays where it belongs": ("appliance/recorder/new.py", "import gpiozero"),
    "systemd stays where it belongs": ("appliance/devices/real/new.py", "import systemd"),
    "asyncssh stays where it belongs": ("stores/new.py", "import asyncssh"),
    "obstore stays where it belongs": ("appliance/courier/new.py", "import obstore"),
    "the recorder's state machine is pure": ("appliance/recorder/machine.py", "import appliance.devices.protocols"),
}
"""For each contract a file, and a line at its end that breaks it. Courier's is broken through another module too."""


def test_each_contract_is_broken_here() -> None:
    assert list(BREAKS) == CONTRACTS


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("tree")
    for package in SETTINGS["root_packages"]:
        shutil.copytree(ROOT / package, home / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", home)
    return home


def broken(tree: Path, *violations: tuple[str, str]) -> set[str]:
    """The contracts that lint-imports calls broken when these lines are added to these files of the tree."""
    paths = [tree / name for name, _ in violations]
    before = {path: path.read_text("utf-8") if path.exists() else None for path in paths}
    try:
        for name, line in violations:
            (tree / name).write_text(f"{before[tree / name] or ''}\n{line}\n", "utf-8")
        command: list[str | Path] = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
        ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=120, check=False)
    finally:
        for path, text in before.items():
            path.write_text(text, "utf-8") if text is not None else path.unlink()
    assert "Contracts: " in ran.stdout, ran.stdout + ran.stderr
    found = set(re.findall(r"^(.+) BROKEN\b", ran.stdout, re.M))
    assert (ran.returncode == 0) == (not found)
    return found


def test_the_tree_as_it_is_keeps_all(tree: Path) -> None:
    assert broken(tree) == set()


@pytest.mark.parametrize("contract", BREAKS)
def test_a_violation_is_found(tree: Path, contract: str) -> None:
    assert contract in broken(tree, BREAKS[contract])


def test_the_courier_reaches_no_device_by_a_detour_either(tree: Path) -> None:
    detour = ("appliance/films/new.py", "import appliance.devices.protocols")
    found = broken(tree, detour, ("appliance/courier/new.py", "import appliance.films.new"))
    assert "courier never reaches devices, capture or recorder" in found


@pytest.mark.parametrize("package", ["sealed/papers", "control", "stores", "web/text", "provision", "appliance/films"])
def test_a_file_nobody_thought_of_is_under_contract(tree: Path, package: str) -> None:
    assert broken(tree, (f"{package}/never_seen.py", "import desk.identities"))
