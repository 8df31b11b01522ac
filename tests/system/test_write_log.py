"""Disks rebuilt from a log of writes: in place as in a copy, and as they were before once a state was looked at."""

import random
import shutil
import struct
from pathlib import Path

from tests.support.write_log import FLUSH, MAGIC, WriteLog, cuts, states, states_in_place

SECTOR = 512
SIZE = 64 * SECTOR


def logged_writes(path: Path, count: int, chance: random.Random) -> WriteLog:
    """A log as blklogwrites makes it: writes of one to four sectors, and a flush now and then."""
    pieces = [struct.pack("<QQQI", MAGIC, 1, count, SECTOR).ljust(SECTOR, b"\0")]
    for number in range(count):
        length = 0 if number % 7 == 6 else chance.randrange(1, 5)
        start = chance.randrange(0, SIZE // SECTOR - length)
        head = struct.pack("<QQQQ", start, length, 0 if length else FLUSH, 0)
        pieces += [head.ljust(SECTOR, b"\0"), chance.randbytes(length * SECTOR)]
    path.write_bytes(b"".join(pieces))
    return WriteLog(path)


def test_states_in_place_are_those_of_a_copy(tmp_path: Path) -> None:
    log = logged_writes(tmp_path / "log", 100, random.Random(1))
    base, copy, place = (tmp_path / name for name in ("base", "copy", "place"))
    base.write_bytes(bytes(SIZE))
    shutil.copy(base, place)
    chosen = cuts(log.entries(), 40, random.Random(2))
    expected = [copy.read_bytes() for _ in states(log, base, copy, chosen, random.Random(3))]
    found = [place.read_bytes() for _ in states_in_place(log, place, chosen, random.Random(3))]
    assert found == expected
    assert len(set(found)) > 20
