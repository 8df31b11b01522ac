"""The watchdog is fed while the courier gets on, however slowly, and no longer when it hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.courier.progress_watchdog import QUIET, ProgressWatchdog
from appliance.courier.sync import sync
from appliance.system.systemd import ServiceManager
from stores.errors import StoreAway
from stores.folder import FolderStore
from stores.folder_session import FolderSession
from stores.store import Item
from stores.throttle import Budget
from stores.timeouts import PATIENCE, TimeoutStore
from tests.support.clock import Clock
from tests.support.sample_film import FILM, Studio
from tests.support.store_contract import StoreContract, in_session
from tests.support.syncing import run


class Heard(ServiceManager):
    """Stands where systemd does."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._notify = self.said.append


class HangingSession(FolderSession):
    """Never answers, when an object or a list is asked for."""

    asked: asyncio.Event

    async def put(self, film: str, item: Item) -> None:
        """Nothing comes."""
        self.asked.set()
        await asyncio.Event().wait()

    async def read(self, film: str, name: str) -> AsyncIterator[bytes]:
        """One chunk comes, then nothing."""
        yield b"x"
        await asyncio.Event().wait()


class HangingStore(FolderStore):
    """A server that takes our call and then says nothing more."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.asked = asyncio.Event()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[HangingSession]:
        """It lets us in."""
        session = HangingSession(self.open_root(), self.name)
        session.asked = self.asked
        yield session


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return Studio().film(tmp_path / "films")


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


class TestPatient(StoreContract):
    @pytest.fixture
    def store(self, disk: Path) -> TimeoutStore:
        return TimeoutStore(FolderStore(disk), ProgressWatchdog())


def test_bytes_that_move_are_progress_and_silence_is_not() -> None:
    clock = Clock()
    watch = ProgressWatchdog(clock)
    clock.now += QUIET
    assert watch.gets_on
    clock.now += 1
    assert not watch.gets_on
    watch.moved()
    assert watch.gets_on


def test_a_long_wait_that_has_an_end_is_no_hang_until_it_outlasts_it() -> None:
    clock = Clock()
    watch = ProgressWatchdog(clock)
    with watch.within(1000), watch.within(20):
        clock.now += 1000
        assert watch.gets_on
        clock.now += 1
        assert not watch.gets_on
    assert watch.gets_on


def test_the_service_manager_hears_ready_and_then_what_is_done_as_long_as_something_is() -> None:
    clock, manager = Clock(), Heard()
    watch = ProgressWatchdog(clock)

    async def live() -> None:
        feeding = asyncio.create_task(watch.feed(manager, every=0))
        for step in ("first", "second", "hangs"):
            watch.status = f"film: {step}"
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            clock.now += QUIET if step == "first" else QUIET + 1
        feeding.cancel()

    asyncio.run(live())
    assert manager.said[0] == "READY=1"
    assert [line for line in manager.said if "STATUS" in line] == [
        "WATCHDOG=1\nSTATUS=film: first",
        "WATCHDOG=1\nSTATUS=film: second",
    ]
    assert set(manager.said[1:]) <= {"WATCHDOG=1", *(f"WATCHDOG=1\nSTATUS=film: {n}" for n in ("first", "second"))}


def test_a_store_that_ceases_to_answer_is_away(film: Path, disk: Path) -> None:
    with pytest.raises(StoreAway, match="it takes too long"):
        run(film, TimeoutStore(HangingStore(disk), ProgressWatchdog(), patience=0.05, slowest=1e9))
    run(film, FolderStore(disk))
    with pytest.raises(StoreAway, match="it takes too long"):
        run(film, TimeoutStore(HangingStore(disk), ProgressWatchdog(), patience=0.05, slowest=1e9))


def test_while_a_store_is_waited_for_the_courier_lives_and_afterwards_it_does_not(film: Path, disk: Path) -> None:
    clock = Clock()
    watch, store = ProgressWatchdog(clock), HangingStore(disk)

    async def wait() -> None:
        syncing = asyncio.create_task(sync(film, TimeoutStore(store, watch), _unheard))
        await store.asked.wait()
        clock.now += PATIENCE
        assert watch.gets_on
        clock.now += QUIET
        assert not watch.gets_on
        syncing.cancel()
        await asyncio.gather(syncing, return_exceptions=True)

    asyncio.run(wait())


def test_a_limit_that_makes_it_slow_is_no_hang() -> None:
    clock = Clock()
    watch = ProgressWatchdog(clock)
    budget = Budget(1.0, clock, watch.sleep)

    async def wait() -> None:
        await budget.take(500)
        taking = asyncio.create_task(budget.take(1))
        await asyncio.sleep(0)
        clock.now += 500
        assert watch.gets_on
        clock.now += QUIET + 1
        assert not watch.gets_on
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)

    asyncio.run(wait())


def test_reading_in_part_lets_the_store_go(disk: Path, film: Path) -> None:
    run(film, FolderStore(disk))

    async def first(session: object) -> bytes:
        async for chunk in session.read(FILM, "journal"):  # type: ignore[attr-defined]
            return bytes(chunk)
        return b""

    assert in_session(TimeoutStore(FolderStore(disk), ProgressWatchdog()), first) == (film / "journal").read_bytes()


async def _unheard(*_: object) -> None:
    """Nobody watches."""
