"""The golden film: bytes that were written once, and must be read in the same way for ever."""

import re
import subprocess
from pathlib import Path

import pytest

from sealed.age import read_identities
from sealed.errors import Finding
from sealed.film.decrypt import open_film, open_marks
from sealed.film.reader import examine
from sealed.film.records import standing
from sealed.ssh.allowed_signers import Signers
from tests.support.small_films import FILM, INIT, LATER, SEGMENTS

GOLDEN = Path(__file__).parent / "golden"
FOLDER = GOLDEN / FILM


def shell(command: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=FOLDER, capture_output=True, check=False)


def test_it_is_complete_and_its_recorder_known() -> None:
    report = examine(FOLDER, Signers.read(GOLDEN / "signers"))
    assert report.finding is Finding.COMPLETE
    assert (report.segments, report.marks, report.frames, report.delivered) == (4, 3, 96, 96)
    assert (report.seconds, report.end, report.name, report.lines) == (3.84, "stopped", "box-07", 10)
    assert report.facts is not None
    assert (report.facts.film, report.facts.started.utc) == (FILM, "2026-11-22T14:05:09Z")


def test_it_opens() -> None:
    identities = read_identities((GOLDEN / "identity").read_bytes())
    assert list(open_film(FOLDER, identities)) == [INIT, *SEGMENTS]
    assert standing(open_marks(FOLDER, identities)) == (LATER,)


@pytest.mark.process
def test_it_opens_with_the_commands_of_the_format_alone(tmp_path: Path) -> None:
    """docs/format.md: "is a playable MP4, and no Attune is needed"."""
    film = tmp_path / "film.mp4"
    commands = documented("age -d -i key.txt init.mp4.age").replace("key.txt", "../identity")
    done = shell(commands.replace("film.mp4", str(film)))
    assert done.returncode == 0, done.stderr
    assert film.read_bytes() == b"".join([INIT, *SEGMENTS])


@pytest.mark.process
def test_it_is_verified_with_the_command_of_the_format_alone() -> None:
    command = documented("tail -n 1 journal").replace("RECORDER-NAME", "box-07")
    done = shell(command.replace("allowed_signers", "../signers"))
    assert done.returncode == 0, done.stderr
    assert b'Good "attune-film" signature for box-07' in done.stdout


def documented(begins: str) -> str:
    """The block of docs/format.md that begins so."""
    text = Path(__file__).parents[3].joinpath("docs", "format.md").read_text()
    blocks: list[str] = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    for block in blocks:
        if block.startswith(begins):
            return block
    pytest.fail(f"docs/format.md has no block that begins with {begins}")
