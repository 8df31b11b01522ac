"""The limit on bytes a second: what is taken, when, and that every byte of a film is paid for."""

import asyncio
import time
from pathlib import Path

import pytest

from appliance.courier.settings import StoreSettings
from stores.folder import FolderStore
from stores.throttle import Budget, ThrottledStore
from tests.support.clock import Clock
from tests.support.sample_film import FILM, Studio, contents
from tests.support.store_contract import StoreContract
from tests.support.syncing import run


def test_who_takes_waits_for_those_before() -> None:
    clock = Clock()
    budget = Budget(1000, clock, clock.sleep)

    async def take() -> list[float]:
        begun = []
        for count in (500, 2000, 1000):
            await budget.take(count)
            begun.append(clock.now - 100)
        clock.now += 60  # nobody takes; nothing is saved up
        for count in (1000, 1000):
            await budget.take(count)
            begun.append(clock.now - 100)
        return begun

    assert asyncio.run(take()) == pytest.approx([0, 0.5, 2.5, 62.5, 63.5])


class TestLimited(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> ThrottledStore:
        (tmp_path / "store").mkdir()
        return ThrottledStore(FolderStore(tmp_path / "store"), 1e9)


def test_a_film_takes_as_long_as_its_bytes_cost(tmp_path: Path) -> None:
    film = Studio().film(tmp_path / "films", segments=6, size=50_000)
    (tmp_path / "store").mkdir()
    size = sum(map(len, contents(film).values()))
    store = StoreSettings((tmp_path / "store").as_uri(), limit=size * 2).open()
    begin = time.monotonic()
    run(film, store)
    # Sent once and read back once at two films a second; the last object waits for none.
    assert time.monotonic() - begin > 0.85
    assert contents(tmp_path / "store" / FILM) == contents(film)
    assert store.present()
