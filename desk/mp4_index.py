"""Gives a film's MP4 the length and the index that a box cannot write while it films.

ISO/IEC 14496-12: the length is a `mehd` box in the header (8.8.2); the index is a `mfra` box at the end, with the time
and the place of each fragment (8.8.9 to 8.8.11). The fragments themselves stay as they were sealed.
"""

import struct
from collections.abc import Iterable, Iterator

from sealed.errors import CutShort
from sealed.film.boxes import Box, OutOfForm, each, one, whole

SECOND = 1_000_000_000
LARGE = 1 << 24  # version 1 of a box: its times have 64 bits


def indexed(parts: Iterable[bytes | bytearray], length: int) -> Iterator[bytes | bytearray]:
    """The film's parts with its length in nanoseconds declared, and an index behind them.

    A header that is not of the form that boxes write is given as it is, and so are the parts after it. CutShort, which
    ends the parts of a film that was cut, is raised after the index.
    """
    rest = iter(parts)
    header = next(rest, None)
    if header is None:
        return
    index = None
    try:
        tracks, header = _tracks(header), with_length(header, length)
        index = Index(tracks, len(header))
    except (OutOfForm, struct.error):
        pass
    yield header
    cut = None
    try:
        for part in rest:
            if index:
                index.add(part)
            yield part
    except CutShort as error:
        cut = error
    if index:
        yield index.box()
    if cut:
        raise cut


def with_length(header: bytes | bytearray, length: int) -> bytes:
    """The header (ftyp, moov) with the film's length. Raises OutOfForm, struct.error."""
    moov = one(header, b"moov", whole(header))
    mvex = one(header, b"mvex", moov)
    if any(True for _ in each(header, b"mehd", mvex)):
        raise OutOfForm("it has its length already")
    movie = one(header, b"mvhd", moov)
    (scale,) = struct.unpack_from(">I", header, movie[0] + (20 if header[movie[0]] else 12))
    mehd = struct.pack(">I4sIQ", 20, b"mehd", LARGE, round(length * scale / SECOND))
    longer = bytearray(header)
    longer[mvex[0] : mvex[0]] = mehd
    for start, end in (moov, mvex):
        struct.pack_into(">I", longer, start - 8, end - start + 8 + len(mehd))
    return bytes(longer)


class Index:
    """The times and places of a film's fragments, track by track."""

    def __init__(self, tracks: Iterable[int], start: int) -> None:
        """`start` is where the first fragment begins in the file."""
        self._found: dict[int, list[bytes]] = {track: [] for track in tracks}
        self._at = start

    def add(self, part: bytes | bytearray) -> None:
        """The next part of the film. What has not the form of a fragment is left out of the index."""
        try:
            for moof in each(part, b"moof", whole(part)):
                self._add_fragment(part, moof)
        except (OutOfForm, struct.error):
            pass
        self._at += len(part)

    def _add_fragment(self, part: bytes | bytearray, moof: Box) -> None:
        for number, traf in enumerate(each(part, b"traf", moof), 1):
            track = struct.unpack_from(">I", part, one(part, b"tfhd", traf)[0] + 4)[0]
            decode = one(part, b"tfdt", traf)[0]
            (time,) = struct.unpack_from(">Q" if part[decode] else ">I", part, decode + 4)
            if track in self._found:
                self._found[track].append(struct.pack(">QQBBB", time, self._at + moof[0] - 8, number, 1, 1))

    def box(self) -> bytes:
        """The index. It ends with its own size, by which a player finds it from the end of the file."""
        tables = b""
        for track, entries in self._found.items():
            size = 24 + sum(map(len, entries))
            tables += struct.pack(">I4sIIII", size, b"tfra", LARGE, track, 0, len(entries)) + b"".join(entries)
        size = 8 + len(tables) + 16
        return struct.pack(">I4s", size, b"mfra") + tables + struct.pack(">I4sII", 16, b"mfro", 0, size)


def _tracks(header: bytes | bytearray) -> list[int]:
    tracks = []
    for trak in each(header, b"trak", one(header, b"moov", whole(header))):
        start = one(header, b"tkhd", trak)[0]
        tracks.append(struct.unpack_from(">I", header, start + (20 if header[start] else 12))[0])
    return tracks
