"""A disk that refuses, and a program that ends, at every write while a pack is made and opened: nothing is lost."""

import errno
from pathlib import Path

import pytest

from desk.errors import DeskError
from desk.opened import open_film
from desk.unlocked import Desk
from sealed.disk import Bytes
from sealed.errors import WriterError
from tests.support.desks import at_desk
from tests.support.packing import TwoDesks, two_desks
from tests.support.player_page import CODE
from tests.support.small_films import Unflushed

pytestmark = pytest.mark.slow


class Ended(BaseException):
    """The program ends here: nothing is caught, and nothing more is written."""


class FaultyDisk(Unflushed):
    """Refuses one write: the one after `left` more. If it `ends` the program, everything afterwards too."""

    left: int | None = None
    ends = False

    def _step(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            self.left = 0 if self.ends else None
            raise Ended if self.ends else OSError(errno.ENOSPC, "No space left on device")
        self.left -= 1

    def write(self, file: int, data: Bytes) -> None:
        self._step()
        super().write(file, data)

    def make_folder(self, path: Path) -> None:
        self._step()
        super().make_folder(path)

    def rename(self, folder: int, old: str, new: str) -> None:
        self._step()
        super().rename(folder, old, new)

    def remove(self, folder: int, name: str) -> None:
        self._step()
        super().remove(folder, name)


@pytest.mark.parametrize("ends", [False, True], ids=["full", "ended"])
def test_a_pack_is_opened_whole_or_not_at_all(tmp_path: Path, ends: bool) -> None:
    disk = FaultyDisk()
    desks = two_desks(tmp_path, disk)
    desks.consent()
    path = desks.pack()
    for at in range(0, 160, 4):
        disk.left, disk.ends = at, ends
        try:
            code = desks.open(path)
        except (DeskError, Ended) as error:
            assert isinstance(error, Ended) if ends else "No space left on device" in str(error)
        else:
            break
        disk.left = None
        reader = at_desk(tmp_path / "two", disk=disk) if ends else desks.reader
        desks = TwoDesks(tmp_path, desks.sender, reader)
        assert playable(reader) == [case.code for case in reader.borrowed()]
    else:
        pytest.fail("the pack was never opened")
    disk.left = None
    assert at > 30
    assert playable(desks.reader) == [code]


@pytest.mark.parametrize("ends", [False, True], ids=["full", "ended"])
def test_no_pack_exists_unlisted(tmp_path: Path, ends: bool) -> None:
    disk = FaultyDisk()
    desks = two_desks(tmp_path, disk)
    desks.consent()
    for at in range(0, 160, 13):
        key = desks.key()
        disk.left, disk.ends = at, ends
        try:
            desks.pack(key=key)
        except (DeskError, WriterError, Ended):
            disk.left = None
            if ends:
                desks = TwoDesks(tmp_path, at_desk(tmp_path / "one", disk=disk), desks.reader)
            assert len(desks.sender.case(CODE).films) == 1
        else:
            break
    else:
        pytest.fail("the pack was never made")
    disk.left = None
    assert desks.sender.case(CODE).packs
    assert not list(desks.sender.folder.films.glob(".pack*"))


def playable(desk: Desk) -> list[str]:
    """The packs all of whose films open."""
    return [
        case.code
        for case in desk.borrowed()
        if all(open_film(desk, case.code, film.film).segment(0) for film in case.films)
    ]
