"""What every store must do, whatever it is made of. A test module inherits this class and gives it a store."""

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from stores.erase import erase
from stores.errors import NoSuchObject
from stores.read_back import digest, same
from stores.store import CHUNK, AdminSession, AdminStore, Item, Session, Store, Version
from tests.support.sample_film import FILM, OTHER

T = TypeVar("T")


def in_session(store: Store, work: Callable[[Session], Awaitable[T]]) -> T:
    """Run `work` with a connection of its own."""

    async def run() -> T:
        async with store.connect() as session:
            return await work(session)

    return asyncio.run(run())


def item(folder: Path, data: bytes, name: str = "000000.m4s.age") -> Item:
    """A file of a film with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return Item(name, path, len(data), hashlib.sha256(data).hexdigest())


class StoreContract:
    """Inherit, and give a fixture `store`."""

    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
    def test_what_was_put_comes_back(self, store: Store, tmp_path: Path, size: int) -> None:
        sent = item(tmp_path, bytes(range(256)) * (size // 256 + 1))
        sent = item(tmp_path, sent.path.read_bytes()[:size])
        in_session(store, lambda session: session.put(FILM, sent))
        assert in_session(store, lambda session: session.listing(FILM)) == {sent.name: size}
        assert in_session(store, lambda session: digest(session.read(FILM, sent.name))) == (size, sent.sha256)

    @pytest.mark.parametrize("size", [0, 1, CHUNK + 1])
    def test_bytes_that_are_at_hand_are_put_without_the_card(self, store: Store, tmp_path: Path, size: int) -> None:
        data = os.urandom(size)
        gone = Item("000000.m4s.age", tmp_path / "gone", size, hashlib.sha256(data).hexdigest(), data)
        in_session(store, lambda session: session.put(FILM, gone))
        assert in_session(store, lambda session: same(session, FILM, gone))

    def test_a_film_that_is_not_there_is_empty(self, store: Store) -> None:
        assert in_session(store, lambda session: session.listing(OTHER)) == {}

    def test_an_object_that_is_not_there_is_missing(self, store: Store) -> None:
        with pytest.raises(NoSuchObject):
            in_session(store, lambda session: digest(session.read(FILM, "journal")))

    def test_only_replacing_replaces(self, store: Store, tmp_path: Path) -> None:
        first, second = item(tmp_path, b"first"), item(tmp_path, b"the second", "other")
        second = Item(first.name, second.path, second.size, second.sha256)
        in_session(store, lambda session: session.put(FILM, first))
        in_session(store, lambda session: session.put(FILM, second))
        assert in_session(store, lambda session: same(session, FILM, first))
        in_session(store, lambda session: session.replace(FILM, second))
        assert in_session(store, lambda session: same(session, FILM, second))
        assert in_session(store, lambda session: session.listing(FILM)) == {first.name: second.size}

    def test_a_claim_never_replaces(self, store: Store, tmp_path: Path) -> None:
        ours, theirs = item(tmp_path, b"ours", "film.json"), item(tmp_path, b"theirs", "other")
        theirs = Item("film.json", theirs.path, theirs.size, theirs.sha256)
        assert in_session(store, lambda session: session.claim(FILM, theirs))
        assert not in_session(store, lambda session: session.claim(FILM, ours))
        assert in_session(store, lambda session: same(session, FILM, theirs))

    def test_films_do_not_meet(self, store: Store, tmp_path: Path) -> None:
        one, two = item(tmp_path, b"one"), item(tmp_path, b"two!", "two")
        two = Item(one.name, two.path, two.size, two.sha256)
        in_session(store, lambda session: session.put(FILM, one))
        in_session(store, lambda session: session.put(OTHER, two))
        assert in_session(store, lambda session: same(session, FILM, one))
        assert in_session(store, lambda session: same(session, OTHER, two))

    def test_settling_keeps_everything(self, store: Store, tmp_path: Path) -> None:
        sent = item(tmp_path, b"bytes")

        async def work(session: Session) -> bool:
            await session.put(FILM, sent)
            await session.settle(FILM)
            return await same(session, FILM, sent)

        assert in_session(store, work)

    def test_several_puts_at_once(self, store: Store, tmp_path: Path) -> None:
        items = [item(tmp_path, bytes([number]) * 5000, f"{number:06}.m4s.age") for number in range(20)]

        async def work(session: Session) -> list[bool]:
            await asyncio.gather(*(session.put(FILM, each) for each in items))
            return list(await asyncio.gather(*(same(session, FILM, each) for each in items)))

        assert all(in_session(store, work))

    def test_what_is_not_there_can_be_replaced_too(self, store: Store, tmp_path: Path) -> None:
        sent = item(tmp_path, b"bytes")
        in_session(store, lambda session: session.replace(FILM, sent))
        assert in_session(store, lambda session: same(session, FILM, sent))

    def test_a_removed_object_is_gone_and_removing_again_does_no_harm(self, store: Store, tmp_path: Path) -> None:
        sent, stays = item(tmp_path, b"bytes"), item(tmp_path, b"stays", "journal")

        async def work(session: Session) -> dict[str, int]:
            await session.put(FILM, sent)
            await session.put(FILM, stays)
            await session.remove(FILM, sent.name)
            await session.remove(FILM, sent.name)
            return await session.listing(FILM)

        assert in_session(store, work) == {stays.name: stays.size}

    def test_its_abilities_are_told_without_a_trace(self, store: Store) -> None:
        in_session(store, lambda session: session.abilities())
        assert in_session(store, lambda session: session.listing("")) == {}

    def test_two_who_claim_at_once(self, store: Store, tmp_path: Path) -> None:
        (tmp_path / "two").mkdir()
        one, two = item(tmp_path, b"one's", "film.json"), item(tmp_path / "two", b"the other's", "film.json")

        async def work(session: Session) -> list[bool]:
            return list(await asyncio.gather(session.claim(FILM, one), session.claim(FILM, two)))

        won = in_session(store, work)
        assert sorted(won) == [False, True]
        assert in_session(store, lambda session: same(session, FILM, one if won[0] else two))

    @pytest.mark.parametrize("turns", [1, 5, 40])
    def test_a_put_that_was_broken_off_is_done_again(self, store: Store, tmp_path: Path, turns: int) -> None:
        sent = item(tmp_path, os.urandom(3 * CHUNK + 1))

        async def work(session: Session) -> bool:
            putting = asyncio.create_task(session.put(FILM, sent))
            for _ in range(turns):
                await asyncio.sleep(0)
            putting.cancel()
            await asyncio.gather(putting, return_exceptions=True)
            await session.put(FILM, sent)
            return await same(session, FILM, sent)

        assert in_session(store, work)

    def test_the_name_has_no_credentials(self, store: Store) -> None:
        assert "@" not in store.name
        assert store.parallel >= 1


def in_desk_session(store: AdminStore, work: Callable[[AdminSession], Awaitable[T]]) -> T:
    """As `in_session`, for what only the desk may do."""

    async def run() -> T:
        async with store.connect() as session:
            return await work(session)

    return asyncio.run(run())


class DeskStoreContract(StoreContract):
    """What every store must do for a desk as well. Inherit, and give a fixture `store`."""

    def test_folders_are_listed_level_by_level(self, store: AdminStore, tmp_path: Path) -> None:
        sent = item(tmp_path, b"bytes")

        async def work(session: AdminSession) -> list[list[str]]:
            await session.put(FILM, sent)
            await session.put(OTHER, sent)
            return [await session.folders(""), await session.folders(FILM), await session.folders("nowhere")]

        assert in_desk_session(store, work) == [[FILM, OTHER], [], []]

    def test_what_was_put_has_one_version_and_can_be_deleted(self, store: AdminStore, tmp_path: Path) -> None:
        sent, stays = item(tmp_path, b"bytes"), item(tmp_path, b"stays!", "journal")

        async def work(session: AdminSession) -> list[Version]:
            await session.put(FILM, sent)
            await session.put(FILM, stays)
            found = {each.name: each for each in await session.versions(FILM)}
            assert {name: (each.size, each.current, each.marker) for name, each in found.items()} == {
                sent.name: (5, True, False),
                stays.name: (6, True, False),
            }
            await session.delete(FILM, found[sent.name])
            await session.delete(FILM, found[sent.name])
            return await session.versions(FILM)

        assert [each.name for each in in_desk_session(store, work)] == [stays.name]

    def test_an_erased_film_leaves_nothing(self, store: AdminStore, tmp_path: Path) -> None:
        first, second, gone = item(tmp_path, b"first"), item(tmp_path, b"second", "2"), item(tmp_path, b"gone", "3")
        second = Item(first.name, second.path, second.size, second.sha256)

        async def work(session: AdminSession) -> tuple[list[Version], dict[str, int]]:
            await session.put(FILM, first)
            await session.replace(FILM, second)
            await session.put(FILM, gone)
            await session.remove(FILM, gone.name)
            await session.put(OTHER, first)
            left = await erase(session, FILM)
            assert await session.listing(OTHER) == {first.name: first.size}
            return left, await session.listing(FILM)

        assert in_desk_session(store, work) == ([], {})
