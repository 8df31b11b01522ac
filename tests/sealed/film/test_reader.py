"""How a reader judges: a whole film, whose film it is, and which of several findings names it."""

from pathlib import Path

import msgspec
import pytest

from sealed.errors import FilmError, Finding, Swapped
from sealed.film.decrypt import open_film, open_marks
from sealed.film.facts import Started
from sealed.film.reader import ERRORS, MANY, examine
from sealed.film.writer import FilmWriter
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from tests.sealed.spoiling import BOX, THIRD, flip
from tests.support.small_films import FILM, OTHER, Box, Unflushed, shoot

UNDATED = "undated-k7qm"


def test_complete(film: Path) -> None:
    (film / "notes.txt").write_text("somebody else's")
    (film / "000009.m4s.age.tmp").write_bytes(b"unfinished")
    report = examine(film, BOX.signers)
    assert (report.finding, report.details, report.name) == (Finding.COMPLETE, (), "box-07")
    report.check()


def test_without_a_list_the_recorder_is_told_but_not_known(film: Path) -> None:
    report = examine(film)
    assert (report.finding, report.name) == (Finding.COMPLETE, None)
    assert report.signer == sshsig.fingerprint(sshsig.public_bytes(BOX.signer))


def test_the_folder_may_have_any_name(film: Path) -> None:
    assert examine(film.rename(film.parent / "copy of film (2)")).finding is Finding.COMPLETE


def test_a_folder_named_like_another_film_is_swapped(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = film.rename(film.parent / OTHER)
    report = examine(moved)
    assert report.finding is Finding.SWAPPED
    assert OTHER in report.details[0]
    with pytest.raises(Swapped, match=OTHER):
        list(open_film(moved, [BOX.identity]))
    with pytest.raises(Swapped, match=OTHER):
        list(open_marks(moved, [BOX.identity]))
    monkeypatch.chdir(moved)
    assert examine(Path()).finding is Finding.SWAPPED
    moved.rename(moved.parent / FILM)
    assert examine(Path()).finding is Finding.COMPLETE


@pytest.mark.parametrize(
    ("limits", "known"),
    [
        ('valid-before="20261122140509Z"', True),
        ('valid-before="20261122140508Z"', False),
        ('valid-after="20261122140509Z"', True),
        ('valid-after="20261122140510Z"', False),
    ],
)
def test_a_key_with_limits_counts_at_the_time_when_the_film_began(film: Path, limits: str, known: bool) -> None:
    report = examine(film, Signers.parse(f"box-07 {limits} {BOX.key_line}".encode()))
    assert report.finding is (Finding.COMPLETE if known else Finding.UNKNOWN_RECORDER)
    assert report.name == ("box-07" if known else None)


def test_a_film_without_a_time_is_not_by_a_key_with_limits(tmp_path: Path) -> None:
    facts = msgspec.structs.replace(BOX.facts(UNDATED), started=Started(None, "none"))
    writer = FilmWriter.create(tmp_path, facts, [BOX.identity.recipient], BOX.signer, Unflushed())
    shoot(writer)
    writer.close("stopped", 96)
    limited = Signers.parse(f'box-07 valid-before="20300101Z" {BOX.key_line}'.encode())
    assert examine(writer.path, limited).finding is Finding.UNKNOWN_RECORDER
    assert examine(writer.path, BOX.signers).finding is Finding.COMPLETE


def test_progress_adds_up(film: Path) -> None:
    told: list[tuple[int, int]] = []
    report = examine(film, progress=lambda done, total: told.append((done, total)))
    sealed = report.bytes - (film / "film.json").stat().st_size
    assert told[-1] == (sealed, sealed)
    assert told == sorted(told)


@pytest.mark.parametrize(
    "text",
    ["", f"stranger {Box().key_line}", f'box-07 namespaces="file" {BOX.key_line}'],
    ids=["nobody", "a stranger", "for other papers"],
)
def test_unknown_recorder(film: Path, text: str) -> None:
    report = examine(film, Signers.parse(text.encode()))
    assert report.finding is Finding.UNKNOWN_RECORDER
    assert sshsig.fingerprint(sshsig.public_bytes(BOX.signer)) in report.details[0]


def test_unknown_recorder_comes_before_damage_but_a_bad_signature_before_that(film: Path) -> None:
    flip(film / THIRD)
    assert examine(film, Box().signers).finding is Finding.UNKNOWN_RECORDER
    flip(film / "journal.sig", 100)
    assert examine(film, Box().signers).finding is Finding.DAMAGED


def test_the_worst_names_the_film(film: Path, other: dict[str, bytes]) -> None:
    (film / "000000.m4s.age").write_bytes(other["000000.m4s.age"])
    assert examine(film).finding is Finding.SWAPPED
    (film / "000001.m4s.age").write_bytes((film / THIRD).read_bytes())
    assert examine(film).finding is Finding.REORDERED
    (film / "000003.m4s.age").unlink()
    assert examine(film).finding is Finding.MISSING
    flip(film / THIRD)
    assert examine(film).finding is Finding.DAMAGED


def test_many_details_are_summed_up(tmp_path: Path) -> None:
    film = BOX.film(tmp_path, segments=[b"x"] * 30)
    for path in film.glob("*.m4s.age"):
        path.unlink()
    report = examine(film)
    assert len(report.details) == MANY + 1
    assert report.details[-1] == "And 20 more."


def test_every_finding_has_its_error_and_every_error_its_finding() -> None:
    assert set(ERRORS) == set(Finding) - {Finding.COMPLETE}
    named = {kind for kind in FilmError.__subclasses__() if kind.finding is not Finding.COMPLETE}
    assert named == set(ERRORS.values())
    assert all(kind().remedy and kind().cause.endswith(".") for kind in FilmError.__subclasses__())
