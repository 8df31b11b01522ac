"""`attune marks`, as people and scripts see it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from attune.exits import Exit
from sealed.age import generate
from sealed.film.records import Mark
from tests.support.small_films import INIT, SPAN, Box

BOX = Box()


def marks(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["marks", *map(str, arguments)])


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "key").write_text(f"{BOX.identity.secret()}\n")
    return tmp_path / "key"


def test_marks_that_stand(tmp_path: Path, key: Path) -> None:
    result = marks(BOX.film(tmp_path / "films"), "-i", key)
    assert result.exit_code == Exit.FINE
    assert result.stdout == " 00:02.5  phone    receiving initiatives            she waits for him\n"


def test_json(tmp_path: Path, key: Path) -> None:
    told = json.loads(marks(BOX.film(tmp_path / "films"), "-i", key, "--json").stdout)
    assert told["cut short"] is False
    assert [mark["at"] for mark in told["marks"]] == [2_500_000_000]
    assert told["marks"][0]["principle"] == "receiving initiatives"


def test_a_film_cut_short_lists_what_there_is(tmp_path: Path, key: Path) -> None:
    film = BOX.film(tmp_path / "films", closed=False)
    result = marks(film, "-i", key)
    assert result.exit_code == Exit.CUT_SHORT
    assert "she waits for him" in result.stdout
    assert "cut short" in result.stderr
    assert json.loads(marks(film, "-i", key, "--json").stdout)["cut short"] is True


def test_a_note_cannot_write_to_the_terminal(tmp_path: Path, key: Path) -> None:
    writer = BOX.begin(tmp_path)
    writer.init(INIT)
    writer.mark(Mark("0" * 16, 754_900_000_000, "phone", note="\x1b[2J[red]é\n"))
    writer.segment(b"x", 0, SPAN, 24)
    writer.close("stopped", 24)
    assert marks(writer.path, "-i", key).stdout == f" 12:34.9  phone    {'':31}  ·[2J[red]é·\n"


def test_no_marks(tmp_path: Path, key: Path) -> None:
    writer = BOX.begin(tmp_path)
    writer.close("stopped", 0)
    result = marks(writer.path, "-i", key)
    assert (result.exit_code, result.stdout) == (Exit.FINE, "No marks.\n")


def test_what_fails(tmp_path: Path, key: Path) -> None:
    film = BOX.film(tmp_path / "films")
    (tmp_path / "other").write_text(f"{generate().secret()}\n")
    (tmp_path / "list").write_text(f"box-01 {Box().key_line}\n")
    assert marks(film, "-i", tmp_path / "other").exit_code == Exit.NO_KEY
    assert marks(film, "-i", key, "--signers", tmp_path / "list").exit_code == Exit.UNKNOWN_RECORDER
    (film / "000001.mark.age").unlink()
    result = marks(film, "-i", key)
    assert (result.exit_code, result.stdout) == (Exit.DAMAGED, "")
    assert "000001.mark.age is not there." in result.stderr


def test_help_teaches() -> None:
    text = marks("--help").stdout
    assert "attune marks films/" in text
    assert all(f"{code}  " in text for code in range(7))
