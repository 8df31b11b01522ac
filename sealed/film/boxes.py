"""Walks the boxes of MP4 data in memory (ISO/IEC 14496-12, 4.2)."""

import struct
from collections.abc import Iterator

Data = bytes | bytearray
Box = tuple[int, int]  # where a box's content begins and ends


class OutOfForm(ValueError):
    """The data has not the form of a film's MP4."""


def one(data: Data, kind: bytes, inside: Box) -> Box:
    """The first box of a kind that lies directly in another. Raises OutOfForm if there is none."""
    found = next(each(data, kind, inside), None)
    if found is None:
        raise OutOfForm(f"it has no {kind.decode()}")
    return found


def each(data: Data, kind: bytes, inside: Box) -> Iterator[Box]:
    """The boxes of one kind that lie directly in another. Raises OutOfForm, struct.error."""
    at, end = inside
    while at < end:
        size, found = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > end:
            raise OutOfForm("a box does not fit")
        if found == kind:
            yield at + 8, at + size
        at += size


def whole(data: Data) -> Box:
    """All of the data, as what its outermost boxes lie in."""
    return 0, len(data)
