"""What the desk is made of runs on Windows and macOS: no POSIX module is imported, and types hold for both systems."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
POSIX = ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog", "curses", "readline")
PARTS = ("sealed", "stores", "desk")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("attune", *PARTS, "control", "design", include_external_packages=True, cache_dir=None)


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_no_posix_module_reaches_it(graph: grimp.ImportGraph, part: str) -> None:
    assert "os" in graph.modules, "the graph knows the standard library"
    there = [module for module in POSIX if module in graph.modules]
    assert [chain for module in there for chain in graph.find_shortest_chains(part, module)] == []


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_types_hold_on_other_systems(platform: str) -> None:
    packages = [word for part in PARTS for word in ("-p", part)]
    command = [sys.executable, "-m", "mypy", "--platform", platform, "--cache-dir", f".mypy_cache/{platform}"]
    ran = subprocess.run([*command, *packages], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
