"""A film's waveform: the loudest sample of each fiftieth of a second, as one byte."""

import io
from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from sealed.film.opened import OpenedFilm

A_SECOND = 50


class Joined(io.RawIOBase):
    """A film's plaintext as one stream that is read once, a segment in memory at a time."""

    def __init__(self, film: OpenedFilm, first: int = 0) -> None:
        super().__init__()
        self._parts = _parts(film, first)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; none at the end of the film."""
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = memoryview(part)
        piece = self._rest[: size if size >= 0 else None]
        self._rest = self._rest[len(piece) :]
        return bytes(piece)


def peaks(film: OpenedFilm) -> bytes:
    """0 to 255 for each 1/50 s; empty for a film without sound."""
    loudest = np.zeros(film.length * A_SECOND // 10**9 + 1, np.float32)
    with av.open(Joined(film), mode="r", format="mp4") as container:
        for stream in container.streams.audio[:1]:
            for frame in container.decode(stream):
                _add(loudest, frame)
        if not container.streams.audio:
            return b""
    return bytes((loudest.clip(0, 1) * 255).astype(np.uint8))


def _add(loudest: NDArray[np.float32], frame: av.AudioFrame) -> None:
    level = np.abs(frame.to_ndarray().astype(np.float32)).max(axis=0)
    if not frame.format.name.startswith("flt"):
        level /= 32768
    at = int((frame.pts or 0) * A_SECOND * (frame.time_base or 1)) if frame.pts is not None else 0
    step = frame.sample_rate // A_SECOND
    for number, start in enumerate(range(0, len(level), step)):
        if 0 <= at + number < len(loudest):
            loudest[at + number] = max(loudest[at + number], float(level[start : start + step].max()))


def _parts(film: OpenedFilm, first: int) -> Iterator[bytes | bytearray]:
    yield film.header
    for number in range(first, len(film.spans)):
        yield film.segment(number)
