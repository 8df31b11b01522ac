"""One film's way to the store: a receipt only for bytes that are there, whatever the store does."""

import asyncio
import tracemalloc
from pathlib import Path

import pytest

from appliance.courier.sync import sync
from appliance.films.receipts import check_cover
from sealed.errors import Finding
from sealed.film.reader import examine
from stores.errors import (
    BoxDamaged,
    CardUnreadable,
    FilmGone,
    NotClosed,
    NotProven,
    StoreAway,
    Taken,
)
from stores.folder import FolderStore
from stores.store import CHUNK
from tests.support.faulty_store import FaultyStore
from tests.support.sample_film import FILM, Studio, contents
from tests.support.syncing import run

SEGMENT = "000001.m4s.age"
OBJECTS = 8  # film.json, init, 3 segments, 1 mark, journal, journal.sig


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def film(tmp_path: Path, studio: Studio) -> Path:
    return studio.film(tmp_path / "films")


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


@pytest.mark.parametrize("parallel", [1, 4])
def test_a_synced_film_is_the_same_folder_and_has_a_true_receipt(film: Path, disk: Path, parallel: int) -> None:
    store = FaultyStore(disk, parallel=parallel)
    receipt = run(film, store)
    assert contents(disk / FILM) == contents(film)
    assert examine(disk / FILM).finding is Finding.COMPLETE
    check_cover(receipt, film)
    check_cover(receipt, disk / FILM)
    assert (receipt.film, receipt.store, receipt.finding) == (FILM, disk.as_uri(), "complete")
    assert receipt.when.clock == "none"  # the box dates it
    assert sorted(store.read_back) == sorted(contents(film))
    assert store.sent[0] == "film.json"
    assert store.sent[-2:] == ["journal", "journal.sig"]


def test_progress_counts_bytes_up_to_the_whole_twice(film: Path, disk: Path) -> None:
    told: list[tuple[str, int, int]] = []
    receipt = run(film, FolderStore(disk), told)
    for phase in ("copying", "verifying"):
        done = [done for name, done, total in told if name == phase and total == receipt.size]
        assert done == sorted(done)
        assert len(done) == OBJECTS
        assert done[-1] == receipt.size
    assert [name for name, _, _ in told] == ["copying"] * OBJECTS + ["verifying"] * OBJECTS


@pytest.mark.parametrize("after", range(OBJECTS))
def test_broken_off_anywhere_it_is_visibly_not_whole_and_goes_on_without_sending_twice(
    film: Path, disk: Path, after: int
) -> None:
    with pytest.raises(StoreAway):
        run(film, FaultyStore(disk, puts_left=after))
    assert examine(disk / FILM).finding is not Finding.COMPLETE
    again = FaultyStore(disk)
    check_cover(run(film, again), disk / FILM)
    assert len(again.sent) == OBJECTS - after
    assert examine(disk / FILM).finding is Finding.COMPLETE


def test_a_film_that_is_there_is_proven_and_not_sent(film: Path, disk: Path) -> None:
    run(film, FolderStore(disk))
    again = FaultyStore(disk)
    run(film, again)
    assert again.sent == []
    assert sorted(set(again.read_back)) == sorted(contents(film))


def test_a_bit_that_flipped_in_the_store_is_mended(film: Path, disk: Path) -> None:
    run(film, FolderStore(disk))
    spoiled = bytearray((disk / FILM / SEGMENT).read_bytes())
    spoiled[700] ^= 4
    (disk / FILM / SEGMENT).write_bytes(spoiled)
    again = FaultyStore(disk)
    check_cover(run(film, again), disk / FILM)
    assert again.sent == [SEGMENT]


@pytest.mark.parametrize("name", [SEGMENT, "init.mp4.age", "000000.mark.age", "journal", "journal.sig"])
def test_a_store_that_keeps_giving_back_other_bytes_gets_no_receipt(film: Path, disk: Path, name: str) -> None:
    with pytest.raises(NotProven, match=name):
        run(film, FaultyStore(disk, flips=name))


def test_a_store_that_gave_back_other_bytes_once_is_asked_once_more(film: Path, disk: Path) -> None:
    store = FaultyStore(disk, flips=SEGMENT, flips_left=1)
    check_cover(run(film, store), disk / FILM)
    assert store.sent.count(SEGMENT) == 2


@pytest.mark.parametrize("name", ["film.json", SEGMENT, "journal", "journal.sig"])
def test_a_store_that_says_yes_and_stores_nothing_gets_no_receipt(film: Path, disk: Path, name: str) -> None:
    with pytest.raises(NotProven, match=name):
        run(film, FaultyStore(disk, loses=name))


def test_another_film_under_the_same_name_is_not_touched(film: Path, disk: Path) -> None:
    Studio().film(disk, FILM)
    theirs = contents(disk / FILM)
    with pytest.raises(Taken, match=FILM):
        run(film, FolderStore(disk))
    assert contents(disk / FILM) == theirs


@pytest.mark.parametrize("spoil", ["bits", "empty", "zeros", "torn", "nonsense"])
def test_our_own_facts_are_mended_if_the_store_spoiled_them(film: Path, disk: Path, spoil: str) -> None:
    run(film, FolderStore(disk))
    facts = disk / FILM / "film.json"
    good = facts.read_bytes()
    facts.write_bytes(
        {
            "bits": good.replace(b"ssh-ed25519 AAAA", b"ssh-ed25519 BBBB"),
            "empty": b"",
            "zeros": bytes(len(good)),
            "torn": good[:100],
            "nonsense": b"x" * 9000,
        }[spoil]
    )
    check_cover(run(film, FolderStore(disk)), disk / FILM)


@pytest.mark.parametrize("theirs", [b"x" * 300, b"a"])
def test_what_is_not_ours_at_all_is_not_touched(film: Path, disk: Path, theirs: bytes) -> None:
    (disk / FILM).mkdir()
    (disk / FILM / "film.json").write_bytes(theirs)
    with pytest.raises(Taken):
        run(film, FolderStore(disk))
    assert contents(disk / FILM) == {"film.json": theirs}


def test_a_damaged_film_is_copied_as_it_is_and_the_receipt_tells(film: Path, disk: Path) -> None:
    damaged = bytearray((film / SEGMENT).read_bytes())
    damaged[700] ^= 4
    (film / SEGMENT).write_bytes(damaged)
    (film / "000002.m4s.age").unlink()
    receipt = run(film, FolderStore(disk))
    assert receipt.finding == f"damaged: {SEGMENT}, 000002.m4s.age"
    assert contents(disk / FILM) == contents(film)


@pytest.mark.parametrize("size", [4096, 3 * CHUNK])
def test_what_a_card_gave_wrong_once_is_sent_again(disk: Path, tmp_path: Path, studio: Studio, size: int) -> None:
    film = studio.film(tmp_path / "films", size=size)
    good = contents(film)
    (film / SEGMENT).write_bytes(b"wrong" + good[SEGMENT][5:])

    async def mends_itself(phase: str, done: int, total: int) -> None:
        if phase == "verifying":
            (film / SEGMENT).write_bytes(good[SEGMENT])

    store = FaultyStore(disk)
    receipt = asyncio.run(sync(film, store, mends_itself))
    assert receipt.finding == "complete"
    assert contents(disk / FILM) == good
    assert store.sent.count(SEGMENT) == 2


def test_a_card_that_rots_does_not_spoil_what_the_store_has(film: Path, disk: Path) -> None:
    run(film, FolderStore(disk))
    good = contents(film)
    for rotten in (good[SEGMENT][:-1] + b"\0", good[SEGMENT][:-9]):
        (film / SEGMENT).write_bytes(rotten)
        with pytest.raises(BoxDamaged, match=f"own copy of {SEGMENT} is damaged"):
            run(film, FolderStore(disk))
        assert contents(disk / FILM) == good


def test_a_film_without_a_readable_journal_is_copied_too(film: Path, disk: Path) -> None:
    (film / "journal").write_bytes(b"nonsense")
    receipt = run(film, FolderStore(disk))
    assert receipt.head is None
    assert receipt.finding.startswith("damaged: ")
    check_cover(receipt, disk / FILM)


def test_a_film_that_is_being_made_waits(disk: Path, tmp_path: Path, studio: Studio) -> None:
    film = studio.film(tmp_path / "now", closed=False)
    with pytest.raises(NotClosed):
        run(film, FolderStore(disk))
    assert list(disk.iterdir()) == []


def test_a_film_that_is_gone_is_gone(film: Path, disk: Path) -> None:
    with pytest.raises(FilmGone):
        run(film.with_name("undated-aaaaaa"), FolderStore(disk))


def test_a_film_wiped_in_the_middle_is_gone(film: Path, disk: Path) -> None:
    async def wiped(phase: str, done: int, total: int) -> None:
        if film.exists():
            film.rename(film.with_name(f".wiping-{FILM}"))

    with pytest.raises(FilmGone):
        asyncio.run(sync(film, FolderStore(disk), wiped))


def test_a_stranger_in_the_folder_stops_the_copy(film: Path, disk: Path) -> None:
    (film / "notes.txt").write_text("a name, in the clear")
    with pytest.raises(CardUnreadable, match=r"notes\.txt"):
        run(film, FolderStore(disk))
    assert list(disk.iterdir()) == []


def test_memory_is_bounded_however_large_an_object(disk: Path, tmp_path: Path, studio: Studio) -> None:
    film = studio.film(tmp_path / "large", segments=1, size=24 * CHUNK)
    tracemalloc.start()
    run(film, FolderStore(disk))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * CHUNK
