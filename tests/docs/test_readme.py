"""The commands in the README are run as they stand, one after the other, on a box of their own."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.box_process import Box

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every line after a prompt, without its comment and the activation of the environment."""
    lines = "".join(BLOCK.findall((ROOT / "README.md").read_text())).splitlines()
    return [line[2:] for line in lines if line.startswith("$ attune ")]


def test_the_visit_of_the_readme_works(tmp_path: Path) -> None:
    said = []
    with Box(tmp_path / "box").start() as box:
        for command in commands():
            films = sorted(path.name for shelf in ("films", "store") for path in (box.data / shelf).iterdir())
            words = shlex.split(command.replace("FILM", films[0] if films else "FILM"), comments=True)
            done = subprocess.run(
                [sys.executable, "-m", *words],
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
            said.append(done.stdout)
    assert len(said) == 11
    assert (tmp_path / "film.mp4").stat().st_size > 10_000
    assert not list(box.films.iterdir())
    assert said[-1].count("\n") == 3
    assert "receiving initiatives" in said[-1]
    assert "he looks at her, she waits" in said[-1]


def test_every_link_of_the_docs_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert len(pages) > 6
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"
