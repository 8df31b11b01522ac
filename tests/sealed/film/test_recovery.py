"""What recovery does after a crash, and what it leaves alone."""

from pathlib import Path

import pytest

from sealed.errors import Damaged, Finding, Missing, SignedByAnother
from sealed.film.reader import examine
from sealed.film.recovery import Repair, beginnings, close_cut
from tests.sealed.forge import sign
from tests.support.small_films import FILM, INIT, MARK, Box, contents

BOX = Box()


def test_a_film_that_a_crash_ended_is_closed_once(tmp_path: Path) -> None:
    film = BOX.film(tmp_path, closed=False)
    before = contents(film)
    assert close_cut(film, BOX.signer) is Repair.CLOSED
    report = examine(film, BOX.signers)
    assert (report.finding, report.end, report.segments, report.frames) == (Finding.CUT_SHORT, "cut", 4, 96)
    assert report.delivered is None
    after = contents(film)
    assert after["journal"].startswith(before["journal"])
    assert {name for name in after if after[name] != before[name]} == {"journal", "journal.sig"}
    assert close_cut(film, BOX.signer) is Repair.ALREADY
    assert contents(film) == after


def test_what_was_not_signed_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    film = BOX.film(tmp_path, closed=False)
    with (film / "journal").open("ab") as file:
        file.write(b'{"n":8,"name":"0000')
    for name in ("000004.m4s.age", "000003.mark.age", "000004.m4s.age.tmp", "journal.sig.tmp", "notes.tmp", "notes"):
        (film / name).write_bytes(b"x")
    assert close_cut(film, BOX.signer) is Repair.CLOSED
    assert examine(film).finding is Finding.CUT_SHORT
    left = {path.name for path in film.iterdir()}
    assert {"notes", "notes.tmp"} < left
    assert len(left) == examine(film).lines - 1 + 2 + 2


def test_a_closed_film_is_left_as_it_is(tmp_path: Path) -> None:
    film = BOX.film(tmp_path)
    before = contents(film)
    assert close_cut(film, BOX.signer) is Repair.ALREADY
    assert contents(film) == before


def test_another_s_film_is_left_as_it_is(tmp_path: Path) -> None:
    film = BOX.film(tmp_path, closed=False)
    before = contents(film)
    with pytest.raises(SignedByAnother):
        close_cut(film, Box().signer)
    assert contents(film) == before


def test_a_film_signed_anew_by_a_thief_is_left_as_it_is(tmp_path: Path) -> None:
    film = BOX.film(tmp_path, closed=False)
    sign(film, Box().signer, (film / "journal").read_bytes().splitlines(keepends=True))
    with pytest.raises(SignedByAnother):
        close_cut(film, BOX.signer)


@pytest.mark.parametrize("name", ["journal", "journal.sig"])
def test_a_film_that_cannot_be_judged_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    film = BOX.film(tmp_path, closed=False)
    (film / name).write_bytes(b"\0" * 4096)
    before = contents(film)
    with pytest.raises(Damaged):
        close_cut(film, BOX.signer)
    (film / name).unlink()
    with pytest.raises(Missing):
        close_cut(film, BOX.signer)
    assert contents(film) == {held: data for held, data in before.items() if held != name}


def test_a_film_in_which_nothing_was_recorded_is_empty(tmp_path: Path) -> None:
    writer = BOX.begin(tmp_path)
    before = contents(writer.path)
    assert close_cut(writer.path, BOX.signer) is Repair.EMPTY
    assert contents(writer.path) == before
    writer.init(INIT)
    writer.mark(MARK)
    assert close_cut(writer.path, BOX.signer) is Repair.EMPTY
    with pytest.raises(SignedByAnother):
        close_cut(writer.path, Box().signer)
    (writer.path / "journal.sig").unlink()
    assert close_cut(writer.path, BOX.signer) is Repair.EMPTY
    for path in writer.path.iterdir():
        path.unlink()
    assert close_cut(writer.path, BOX.signer) is Repair.EMPTY
    (writer.path / "000000.m4s.age").write_bytes(b"a picture, perhaps")
    with pytest.raises(Missing):
        close_cut(writer.path, BOX.signer)


def test_beginnings(tmp_path: Path) -> None:
    for name in (f".{FILM}.tmp", ".undated-abcd.tmp", FILM, ".other.tmp", f"{FILM}.tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / ".undated-file.tmp").write_bytes(b"")
    (tmp_path / ".undated-link.tmp").symlink_to(FILM)
    assert [path.name for path in beginnings(tmp_path)] == [f".{FILM}.tmp", ".undated-abcd.tmp"]
