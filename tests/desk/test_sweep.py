"""What an import or a pack left that was broken off goes at the next unlock, but not what still goes on."""

import threading
from pathlib import Path

import pytest

from desk.folder import DeskFolder
from desk.unlocked import Desk
from tests.support.desks import at_desk, make_desk

LEFT = {
    ".pack.tmp": "packing",
    ".20261122-1405-k7qm.tmp": "importing",
    ".film.tmp": "importing",
    ".reseal.tmp": "importing",
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def leave(folder: DeskFolder, name: str) -> Path:
    left = folder.films / name
    (left / "20261122-1405-k7qm").mkdir(parents=True)
    (left / "20261122-1405-k7qm" / "000000.m4s.age").write_bytes(b"sealed to some key")
    return left


@pytest.mark.parametrize("name", LEFT)
def test_what_was_broken_off_is_gone_after_the_next_unlock(desk: Desk, tmp_path: Path, name: str) -> None:
    left = leave(desk.folder, name)
    at_desk(tmp_path)
    assert not left.exists()


@pytest.mark.parametrize("name", LEFT)
def test_what_goes_on_stays(desk: Desk, tmp_path: Path, name: str) -> None:
    left, begun, ended = leave(desk.folder, name), threading.Event(), threading.Event()

    def work() -> None:
        with getattr(desk.folder, LEFT[name]):
            begun.set()
            ended.wait(60)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert begun.wait(60)
        at_desk(tmp_path)
        assert left.exists()
    finally:
        ended.set()
        thread.join()
    at_desk(tmp_path)
    assert not left.exists()


def test_who_holds_a_lock_does_not_find_it_free(desk: Desk) -> None:
    with desk.folder.importing, desk.folder.importing.if_free() as free:
        assert not free
    with desk.folder.importing.if_free() as free:
        assert free
