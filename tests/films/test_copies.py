"""Where a discarded film may still have copies: what is noted, for how long, and what a damaged note stands for."""

from pathlib import Path

import pytest

from appliance.errors import NoSuchFilm
from appliance.films.copies import UNKNOWN, Copies
from appliance.films.sync_queue import SyncQueue
from control.messages import Sync

FILM = "20261122-1405-k7qm"
ONE, OTHER = "file:///mnt/one", "sftp://box@nas.example/films"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    folder = tmp_path / "films" / FILM
    folder.mkdir(parents=True)
    (folder / "film.json").write_bytes(b"{}")
    return folder


def test_a_copy_is_noted_before_it_begins_and_survives_a_restart(film: Path, tmp_path: Path) -> None:
    copies = Copies(tmp_path / "copies")
    copies.begin(film, ONE)
    copies.begin(film, ONE)
    known = Copies(tmp_path / "copies").of(FILM)
    assert known is not None
    assert known.stores == {ONE: "begun"}


def test_a_film_that_is_not_there_is_not_noted(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFilm):
        Copies(tmp_path / "copies").begin(tmp_path / FILM, ONE)


def test_each_store_is_asked_until_it_holds_nothing(film: Path, tmp_path: Path) -> None:
    copies = Copies(tmp_path / "copies")
    copies.begin(film, ONE)
    copies.ask_removal(FILM, ())
    assert copies.to_remove() == []
    copies.ask_removal(FILM, (ONE, OTHER))
    assert [name for name, _ in copies.to_remove()] == [FILM]
    copies.settle(FILM, ONE, None)
    copies.settle(FILM, ONE, None)
    copies.settle(FILM, OTHER, "it may not delete")
    left = copies.of(FILM)
    assert left is not None
    assert (left.stores, left.why) == ({OTHER: "left"}, {OTHER: "it may not delete"})
    assert not copies.is_news(FILM, OTHER, "it may not delete")
    assert copies.is_news(FILM, OTHER, None)
    copies.settle(FILM, OTHER, None)
    assert copies.of(FILM) is None
    assert Copies(tmp_path / "copies").of(FILM) is None


def test_a_damaged_note_stands_for_a_store_that_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / f"{FILM}.json").write_bytes(b"\xff{")
    known = Copies(tmp_path / "copies").of(FILM)
    assert known is not None
    assert known.stores == {UNKNOWN: "begun"}


def test_a_film_that_the_courier_began_is_not_queued_again() -> None:
    queue = SyncQueue()
    queue.put(FILM, Sync("copying"))
    queue.ask(FILM)
    assert queue.wanted() == [FILM]
    found = queue.of(FILM)
    assert found is not None
    assert found.state == "copying"
