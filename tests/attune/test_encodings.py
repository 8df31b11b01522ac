"""Commands in places that know little of Unicode: code page 1252, the C locale, file names that are not UTF-8."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from attune.command import COMMANDS
from attune.exits import Exit
from sealed.film.records import Mark
from tests.support.small_films import INIT, SPAN, Box

pytestmark = pytest.mark.process

ATTUNE = [sys.executable, "-m", "attune"]
PLACES = {
    "cp1252": {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
}
BOX = Box(name="جعبه")


def run(place: str, *words: str | Path) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, **PLACES[place]}
    return subprocess.run([*ATTUNE, *map(str, words)], capture_output=True, check=False, env=environment)


@pytest.mark.parametrize("place", PLACES)
def test_what_the_terminal_cannot_show_does_not_end_a_command(tmp_path: Path, place: str) -> None:
    writer = BOX.begin(tmp_path)
    writer.init(INIT)
    writer.mark(Mark("0" * 16, 1_000_000, "phone", note="می‌خندد 👶"))
    writer.segment(b"x", 0, SPAN, 24)
    writer.close("stopped", 24)
    (tmp_path / "key").write_text(f"{BOX.identity.secret()}\n")
    (tmp_path / "list").write_text(f"{BOX.name} {BOX.key_line}\n", encoding="utf-8")
    commands: list[list[str | Path]] = [
        ["verify", writer.path, "--signers", tmp_path / "list"],
        ["marks", writer.path, "-i", tmp_path / "key"],
        ["open", writer.path, "-i", tmp_path / "key", "-o", tmp_path / f"{place}.mp4"],
    ]
    for words in commands:
        done = run(place, *words)
        assert (done.returncode, b"Traceback" in done.stderr) == (Exit.FINE, False), done.stderr
    missing = run(place, "verify", tmp_path / "café — 👶")
    assert (missing.returncode, b"Traceback" in missing.stderr) == (Exit.USAGE, False), missing.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_can_be_read_on_an_old_terminal(command: str) -> None:
    done = run("ascii", command, "--help")
    assert (done.returncode, done.stderr) == (0, b"")
