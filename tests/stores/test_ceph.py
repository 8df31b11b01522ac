"""The object store against a real Ceph cluster: the contract, and one of three OSDs killed in the middle of a sync.

A job of its own, since it takes a while and wants packages of its own: `make test-ceph`.
"""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.courier.reverify import gone_wrong
from appliance.courier.sync import sync
from appliance.films.receipts import check_cover
from sealed.papers.receipt import Receipt
from stores.errors import CourierError
from stores.registry import open_store
from stores.store import Abilities, Store
from tests.support.ceph import Ceph, missing
from tests.support.sample_film import FILM, Studio
from tests.support.store_contract import DeskStoreContract, in_session

pytestmark = [pytest.mark.ceph, pytest.mark.slow, pytest.mark.skipif(missing() is not None, reason=missing() or "")]


@pytest.fixture(scope="module")
def ceph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ceph]:
    home = tmp_path_factory.mktemp("ceph")
    with Ceph(home) as cluster:
        yield cluster
    shutil.rmtree(home)


@pytest.fixture
def store(ceph: Ceph, tmp_path: Path) -> Store:
    return open_store(ceph.url(tmp_path.name), ceph.credentials)


class TestCeph(DeskStoreContract):
    """The fixture `store` is above."""


def test_ceph_refuses_wrong_bytes(store: Store) -> None:
    assert in_session(store, lambda session: session.abilities()) == Abilities(refuses=True, creates_only=True)


def test_one_of_three_osds_is_killed_in_the_middle(ceph: Ceph, store: Store, tmp_path: Path) -> None:
    film = Studio().film(tmp_path / "films", segments=120, size=200_000)
    killed: list[int] = []

    async def progress(phase: str, done: int, total: int) -> None:
        if phase == "copying" and done > total // 2 and not killed:
            killed.append(done)
            await asyncio.to_thread(ceph.kill_osd, 1)

    receipt = insist(film, store, progress)
    assert killed
    check_cover(receipt, film)
    assert asyncio.run(gone_wrong(store, receipt)) == []
    assert in_session(store, lambda session: session.listing(FILM)) == {
        path.name: path.stat().st_size for path in film.iterdir()
    }


def insist(film: Path, store: Store, progress) -> Receipt:  # type: ignore[no-untyped-def]
    """Try again as the courier does."""
    for _ in range(5):
        try:
            return asyncio.run(sync(film, store, progress))
        except CourierError as error:
            assert error.passing, error
    raise AssertionError("it never came through")
