"""Redaction: covers over persons and silenced stretches, as every copy of a film has them."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Self

import av
import numpy as np
from numpy.typing import NDArray

from desk.cases.case import Case
from desk.cases.handover_events import Keyframe
from desk.cases.handovers import Obscuring, Silence, digest
from desk.clips.cut import Samples
from sealed.film.fragments import SECOND

CELL = 1 / 10
"""A mosaic's cells are at least this share of the frame's shorter side, however small the cover is.

A portrait of sixteen cells across can still be recognised (Harmon and Julesz, 1973). A face that fills the whole frame
gets ten; one as large as faces are in a home two or three. In pixels it would depend on the camera, and as a share of
the cover a narrow cover over a part of a face would show that part. The cells move with the cover, so that the same
part of the face stays in the same cell: a grid at rest would scan a face that moves below it, from which it could be
computed again.
"""

GREY = 128
LAYOUTS = ("yuv420p", "yuvj420p")  # alike but for the range of their values
SIDES = ("x", "y", "width", "height")
Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class Redaction:
    """What copies of one film leave out. An `Edit` of the cutter."""

    covers: tuple[Obscuring, ...] = ()
    silences: tuple[Silence, ...] = ()

    @classmethod
    def of(cls, case: Case, film: str) -> Self:
        """That of a film of the case."""
        return cls(
            tuple(each for each in case.obscurings if each.film == film),
            tuple(each for each in case.silences if each.film == film),
        )

    def within(self, start: int, end: int) -> bool:
        """Whether anything is left out between two times (ns)."""
        left_out: tuple[Obscuring | Silence, ...] = (*self.covers, *self.silences)
        return any(each.start_ns < end and each.end_ns > start for each in left_out)

    def digest(self, start: int, end: int) -> str:
        """What somebody watched who watched the copy between these times."""
        return digest((*self.covers, *self.silences), start, end)

    def frame(self, at: int, frame: av.VideoFrame) -> av.VideoFrame:
        """The frame with all covers of this time drawn over it."""
        covers = [cover for cover in self.covers if cover.start_ns <= at < cover.end_ns]
        if not covers:
            return frame
        form = frame.format.name if frame.format.name in LAYOUTS else LAYOUTS[0]
        pixels = np.asarray(frame.to_ndarray(format=form), np.uint8)
        planes = _planes(pixels, frame.width, frame.height)
        for cover in covers:
            cell = CELL * min(frame.width, frame.height) if cover.method == "mosaic" else None
            _draw(planes, place(cover, at), frame.width, frame.height, cell)
        covered = av.VideoFrame.from_ndarray(pixels, format=form)
        covered.pts, covered.time_base = frame.pts, frame.time_base
        covered.color_range, covered.colorspace = frame.color_range, frame.colorspace
        return covered

    def sound(self, first: int, rate: int, samples: Samples) -> Samples:
        """The samples with all silenced ones at zero."""
        quiet = samples.copy()
        for each in self.silences:
            begins, ends = floor(each.start_ns * rate / SECOND), ceil(each.end_ns * rate / SECOND)
            quiet[max(0, begins - first) : max(0, ends - first)] = 0
        return quiet


def place(cover: Obscuring, at: int) -> Keyframe:
    """Where the cover is at a time: straight from keyframe to keyframe, and at the nearest one outside of them."""
    before = next((frame for frame in reversed(cover.keyframes) if frame.at_ns <= at), cover.keyframes[0])
    after = next((frame for frame in cover.keyframes if frame.at_ns >= at), cover.keyframes[-1])
    if before.at_ns >= after.at_ns:
        return before
    share = (at - before.at_ns) / (after.at_ns - before.at_ns)
    here = {side: _between(getattr(before, side), getattr(after, side), share) for side in SIDES}
    return Keyframe(at_ns=at, **here)


def _between(first: float, last: float, share: float) -> float:
    return min(max(first + (last - first) * share, 0.0), 1.0)


def _planes(pixels: Plane, width: int, height: int) -> tuple[Plane, Plane, Plane]:
    """Views of the brightness and the two colours of a frame in yuv420p, all in one array."""
    flat, size = pixels.reshape(-1), width * height
    colours = flat[size : size + size // 2].reshape(2, height // 2, width // 2)
    return flat[:size].reshape(height, width), colours[0], colours[1]


def _draw(planes: tuple[Plane, Plane, Plane], cover: Keyframe, width: int, height: int, cell: float | None) -> None:
    """Draw a cover, outwards to pairs of pixels: a pixel of colour is two of brightness wide and high."""
    left, right = _edges(cover.x, cover.width, width)
    top, bottom = _edges(cover.y, cover.height, height)
    columns, rows = _cells(left, right, cell), _cells(top, bottom, cell)
    for plane, shrink in zip(planes, (1, 2, 2), strict=True):
        for y, next_y in rows:
            for x, next_x in columns:
                part = plane[y // shrink : next_y // shrink, x // shrink : next_x // shrink]
                part[...] = GREY if cell is None else round(float(part.mean()))


def _edges(begins: float, lasts: float, whole: int) -> tuple[int, int]:
    low, high = 2 * floor(begins * whole / 2), 2 * ceil(min(begins + lasts, 1.0) * whole / 2)
    low = min(low, whole - 2)
    return low, min(max(high, low + 2), whole)


def _cells(low: int, high: int, cell: float | None) -> list[tuple[int, int]]:
    """A side in as many parts as fit, each as large as a cell or larger, on even pixels."""
    count = max(1, floor((high - low) / cell)) if cell else 1
    edges = [low + 2 * round((high - low) / 2 * number / count) for number in range(count + 1)]
    return list(pairwise(edges))
