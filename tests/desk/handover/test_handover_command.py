"""`attune desk handover`: from covers in a file to a stick that was read back, and what is refused on the way."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from click.testing import CliRunner, Result

from attune.command import main
from desk.cases.events import ClipAdded, ConsentRevoked
from desk.cases.review_events import ClipVetoed
from desk.unlocked import Desk
from tests.desk.handover.conftest import CLIPS, SECOND, STILLS, consent, lay_copies
from tests.support.clock_films import PER_SEGMENT, filmed
from tests.support.desks import PASSPHRASE
from tests.support.making_films import frames_of
from tests.support.player_page import CODE
from tests.support.small_films import FILM
from tests.support.tracing import STRACE, touches

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
TODAY = date.today()
GIVE = ("--asked-by", "parent", "--consents", "parent", "--consents", "partner", "--confirm-stick")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    made = Desk.create(tmp_path / "desk", "desk-1", PASSPHRASE, work_factor=4)
    lay_copies(made, filmed(6 * PER_SEGMENT), consents=False)
    return made


@pytest.fixture
def run(desk: Desk, tmp_path: Path) -> Run:
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    options = ["--desk", str(desk.folder.root), "--passphrase-file", str(tmp_path / "passphrase")]

    def run(*words: str, exits: int = 0) -> Result:
        ran = CliRunner().invoke(main, ["desk", "handover", *words, *options])
        assert ran.exit_code == exits, (ran.output, ran.exception)
        return ran

    return run


def covers(folder: Path) -> str:
    place = {"x": 0.1, "y": 0.1, "width": 0.4, "height": 0.6}
    frames = [{"at": "0.2", **place}, {"at": "0.8", **place, "x": 0.5}]
    path = folder / "covers.json"
    path.write_text(json.dumps([{"from": "0.2", "to": "0:00.8", "method": "solid", "keyframes": frames}]))
    return str(path)


def test_a_copy_from_covers_to_the_record(run: Run, desk: Desk, stick: Path, tmp_path: Path) -> None:
    consent(desk, TODAY)
    run("obscure", FILM, covers(tmp_path))
    run("silence", FILM, "--from", "1.2", "--to", "1.4")
    for name in ("clip-1", "clip-2", "picture-1"):
        assert "watch it through first" in run("write", CODE, str(stick), *GIVE, exits=7).output
        assert not list(stick.iterdir())
        told = run("watch", CODE, name)
        digest = told.stderr.split("--digest ")[1].strip()
        assert len(told.stdout_bytes) > 1000
        run("watched", CODE, name, "--digest", digest[::-1], exits=7)
        run("watched", CODE, name, "--digest", digest)
    said = run("write", CODE, str(stick), *GIVE, "--title", "clip-1=Ruhe", "--practitioner", "Jo").stdout

    (folder,) = stick.iterdir()
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    pictures = ["picture-1.jpg", "picture-2.jpg", "pictures.pdf"]
    assert sorted(files) == ["all-clips.mp4", "clip-1.mp4", "clip-2.mp4", "clip-3.mp4", "letter.pdf", *pictures]
    assert re.fullmatch(rf"clips-{TODAY}-[a-z2-9]{{6}}", folder.name)
    (given,) = desk.case(CODE).handovers
    assert (given.asked_by, given.consented, given.onto) == ("parent", ("parent", "partner"), folder.name)
    assert (given.clips, given.stills) == (CLIPS, STILLS)
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert {file.name: (file.size, file.sha256) for file in given.files} == {
        name: (len(data), sums[name]) for name, data in files.items()
    }
    assert all(f"{sums[name]}  {folder.name}/{name}" in said for name in files)
    grey = frames_of(files["clip-1.mp4"])[10].to_ndarray(format="gray").astype(int)
    assert np.abs(grey[60:100, 120:160] - 128).max() < 40
    for name in ("letter.pdf", "pictures.pdf"):
        with pikepdf.open(folder / name) as pdf:
            assert "/MarkInfo" in pdf.Root
    assert "given" in run("show", CODE).stdout
    run("write", CODE, str(stick), *GIVE, "--item", "clip-3")
    (again,) = set(stick.iterdir()) - {folder}
    assert sorted(path.name for path in again.iterdir()) == ["clip-1.mp4", "letter.pdf"]


def test_a_change_after_watching_must_be_watched_anew(run: Run, desk: Desk, stick: Path, tmp_path: Path) -> None:
    consent(desk, TODAY)
    run("obscure", FILM, covers(tmp_path))
    digest = run("watch", CODE, "clip-1").stderr.split("--digest ")[1].strip()
    run("watched", CODE, "clip-1", "--digest", digest)
    (cover,) = desk.case(CODE).obscurings
    run("remove", CODE, cover.id)
    run("remove", CODE, cover.id, exits=2)
    run("obscure", FILM, covers(tmp_path))
    run("watched", CODE, "clip-1", "--digest", digest, exits=7)
    assert "as the copy would show it now" in run("write", CODE, str(stick), *GIVE, "--item", "clip-1", exits=7).output


def test_what_may_not_be_given_is_not(run: Run, desk: Desk, stick: Path, tmp_path: Path) -> None:
    write = ("write", CODE, str(stick), *GIVE)
    assert "no consent to copies" in run(*write, exits=7).output
    consent(desk, TODAY + timedelta(days=1))
    assert "no consent to copies" in run(*write, exits=7).output, "it begins tomorrow"
    consent(desk, TODAY, until=TODAY - timedelta(days=1))
    assert "no consent to copies" in run(*write, exits=7).output, "it ended yesterday"
    consent(desk, TODAY)
    desk.append(CODE, ConsentRevoked(consent="stills", day=TODAY))
    assert "no consent to pictures" in run(*write, exits=7).output
    desk.append(CODE, ClipVetoed(clip=CLIPS[0], voice="parent", day=TODAY))
    assert "does not want" in run(*write, "--item", "clip-1", exits=7).output
    assert "does not want" in run(*write, "--item", "picture-1", exits=7).output, "it is out of that clip"
    assert "on this computer's own disk" in run("write", CODE, str(tmp_path), *GIVE, "--item", "clip-2", exits=7).output
    assert "no stick" in run("write", CODE, str(stick / "gone"), *GIVE, "--item", "clip-2", exits=2).output
    run(*write, "--item", "clip-9", exits=2)
    assert desk.case(CODE).handovers == ()
    assert list(stick.iterdir()) == []
    run(*write, "--item", "clip-2", "--item", "clip-3")
    (folder,) = stick.iterdir()
    assert not (folder / "clip-3.mp4").exists()
    assert "not this clip" in run("show", CODE).stdout
    shown = json.loads(run("show", CODE, "--json").stdout)
    assert [item["ready"] for item in shown["items"]] == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "cannot be obscured"),
        ('[{"from": "2", "to": "1", "keyframes": [{"at": "1", "x": 0, "y": 0, "width": 1, "height": 1}]}]', "begins"),
        ('[{"from": "0", "to": "1", "keyframes": []}]', "a keyframe"),
        ('[{"from": "0", "to": "1", "keyframes": [{"at": "0", "x": 2, "y": 0, "width": 1, "height": 1}]}]', "<= 1"),
        ('[{"from": "0", "to": "x", "keyframes": []}]', "a time is written"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(run: Run, desk: Desk, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "covers.json").write_text(text)
    assert says in run("obscure", FILM, str(tmp_path / "covers.json"), exits=2).output
    assert desk.case(CODE).obscurings == ()


def test_a_cover_holds_whole_frames(run: Run, desk: Desk, tmp_path: Path) -> None:
    run("obscure", FILM, covers(tmp_path))
    (cover,) = desk.case(CODE).obscurings
    assert cover.start_ns <= SECOND // 5 < cover.start_ns + SECOND // 20
    assert cover.end_ns - SECOND // 20 < 4 * SECOND // 5 <= cover.end_ns
    run("silence", FILM, "--from", "7", "--to", "8", exits=2)


@pytest.mark.process
def test_nothing_of_a_film_is_written_but_to_the_stick(desk: Desk, stick: Path, tmp_path: Path) -> None:
    """As strace sees it: beside the stick's new folder, the case's log and the desk's locks alone."""
    consent(desk, TODAY)
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    command = [
        *STRACE,
        "-o",
        str(tmp_path / "trace"),
        sys.executable,
        "-B",
        "-m",
        "attune",
        "desk",
        "handover",
        "write",
    ]
    command += [CODE, str(stick), *GIVE, "--desk", str(desk.folder.root)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command += ["--passphrase-file", str(tmp_path / "passphrase")]
    subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3], timeout=120, env=env)
    (given,) = stick.iterdir()
    known = (f"{given}", f"{desk.folder.cases}/{CODE}/", "pipe:", "/dev/null")
    written = {touch.where for touch in touches(tmp_path / "trace") if touch.call != "execve"}
    assert f"{given}/all-clips.mp4" in written
    locks = {str(desk.folder.root / name) for name in ("lock", "handovers.lock")}
    assert {where for where in written if not where.startswith(known)} <= locks


def test_a_clip_in_which_there_is_no_picture_is_named(run: Run, desk: Desk, stick: Path) -> None:
    consent(desk, TODAY)
    desk.append(CODE, ClipAdded(id="9" * 16, film=FILM, start_ns=99 * SECOND, end_ns=100 * SECOND, title="nowhere"))
    assert "no picture in “nowhere”" in run("write", CODE, str(stick), *GIVE, exits=1).output
    assert list(stick.iterdir()) == []
