"""The commands for films, as a person or a script meets them: films, sync, wipe, discard, and their exit codes."""

import contextlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from tests.support.confirming import discard, pressing_when_asked
from tests.support.recorder_process import Machine
from tests.support.sample_film import contents

pytestmark = pytest.mark.process

IDS = [f"20261122-14{number:02}-cmd{letter}" for number, letter in enumerate("abcdefgh")]
GONE, CUT_OFF, CHANGED, UNWANTED = "undated-gone", "undated-cutoff", "undated-changed", "undated-unwanted"


@pytest.fixture
def box(machine: Machine) -> Iterator[Machine]:
    """A box with a courier and no films."""
    machine.start("courier")
    yield machine
    machine.end("courier")
    for film in machine.box.films():
        discard(machine.box, film["id"])


def attune(machine: Machine, *words: object) -> Result:
    return CliRunner().invoke(main, [str(words[0]), "--data", str(machine.data), *map(str, words[1:])])


def told(machine: Machine, *words: object) -> Any:
    result = attune(machine, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def film(machine: Machine, name: str) -> Path:
    return machine.studio.film(machine.films, name)


def test_a_film_from_listing_to_wipe(box: Machine) -> None:
    assert attune(box, "films").stdout == "There is no film on the box.\n"
    path = film(box, GONE)
    line = attune(box, "films").stdout
    assert line.startswith(f"{GONE}  0:03, 1 mark, ")
    assert line.endswith(", complete, ended: stopped, on the box only\n")

    refused = attune(box, "wipe", GONE)
    assert refused.exit_code == 7
    assert "no receipt" in refused.stderr
    assert path.is_dir()

    synced = attune(box, "sync", GONE)
    assert synced.exit_code == 0, synced.output
    assert f"{GONE}: {box.store.as_uri()} has all of it: 8 objects," in synced.stdout
    assert f"in {box.store.as_uri()}" in attune(box, "films").stdout

    again = attune(box, "sync", GONE)
    assert again.exit_code == 0
    assert "is synced already" in again.stdout

    wiped = attune(box, "wipe", GONE)
    assert wiped.exit_code == 0, wiped.output
    assert f"{GONE} is off the box: 8 files" in wiped.stdout
    assert not path.exists()
    assert (box.store / GONE / "journal.sig").is_file()
    assert (box.data / "wiped" / f"{GONE}.json.sig").is_file()


def test_sync_without_a_film_syncs_all(box: Machine) -> None:
    for name in IDS[1:4]:
        film(box, name)
    films = told(box, "sync")["films"]
    assert [each["id"] for each in films] == IDS[1:4]
    assert all(each["receipt"]["objects"] == 8 for each in films)
    assert told(box, "sync")["films"] == told(box, "films")["films"]


def test_sync_without_any_film_is_fine(box: Machine) -> None:
    result = attune(box, "sync")
    assert (result.exit_code, result.stdout) == (0, "There is no film on the box.\n")


def test_sync_tells_why_there_is_no_receipt(box: Machine) -> None:
    film(box, CUT_OFF)
    away = box.store.rename(box.store.with_name("unplugged"))
    result = attune(box, "sync", CUT_OFF, "--json")
    away.rename(box.store)
    assert result.exit_code == 1
    assert "no such folder" in result.stderr
    assert json.loads(result.stdout)["films"][0]["receipt"] is None


@pytest.mark.parametrize("name", ["cmde", "20261122-1404", "films/20261122-1404-cmde/", IDS[4]])
def test_a_film_may_be_named_in_short(box: Machine, name: str) -> None:
    film(box, IDS[4])
    film(box, IDS[5])
    assert told(box, "sync", name)["films"][0]["id"] == IDS[4]


@pytest.mark.parametrize(
    ("name", "said"), [("nowhere", "There is no film"), ("20261122", "could be"), ("/", "no film")]
)
@pytest.mark.parametrize("command", ["sync", "wipe", "discard"])
def test_a_name_that_does_not_say_which(box: Machine, command: str, name: str, said: str) -> None:
    film(box, IDS[4])
    film(box, IDS[5])
    result = attune(box, command, name)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(box.box.films()) == 2


def test_wipe_refuses_a_film_that_changed_since(box: Machine) -> None:
    path = film(box, CHANGED)
    told(box, "sync")
    data = bytearray((path / "000001.m4s.age").read_bytes())
    data[600] ^= 1
    (path / "000001.m4s.age").write_bytes(data)
    result = attune(box, "wipe", CHANGED)
    assert result.exit_code == 7
    assert "000001.m4s.age is not what the store has" in result.stderr
    assert path.is_dir()


def test_discard_wants_a_word(box: Machine) -> None:
    path = film(box, UNWANTED)
    result = attune(box, "discard", UNWANTED)
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert path.is_dir()
    with pressing_when_asked(box.box):
        record = told(box, "discard", UNWANTED, "--yes")
    assert (record["film"], record["why"], record["receipt"]) == (UNWANTED, "discard", None)
    assert not path.exists()


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 1), (b"\n", 1), (b"y\n", 0)])
def test_discard_asks_at_a_terminal(box: Machine, answer: bytes, code: int) -> None:
    path = film(box, f"undated-ask{len(answer)}{code}")
    ours, theirs = pty.openpty()
    command: list[str | Path] = [sys.executable, "-m", "attune", "discard", path.name, "--data", box.data]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.write(ours, answer)
    with pressing_when_asked(box.box):
        assert process.wait(60) == code
    os.close(theirs)
    os.close(ours)
    assert path.exists() == bool(code)


def test_sync_shows_its_progress_at_a_terminal(box: Machine) -> None:
    path = box.studio.film(box.films, "undated-bars", segments=300, size=20_000)
    settings = box.data / "courier.toml"
    quick = settings.read_text()
    settings.write_text(quick.replace("[store]", "[store]\nlimit = 5_000_000"))  # so that its progress is not missed
    box.end("courier")
    box.start("courier")
    ours, theirs = pty.openpty()
    command: list[str | Path] = [sys.executable, "-m", "attune", "sync", path.name, "--data", box.data]
    process = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # how a terminal says that its other end was closed
        while more := os.read(ours, 65536):
            shown += more
    os.close(ours)
    said = process.communicate(timeout=60)[0]
    settings.write_text(quick)
    assert process.returncode == 0
    assert b"undated-bars copying" in shown
    assert b"/6." in shown  # of so many megabytes
    assert said.startswith(b"undated-bars: file:///")


@pytest.mark.parametrize("command", [["films"], ["sync"], ["wipe", "x"], ["discard", "x", "--yes"]])
def test_a_box_that_does_not_run(tmp_path: Path, command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert f"nobody answers at {tmp_path}/control.sock. Start the recorder" in result.stderr


def test_sync_to_a_disk_named_on_the_command_line(box: Machine, tmp_path: Path) -> None:
    path = film(box, IDS[6])
    result = attune(box, "sync", IDS[6], "--store", tmp_path.as_uri())
    assert result.exit_code == 0, result.output
    assert f"{IDS[6]}: {tmp_path.as_uri()} has all of it" in result.stdout
    assert contents(tmp_path / IDS[6]) == contents(path)
    assert not (box.store / IDS[6]).exists()
    assert told(box, "films")["films"][0]["receipt"]["store"] == tmp_path.as_uri()
    away = attune(box, "sync", IDS[6], "--store", "file:///nowhere/at/all")
    assert away.exit_code == 1
    assert "no such folder" in away.stderr


@pytest.mark.parametrize("command", ["films", "sync", "wipe", "discard", "courier", "store check", "receipts verify"])
def test_help_shows_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert f"attune {command} " in result.stdout.split("Example")[1]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "missing required field `control`"),
        ('control = "c"\nfilms = "f"\n[store]\nurl = "ftp://x/"\n', "must begin with file:// or "),
        ('control = "c"\nfilms = "f"\n[store]\nurl = 7\n', "Expected `str`"),
        ('control = "c"\nfilms = "f"\n[store]\nurl = "file:///x"\npassword = "y"\n', "unknown field `password`"),
    ],
)
def test_the_courier_refuses_wrong_settings(tmp_path: Path, settings: str, said: str) -> None:
    (tmp_path / "courier.toml").write_text(settings)
    result = CliRunner().invoke(main, ["courier", "--config", str(tmp_path / "courier.toml")])
    assert result.exit_code == 2
    assert said in result.stderr
