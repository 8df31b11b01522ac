"""How a reader judges objects that were changed, taken away, or put where they do not belong."""

import shutil
from pathlib import Path

import pytest

from sealed.age import seal
from sealed.errors import Finding
from sealed.film.reader import ERRORS, examine
from tests.sealed.spoiling import BOX, THIRD, flip
from tests.support.small_films import SEGMENTS


@pytest.mark.parametrize("at", [0, 5, 30, -20, -1])
def test_damaged_object(film: Path, at: int) -> None:
    flip(film / THIRD, at)
    report = examine(film, BOX.signers)
    assert (report.finding, report.details) == (Finding.DAMAGED, (f"{THIRD} was changed.",))
    with pytest.raises(ERRORS[Finding.DAMAGED], match="Copy it again"):
        report.check()


@pytest.mark.parametrize("name", ["film.json", "journal", "journal.sig", "000001.mark.age", "init.mp4.age"])
def test_damaged_wherever_it_is(film: Path, name: str) -> None:
    flip(film / name)
    assert examine(film, BOX.signers).finding is Finding.DAMAGED


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_damaged_because_cut_off(film: Path, keep: int) -> None:
    (film / THIRD).write_bytes((film / THIRD).read_bytes()[:keep])
    assert examine(film).finding is Finding.DAMAGED


def test_damaged_because_something_was_added(film: Path) -> None:
    shutil.copy(film / THIRD, film / "000004.m4s.age")
    report = examine(film)
    assert (report.finding, report.details) == (Finding.DAMAGED, ("000004.m4s.age is not in the journal.",))


def test_a_last_line_without_its_newline_is_damage_in_a_closed_film(film: Path) -> None:
    with (film / "journal").open("ab") as file:
        file.write(b"{")
    assert examine(film).finding is Finding.DAMAGED


@pytest.mark.parametrize("name", [THIRD, "init.mp4.age", "000000.mark.age", "film.json", "journal", "journal.sig"])
def test_missing(film: Path, name: str) -> None:
    (film / name).unlink()
    report = examine(film)
    assert (report.finding, report.details) == (Finding.MISSING, (f"{name} is not there.",))


def test_reordered(film: Path) -> None:
    (film / THIRD).rename(film / "x")
    (film / "000001.m4s.age").rename(film / THIRD)
    (film / "x").rename(film / "000001.m4s.age")
    report = examine(film)
    assert report.finding is Finding.REORDERED
    assert report.details == (
        "000001.m4s.age holds what belongs in 000002.m4s.age.",
        "000002.m4s.age holds what belongs in 000001.m4s.age.",
    )


def test_swapped_from_another_film(film: Path, other: dict[str, bytes]) -> None:
    (film / THIRD).write_bytes(other[THIRD])
    report = examine(film)
    assert (report.finding, report.details) == (Finding.SWAPPED, (f"{THIRD} is not the one that was recorded.",))


def test_swapped_for_a_stranger_s(film: Path) -> None:
    (film / THIRD).write_bytes(seal(SEGMENTS[2], [BOX.identity.recipient]))
    assert examine(film).finding is Finding.SWAPPED


def test_a_film_whose_journal_is_another_s(film: Path, other: dict[str, bytes]) -> None:
    for name in ("journal", "journal.sig"):
        (film / name).write_bytes(other[name])
    assert examine(film, BOX.signers).finding is Finding.DAMAGED
