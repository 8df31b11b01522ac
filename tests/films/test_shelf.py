"""The shelf: what it lists, and how it brings in order what a power cut left."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.errors import NoSuchFilm
from appliance.films.shelf import Shelf
from sealed.errors import Finding
from sealed.film.reader import examine
from tests.support.opened_files import opened_in
from tests.support.sample_film import FILM, OTHER, Studio, contents


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def shelf(tmp_path: Path, studio: Studio) -> Shelf:
    return Shelf(tmp_path / "films", studio.key)


def test_a_film_is_summed_up_from_its_journal(shelf: Shelf, studio: Studio) -> None:
    path = studio.film(shelf.folder, segments=3)
    (film,) = shelf.films()
    assert (film.id, film.seconds, film.segments, film.marks, film.state) == (FILM, 3.0, 3, 1, "complete")
    assert (film.end, film.lost) == ("stopped", 0)
    assert film.bytes == sum(map(len, contents(path).values()))


def test_the_film_being_made_is_filming_and_grows(shelf: Shelf, studio: Studio) -> None:
    writer = studio.begin(shelf.folder)
    studio.roll(writer, 2, 1000)
    assert (shelf.film(FILM, FILM).state, shelf.film(FILM, FILM).segments) == ("filming", 2)
    writer.segment(b"more", 2_000_000_000, 3_000_000_000, 24)
    assert shelf.film(FILM, FILM).segments == 3
    writer.close("stopped", 72)
    assert shelf.film(FILM).state == "complete"


def test_films_stand_in_the_order_of_time(shelf: Shelf, studio: Studio) -> None:
    for film in ("undated-aaaaaa", OTHER, FILM):
        studio.film(shelf.folder, film, segments=1)
    assert shelf.ids() == [FILM, OTHER, "undated-aaaaaa"]


@pytest.mark.parametrize("spoil", ["missing", "shorter", "journal", "signature"])
def test_what_shows_without_reading_the_film_is_listed_as_damaged(shelf: Shelf, studio: Studio, spoil: str) -> None:
    path = studio.film(shelf.folder)
    match spoil:
        case "missing":
            (path / "000001.m4s.age").unlink()
        case "shorter":
            (path / "000001.m4s.age").write_bytes(b"short")
        case "journal":
            journal = path / "journal"
            journal.write_bytes(journal.read_bytes().replace(b'"frames":24', b'"frames":25', 1))
        case "signature":
            (path / "journal.sig").write_bytes(b"")
    assert shelf.film(FILM).state == "damaged"


def test_a_long_list_is_read_in_full_one_film_after_another_while_nobody_waits(
    shelf: Shelf, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.films.shelf.IN_FULL", 0)  # no journal is short enough for a list
    ids = [f"20261122-14{number:02}-many" for number in range(4)]
    for film in ids:
        studio.film(shelf.folder, film)
    (shelf.folder / ids[0] / "000001.m4s.age").write_bytes(b"short")
    states = []
    for _ in range(5):
        states.append({film.id: film.state for film in shelf.films()})
        with opened_in(shelf.folder) as opened:
            assert shelf.films() is not None
        assert opened == [], "a list opens nothing twice"
        shelf.read_on()
    assert [state[ids[0]] for state in states] == ["complete", "complete", "complete", "complete", "damaged"], (
        "by its last line first, and the newest is read first"
    )
    assert all(state[film] == "complete" for state in states for film in ids[1:])
    with opened_in(shelf.folder) as opened:
        shelf.read_on()
    assert opened == [], "all are read"
    (shelf.folder / ids[1] / "journal.sig").write_bytes(b"")
    (shelf.folder / ids[1] / "000000.m4s.age").unlink()
    assert shelf.films()[1].state == "damaged"


def test_a_film_that_is_wiped_before_it_is_read_in_full_is_left_out(
    shelf: Shelf, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.films.shelf.IN_FULL", 0)
    gone = studio.film(shelf.folder)
    assert [film.id for film in shelf.films()] == [FILM]
    shutil.rmtree(gone)
    shelf.read_on()
    assert shelf.films() == []


def test_a_list_by_last_lines_is_the_list(shelf: Shelf, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        studio.film(shelf.folder, f"20261122-14{number:02}-many", segments=number + 1)
    studio.film(shelf.folder, "20261122-1450-many", closed=False)
    monkeypatch.setattr("appliance.films.shelf.IN_FULL", 0)
    by_last_lines = shelf.films()
    monkeypatch.undo()
    assert by_last_lines == shelf.films()


def test_a_cut_film_is_closed_and_verifies_as_cut_short(shelf: Shelf, studio: Studio) -> None:
    studio.film(shelf.folder, closed=False)
    assert shelf.film(FILM).state == "cut short"
    done = shelf.recover()
    assert (done.closed, done.removed, done.left) == ([FILM], [], {})
    report = examine(shelf.folder / FILM)
    assert (report.finding, report.end, report.segments) == (Finding.CUT_SHORT, "cut", 3)
    assert (shelf.film(FILM).state, shelf.film(FILM).end) == ("cut short", "cut")


def test_recovery_leaves_closed_and_foreign_folders_alone(shelf: Shelf, studio: Studio) -> None:
    closed = contents(studio.film(shelf.folder))
    (shelf.folder / "lost+found").mkdir()
    (shelf.folder / "notes.txt").write_text("not ours")
    done = shelf.recover()
    assert (done.closed, done.removed, done.left) == ([], [], {})
    assert contents(shelf.folder / FILM) == closed
    assert (shelf.folder / "lost+found").is_dir()
    assert [film.id for film in shelf.films()] == [FILM]


def test_recovery_does_nothing_the_second_time(shelf: Shelf, studio: Studio) -> None:
    studio.film(shelf.folder, closed=False)
    shelf.recover()
    once = contents(shelf.folder / FILM)
    assert shelf.recover().closed == []
    assert contents(shelf.folder / FILM) == once


def test_a_film_without_a_picture_is_removed(shelf: Shelf, studio: Studio) -> None:
    studio.begin(shelf.folder).init(b"header")
    assert shelf.recover().removed == [FILM]
    assert list(shelf.folder.iterdir()) == []


def test_a_film_that_never_began_is_removed(shelf: Shelf) -> None:
    beginning = shelf.folder / f".{FILM}.tmp"
    beginning.mkdir()
    (beginning / "journal").touch()
    assert shelf.recover().removed == [FILM]
    assert list(shelf.folder.iterdir()) == []


def test_a_damaged_film_is_kept_for_its_reader(shelf: Shelf, studio: Studio) -> None:
    path = studio.film(shelf.folder, closed=False)
    journal = path / "journal"
    journal.write_bytes(b"x" + journal.read_bytes()[1:])
    before = contents(path)
    done = shelf.recover()
    assert list(done.left) == [FILM]
    assert contents(path) == before


def test_one_bad_film_does_not_keep_the_others_from_being_closed(shelf: Shelf, studio: Studio) -> None:
    Studio().film(shelf.folder, FILM, closed=False)  # by another recorder, whose key is not here
    studio.film(shelf.folder, OTHER, closed=False)
    done = shelf.recover()
    assert (done.closed, list(done.left)) == ([OTHER], [FILM])


@pytest.mark.parametrize("film", ["..", "../films", ".", "", OTHER])
def test_what_is_not_on_the_shelf_is_not_found(shelf: Shelf, studio: Studio, film: str) -> None:
    studio.film(shelf.folder)
    for ask in (shelf.path, shelf.film):
        with pytest.raises(NoSuchFilm):
            ask(film)


def test_a_link_is_not_a_film(shelf: Shelf, studio: Studio, tmp_path: Path) -> None:
    elsewhere = studio.film(tmp_path / "elsewhere")
    (shelf.folder / FILM).symlink_to(elsewhere)
    with pytest.raises(NoSuchFilm):
        shelf.path(FILM)


def test_a_new_id_is_not_taken(shelf: Shelf, studio: Studio) -> None:
    studio.film(shelf.folder)
    ids = iter([FILM, FILM, OTHER])
    assert shelf.new_id(datetime.now(UTC), lambda _: next(ids)) == OTHER


def test_a_new_id_is_not_that_of_a_film_that_was_wiped(studio: Studio, tmp_path: Path) -> None:
    papers = tmp_path / "receipts", tmp_path / "wiped"
    for folder, film in zip(papers, (FILM, OTHER), strict=True):
        folder.mkdir()
        (folder / f"{film}.json").touch()
    shelf = Shelf(tmp_path / "films", studio.key, papers)
    ids = iter([FILM, OTHER, "undated-zzzzzz"])
    assert shelf.new_id(datetime.now(UTC), lambda _: next(ids)) == "undated-zzzzzz"


def test_films_are_counted_anew_when_one_comes_or_goes(shelf: Shelf, studio: Studio) -> None:
    assert shelf.count() == 0
    for number in range(20):
        studio.film(shelf.folder, f"20261122-14{number:02}-many")
        assert shelf.count() == number + 1, "also within one tick of the file system's clock"
    (shelf.folder / "20261122-1400-many").rename(shelf.folder / ".wiping-20261122-1400-many")
    assert shelf.count() == 19
