"""Only tests of a browser or the rig are tried twice, and seldom; the first failure is shown all the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.second_try import MOST_RERUNS

pytestmark = [pytest.mark.process, pytest.mark.slow]

PROJECT = Path(__file__).parents[2]
TEST = """
import pathlib, pytest

@pytest.mark.parametrize("number", range({count}))
{marker}
def test_it(number):
    tried = pathlib.Path(__file__).with_name(f"tried-{{number}}")
    first = not tried.exists()
    tried.touch()
    assert not first, "the first try"
"""
INI = "[pytest]\naddopts = --rerun-show-tracebacks\nmarkers =\n  alone: .\n  browser: .\n  slow: .\n"


def run(folder: Path, marker: str, count: int) -> tuple[int, str]:
    """Run so many tests, each of which fails when it is tried first."""
    (folder / "pytest.ini").write_text(INI)
    (folder / "test_it.py").write_text(TEST.format(marker=marker, count=count))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:schemathesis",
        "-p",
        "tests.support.second_try",
        str(folder),
    ]
    ended = subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout


def test_a_browsers_test_may_pass_at_its_second_try(tmp_path: Path) -> None:
    status, said = run(tmp_path, "@pytest.mark.browser", MOST_RERUNS)
    assert status == 0
    assert f"{MOST_RERUNS} passed, {MOST_RERUNS} rerun" in said
    assert "AssertionError: the first try" in said


def test_more_than_a_few_second_tries_are_a_failure(tmp_path: Path) -> None:
    status, said = run(tmp_path, "@pytest.mark.browser", MOST_RERUNS + 1)
    assert status == 1
    assert "failed" not in said


@pytest.mark.parametrize(
    "marker", ["@pytest.mark.slow", "@pytest.mark.alone", "@pytest.mark.alone\n@pytest.mark.browser"]
)
def test_any_other_test_has_one_try(tmp_path: Path, marker: str) -> None:
    status, said = run(tmp_path, marker, 1)
    assert status == 1
    assert "1 failed in" in said
