"""The tar of a pack: read in the order in which it is written, and nothing else in it counts."""

import tarfile
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tarfile import BLOCKSIZE, TarInfo

import pytest

from desk.packs.errors import PackDamaged
from tests.support.packing import TwoDesks

pytestmark = pytest.mark.slow

File = tuple[TarInfo, bytes]
MANY = 100_000


def files(path: Path) -> list[File]:
    with tarfile.open(path) as tar:
        return [(each, (tar.extractfile(each) or BytesIO()).read()) for each in tar]


def written(path: Path, found: list[File]) -> None:
    with path.open("wb") as file:
        for info, data in found:
            file.write(
                sparse(info, len(data)) if info.type == tarfile.GNUTYPE_SPARSE else info.tobuf(tarfile.USTAR_FORMAT)
            )
            file.write(data + bytes(-len(data) % BLOCKSIZE))
        file.write(bytes(2 * BLOCKSIZE))


def sparse(info: TarInfo, size: int) -> bytes:
    """The header of a sparse file whose one piece is all of it."""
    head = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    head[156:157] = tarfile.GNUTYPE_SPARSE
    head[345:500] = bytes(155)
    head[386:410] = b"%011o\0%011o\0" % (0, size)
    head[483:495] = b"%011o\0" % size
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def manifest_second(found: list[File]) -> None:
    found[0], found[1] = found[1], found[0]


def sparse_object(found: list[File]) -> None:
    found[-1][0].type = tarfile.GNUTYPE_SPARSE


def linked(found: list[File]) -> None:
    info = TarInfo("link")
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    found.append((info, b""))


def twice(found: list[File]) -> None:
    found.append(found[-1])


def of_no_film(found: list[File]) -> None:
    found.insert(2, (TarInfo("readme"), b""))


def other_order(found: list[File]) -> None:
    found[-1], found[-2] = found[-2], found[-1]


@pytest.mark.parametrize("spoil", [manifest_second, sparse_object, linked, twice, of_no_film, other_order])
def test_only_plain_files_in_their_order_are_read(desks: TwoDesks, spoil: Callable[[list[File]], None]) -> None:
    path = desks.pack()
    found = files(path)
    spoil(found)
    written(path, found)
    with tarfile.open(path) as tar:
        assert len(tar.getnames()) == len(found), "it is a tar all the same"
    with pytest.raises(PackDamaged, match=r"a\.pack is damaged"):
        desks.open(path)
    assert list(desks.reader.folder.films.iterdir()) == []


def test_no_list_is_made_of_what_is_in_it(desks: TwoDesks) -> None:
    path = desks.pack()
    found = files(path)
    written(path, found)
    data = path.read_bytes()
    after = BLOCKSIZE * (1 + -(-found[0][0].size // BLOCKSIZE))
    path.write_bytes(data[:after] + TarInfo("readme").tobuf(tarfile.USTAR_FORMAT) * MANY + data[after:])
    tracemalloc.start()
    try:
        with pytest.raises(PackDamaged, match=r"about\.age is not where it belongs"):
            desks.open(path)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_a_film_is_no_longer_than_its_journal_says(desks: TwoDesks) -> None:
    path = desks.pack()
    found = files(path)
    info, data = found[-1]
    info.size += 1
    written(path, [*found[:-1], (info, data + b"x")])
    with pytest.raises(PackDamaged, match="is too long"):
        desks.open(path)


def test_a_pack_written_anew_in_its_order_opens(desks: TwoDesks) -> None:
    path = desks.pack()
    written(path, files(path))
    assert desks.open(path)
