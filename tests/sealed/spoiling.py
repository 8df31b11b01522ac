"""What the tests of the reader share: one box, an object of its films, and a flipped bit."""

from pathlib import Path

from tests.support.small_films import Box

BOX = Box()
THIRD = "000002.m4s.age"


def flip(path: Path, at: int = -20) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 4
    path.write_bytes(data)
