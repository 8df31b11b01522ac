"""`attune open`: what comes out, where, and what is left behind when nothing does.

Longer than most: one command, with every way in which it can end.
"""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from attune.exits import Exit
from sealed.age import generate, seal_with_passphrase
from tests.support import terminal
from tests.support.small_films import FILM, INIT, OTHER, SEGMENTS, Box, contents

BOX = Box()
PLAINTEXT = b"".join([INIT, *SEGMENTS])
ATTUNE = [sys.executable, "-c", "from attune.command import main; main()"]


def attune_open(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["open", *map(str, arguments)])


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*ATTUNE, *map(str, arguments)], capture_output=True, check=False)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return BOX.film(tmp_path / "films")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "key").write_text(f"{BOX.identity.secret()}\n")
    return tmp_path / "key"


@pytest.fixture
def signers(tmp_path: Path) -> Path:
    (tmp_path / "recorders").write_text(f"box-07 {BOX.key_line}\n")
    return tmp_path / "recorders"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    return tmp_path / "desk"


def test_a_film_opens(film: Path, key: Path, signers: Path, desk: Path) -> None:
    result = attune_open(film, "-i", key, "-o", desk / "film.mp4", "--signers", signers)
    assert (result.exit_code, result.stdout) == (Exit.FINE, "")
    assert result.stderr.splitlines() == [
        f"Opened the film {FILM}, begun 22 November 2026, 14:05 UTC, by a clock set over the network.",
        "Recorded by box-07, on your list.",
    ]
    assert contents(desk) == {"film.mp4": PLAINTEXT}
    assert (desk / "film.mp4").stat().st_mode & 0o777 == 0o600


def test_without_a_list_it_says_what_was_not_checked(film: Path, key: Path, desk: Path) -> None:
    result = attune_open(film, "-i", key, "-o", desk / "film.mp4")
    assert result.exit_code == Exit.FINE
    assert "The recorder calls itself box-07. --signers FILE checks" in result.stderr


def test_a_film_under_another_films_name_is_not_opened(film: Path, key: Path, desk: Path) -> None:
    result = attune_open(film.rename(film.parent / OTHER), "-i", key, "-o", desk / "film.mp4")
    assert result.exit_code == Exit.DAMAGED
    assert f"The folder is named {OTHER}, but the film in it is {FILM}." in result.stderr
    assert contents(desk) == {}


@pytest.mark.process
def test_to_standard_output(film: Path, key: Path) -> None:
    done = run("open", film, "-i", key, "-o", "-")
    assert (done.returncode, done.stdout) == (Exit.FINE, PLAINTEXT)


@pytest.mark.process
def test_to_standard_output_nothing_comes_of_a_damaged_film(film: Path, key: Path) -> None:
    (film / "000003.m4s.age").unlink()
    done = run("open", film, "-i", key, "-o", "-")
    assert (done.returncode, done.stdout) == (Exit.DAMAGED, b"")


@pytest.mark.process
def test_a_film_is_not_for_the_terminal(film: Path, key: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*ATTUNE, "open", str(film), "-i", str(key), "-o", "-"]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.set_blocking(ours, False)
    with pytest.raises(BlockingIOError):
        os.read(ours, 1)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == Exit.REFUSED
    assert b"not for the terminal" in done.stderr


@pytest.mark.process
def test_a_person_sees_progress_and_a_script_does_not(film: Path, key: Path, desk: Path) -> None:
    command = [*ATTUNE, "open", str(film), "-i", str(key), "-o", str(desk / "film.mp4")]
    status, _, shown = terminal.run(command, "")
    assert (status, contents(desk)) == (Exit.FINE, {"film.mp4": PLAINTEXT})
    assert "Opening" in shown
    assert b"Opening" not in run(*command[len(ATTUNE) :], "--force").stderr


def test_a_film_cut_short_gives_its_good_part(tmp_path: Path, key: Path, desk: Path) -> None:
    film = BOX.film(tmp_path / "films", closed=False)
    result = attune_open(film, "-i", key, "-o", desk / "film.mp4")
    assert result.exit_code == Exit.CUT_SHORT
    assert "The film was cut short. All that was kept before the cut is good." in result.stderr
    assert contents(desk) == {"film.mp4": PLAINTEXT}


def test_a_film_cut_short_before_its_first_second_gives_nothing(tmp_path: Path, key: Path, desk: Path) -> None:
    (tmp_path / "films").mkdir()
    writer = BOX.begin(tmp_path / "films")
    writer.init(INIT)
    result = attune_open(writer.path, "-i", key, "-o", desk / "film.mp4")
    assert result.exit_code == Exit.CUT_SHORT
    assert "before its first second" in result.stderr
    writer.close("fault", 0)
    result = attune_open(writer.path, "-i", key, "-o", desk / "film.mp4")
    assert result.exit_code == Exit.OTHER
    assert "no pictures" in result.stderr
    assert contents(desk) == {}


def test_nothing_is_overwritten_without_force(film: Path, key: Path, desk: Path) -> None:
    (desk / "film.mp4").write_bytes(b"dear")
    result = attune_open(film, "-i", key, "-o", desk / "film.mp4")
    assert result.exit_code == Exit.REFUSED
    assert "--force" in result.stderr
    assert contents(desk) == {"film.mp4": b"dear"}
    assert attune_open(film, "-i", key, "-o", desk / "film.mp4", "--force").exit_code == Exit.FINE
    assert contents(desk) == {"film.mp4": PLAINTEXT}


def test_a_failure_keeps_what_force_would_have_replaced(film: Path, key: Path, desk: Path) -> None:
    (desk / "film.mp4").write_bytes(b"dear")
    (film / "000003.m4s.age").unlink()
    assert attune_open(film, "-i", key, "-o", desk / "film.mp4", "--force").exit_code == Exit.DAMAGED
    assert contents(desk) == {"film.mp4": b"dear"}


def drop(film: Path) -> None:
    (film / "000002.m4s.age").unlink()


def swap(film: Path) -> None:
    (film / "000002.m4s.age").write_bytes(contents(BOX.film(film.parent, OTHER))["000002.m4s.age"])


def reorder(film: Path) -> None:
    (film / "000002.m4s.age").write_bytes((film / "000001.m4s.age").read_bytes())


def damage(film: Path) -> None:
    (film / "000002.m4s.age").write_bytes(b"x")


@pytest.mark.parametrize(
    ("harm", "words"),
    [(drop, "is not there"), (swap, "is not the one"), (reorder, "holds what belongs in"), (damage, "was changed")],
)
def test_a_film_that_is_not_whole_leaves_nothing(
    film: Path, key: Path, desk: Path, harm: Callable[[Path], None], words: str
) -> None:
    harm(film)
    result = attune_open(film, "-i", key, "-o", desk / "film.mp4")
    assert result.exit_code == Exit.DAMAGED
    assert f"000002.m4s.age {words}" in result.stderr
    assert contents(desk) == {}


def test_no_key_and_no_known_recorder_leave_nothing(film: Path, key: Path, desk: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_text(f"{generate().secret()}\n")
    (tmp_path / "list").write_text(f"box-01 {Box().key_line}\n")
    out = ("-o", desk / "film.mp4")
    assert attune_open(film, "-i", tmp_path / "other", *out).exit_code == Exit.NO_KEY
    assert attune_open(film, "-i", key, *out, "--signers", tmp_path / "list").exit_code == Exit.UNKNOWN_RECORDER
    assert contents(desk) == {}
    assert attune_open(film, "-i", tmp_path / "other", "-i", key, *out).exit_code == Exit.FINE


@pytest.mark.process
def test_an_identity_behind_a_passphrase(film: Path, desk: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").write_bytes(seal_with_passphrase(BOX.identity.secret().encode(), "open sesame", 10))
    command = [*ATTUNE, "open", str(film), "-i", str(tmp_path / "locked"), "-o", str(desk / "film.mp4")]
    status, _, shown = terminal.run(command, "open sesame")
    assert status == Exit.FINE, shown
    assert contents(desk) == {"film.mp4": PLAINTEXT}


@pytest.mark.process
def test_a_full_disk_leaves_nothing(film: Path, key: Path, desk: Path, unmeasured: None) -> None:
    command = [*ATTUNE, "open", str(film), "-i", str(key), "-o", str(desk / "film.mp4")]
    limit = f"--fsize={len(PLAINTEXT) // 2}"
    done = subprocess.run(["prlimit", limit, *command], capture_output=True, check=False)
    assert done.returncode == Exit.OTHER
    assert b"File too large" in done.stderr
    assert b"Traceback" not in done.stderr
    assert contents(desk) == {}


def test_usage(film: Path, key: Path, desk: Path, tmp_path: Path) -> None:
    out = desk / "film.mp4"
    wrong: list[list[str | Path]] = [
        [],
        [film, "-i", key],
        [film, "-o", out],
        [tmp_path / "none", "-i", key, "-o", out],
        [film, "-i", tmp_path / "none", "-o", out],
        [film, "-i", key, "-o", desk],
        [film, "-i", key, "-o", desk / "none" / "film.mp4"],
    ]
    for arguments in wrong:
        assert attune_open(*arguments).exit_code == Exit.USAGE
    assert contents(desk) == {}


def test_help_teaches() -> None:
    text = attune_open("--help").stdout
    assert "attune open films/20261122-1405-k7qm -i key.txt -o film.mp4" in text
    assert all(f"{code}  " in text for code in range(8))


def test_what_was_opened_as_json(film: Path, key: Path, signers: Path, desk: Path) -> None:
    result = attune_open(film, "-i", key, "-o", desk / "film.mp4", "--signers", signers, "--json")
    said = json.loads(result.stderr)
    assert (said["film"], said["listed"], said["output"]) == (FILM, "box-07", str(desk / "film.mp4"))
    assert said["started"] == {"utc": "2026-11-22T14:05:09Z", "clock": "ntp"}
