"""What lists keep across restarts: it saves reading, and never says what the films and papers themselves do not."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.films.cache import NAMESPACE
from appliance.films.receipts import Receipts
from appliance.films.shelf import Shelf
from attune import __version__
from sealed.errors import Finding
from sealed.film.after import add_after
from sealed.film.reader import examine
from sealed.film.records import Note
from sealed.ssh.signed_files import SignedFiles
from tests.support.opened_files import opened_in
from tests.support.papers import receipt_for
from tests.support.sample_film import FILM, OTHER, WHEN, Studio

IDS = ("20261122-1401-many", "20261122-1402-many", "20261122-1403-many")


class Home:
    """A box's films and papers; each call of `shelf` and `receipts` is a start."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.studio = folder, Studio()
        for number, film in enumerate(IDS):
            path = self.studio.film(folder / "films", film, segments=number + 1, size=500)
            Receipts(folder / "receipts", self.studio.key).accept(path, receipt_for(path), WHEN)

    def shelf(self, cached: bool = True) -> Shelf:
        return Shelf(self.folder / "films", self.studio.key, cache=self.folder / "cache" / "films" if cached else None)

    def receipts(self, cached: bool = True) -> Receipts:
        cache = self.folder / "cache" / "receipts" if cached else None
        return Receipts(self.folder / "receipts", self.studio.key, cache)

    def known(self) -> "Home":
        """A box that has listed its films once."""
        shelf, receipts = self.shelf(), self.receipts()
        shelf.films()
        assert all(receipts.head(film) for film in IDS)
        shelf.keep()
        receipts.keep()
        return self


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr("appliance.films.shelf.IN_FULL", 0)  # as of a long list, of which the end is not read in full
    return Home(tmp_path)


def test_a_start_and_a_list_open_no_file_of_what_was_read_before(home: Home) -> None:
    with opened_in(home.folder / "films") as before:
        fresh = home.shelf()
        fresh.recover()
        listed = fresh.films()
    assert len(before) >= 4 * len(IDS), "journal and signature, to recover and to list"
    home.known()
    with opened_in(home.folder / "films") as films, opened_in(home.folder / "receipts") as papers:
        shelf, receipts = home.shelf(), home.receipts()
        assert shelf.recover().closed == []
        assert shelf.films() == listed
        heads = [receipts.head(film) for film in IDS]
    assert (films, papers) == ([], [])
    assert heads == [home.receipts(cached=False).head(film) for film in IDS]


def test_a_film_that_was_amended_is_known_too(home: Home) -> None:
    identity = home.studio.identity
    for film in IDS:
        note = Note("0123456789abcdef", "She waits for him.")
        add_after(home.folder / "films" / film, note, [identity.recipient], home.studio.key)
    listed = home.known().shelf(cached=False).films()
    with opened_in(home.folder / "films") as films:
        assert home.shelf().films() == listed
    assert films == []


def test_what_was_read_in_full_before_a_restart_is_read_again_by_and_by(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    shelf = home.known().shelf()
    (home.folder / "films" / IDS[1] / "000000.m4s.age").write_bytes(b"short")  # which no folder's time shows
    with opened_in(home.folder / "films") as films:
        assert {film.state for film in shelf.films()} == {"complete"}
    assert films == []
    read = []
    for _ in IDS:
        with opened_in(home.folder / "films") as films:
            shelf.read_on()
        read.append({Path(file).parent.name for file in films})
    assert read == [{film} for film in reversed(IDS)], "one at a time"
    assert [film.state for film in shelf.films()] == ["complete", "damaged", "complete"]


def test_damage_that_was_found_is_known_at_once_and_looked_for_again(home: Home) -> None:
    spoiled = home.folder / "films" / IDS[0] / "000000.m4s.age"
    whole = spoiled.read_bytes()
    spoiled.write_bytes(b"short")
    assert home.known().shelf().films()[0].state == "complete", "by its last line"
    shelf = home.shelf()
    assert shelf.film(IDS[0]).state == "damaged"
    shelf.keep()
    shelf = home.shelf()
    assert shelf.films()[0].state == "damaged"
    assert shelf.recover().closed == []
    spoiled.write_bytes(whole)
    for _ in IDS:
        shelf.read_on()
    assert shelf.films()[0].state == "complete", "read in full"


def test_a_film_that_a_power_cut_left_is_closed_whatever_is_known(home: Home) -> None:
    home.known()
    home.studio.film(home.folder / "films", OTHER, closed=False)
    shelf = home.shelf()
    assert shelf.recover().closed == [OTHER]
    assert examine(home.folder / "films" / OTHER).finding is Finding.CUT_SHORT


def lose_an_object(film: Path) -> None:
    (film / "000000.m4s.age").unlink()


def add_an_object(film: Path) -> None:
    (film / "000009.m4s.age").write_bytes(b"a stranger")


def empty_the_signature(film: Path) -> None:
    (film / "journal.sig").write_bytes(b"")


def change_the_journal(film: Path) -> None:
    journal, times = film / "journal", (film / "journal").stat()
    journal.write_bytes(journal.read_bytes().replace(b'"end":"stopped"', b'"end":"limit!!"'))
    os.utime(journal, ns=(times.st_atime_ns, times.st_mtime_ns))


def put_another_film_there(film: Path) -> None:
    times = film.stat()
    shutil.rmtree(film)
    Studio().film(film.parent, film.name, segments=2, size=500)
    os.utime(film, ns=(times.st_atime_ns, times.st_mtime_ns))


def remove_it(film: Path) -> None:
    shutil.rmtree(film)


CHANGES = (lose_an_object, add_an_object, empty_the_signature, change_the_journal, put_another_film_there, remove_it)


@pytest.mark.parametrize("change", CHANGES)
def test_a_film_that_changed_is_read_anew(home: Home, change: Callable[[Path], None]) -> None:
    home.known()
    listed = home.shelf().films()
    change(home.folder / "films" / IDS[1])
    now = home.shelf().films()
    assert now == home.shelf(cached=False).films()
    assert now != listed or change is put_another_film_there
    assert home.shelf().recover().left == home.shelf(cached=False).recover().left


@pytest.mark.parametrize("spoiled", ["torn", "bit", "other key", "other version", "other form", "no signature"])
def test_a_spoiled_cache_is_none(home: Home, spoiled: str) -> None:
    home.known()
    papers = SignedFiles(home.folder / "cache", home.studio.key, NAMESPACE)
    for name in ("films", "receipts"):
        path = home.folder / "cache" / f"{name}.json"
        body = path.read_bytes()
        match spoiled:
            case "torn":
                path.write_bytes(body[: len(body) // 2])
            case "bit":
                path.write_bytes(body.replace(b'"marks":1', b'"marks":7').replace(b'"count":', b'"count":1'))
            case "other key":
                SignedFiles(path.parent, Studio().key, NAMESPACE).put(name, body)
            case "other version":
                papers.put(name, body.replace(__version__.encode(), b"0.0.1", 1))
            case "other form":
                papers.put(name, b'["' + __version__.encode() + b'", {"' + FILM.encode() + b'": [[1], 7]}]')
            case "no signature":
                path.with_name(f"{name}.json.sig").unlink()
    with opened_in(home.folder / "films") as films, opened_in(home.folder / "receipts") as papers_read:
        assert home.shelf().films() == home.shelf(cached=False).films()
        for film in IDS:
            assert home.receipts().head(film) == home.receipts(cached=False).head(film)
    assert len(films) >= 4 * len(IDS) and len(papers_read) >= 4 * len(IDS), "read as if there were no cache"


def test_a_receipt_that_changed_is_read_anew_and_a_wipe_never_asks_the_cache(home: Home) -> None:
    home.known()
    paper = home.folder / "receipts" / f"{IDS[0]}.json"
    times = paper.stat()
    paper.write_bytes(paper.read_bytes().replace(b'"read back"', b'"READ BACK"'))
    os.utime(paper, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert home.receipts().head(IDS[0]) is None
    with opened_in(home.folder / "receipts") as papers:
        home.receipts().require(IDS[1])
    assert papers == [f"{IDS[1]}.json", f"{IDS[1]}.json.sig"]


def test_nothing_is_kept_of_a_film_that_was_removed(home: Home) -> None:
    home.known()
    shelf, receipts = home.shelf(), home.receipts()
    shutil.rmtree(home.folder / "films" / IDS[0])
    shelf.forget(IDS[0])
    receipts.forget(IDS[0])
    shelf.keep()
    receipts.keep()
    for kept in (home.folder / "cache").iterdir():
        assert IDS[0] not in kept.read_text()
        assert IDS[1] in kept.read_text() or kept.suffix == ".sig"


def test_only_the_box_reads_it(home: Home) -> None:
    home.known()
    assert (home.folder / "cache").stat().st_mode & 0o777 == 0o700


def test_a_list_that_learns_nothing_writes_nothing(home: Home) -> None:
    home.known()
    shelf, receipts = home.shelf(), home.receipts()
    shelf.films()
    with opened_in(home.folder / "cache") as written:
        shelf.keep()
        receipts.keep()
    assert written == []
