"""Frames of any shape made to fit: turned upright, scaled with their aspect kept, and letterboxed to yuv420p."""

import struct
from fractions import Fraction

import av
from av.filter import Graph
from av.sidedata.sidedata import SideData

Filters = tuple[tuple[str, str], ...]

# For a picture that lies on its side: whether the display matrix has b > 0 and c > 0 (ISO/IEC 14496-12, 8.3.2).
ON_ITS_SIDE = {
    (True, False): "clock",
    (False, True): "cclock",
    (True, True): "cclock_flip",
    (False, False): "clock_flip",
}


class Letterbox:
    """Makes frames `width` by `height`, both even. One that is so already is given back untouched."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._key: tuple[object, ...] = ()
        self._graph: Graph | None = None
        self._upright: tuple[float, Filters] | None = None

    def __call__(self, frame: av.VideoFrame, pixel_aspect: Fraction) -> av.VideoFrame:
        """The frame that fits; `pixel_aspect` is how wide a pixel is for its height."""
        if self._upright is None or self._upright[0] != frame.rotation:
            # Only then: PyAV's frame and its side data hold each other, so each such frame lives until a collection.
            self._upright = frame.rotation, _upright(frame)
        upright = self._upright[1]
        key = (frame.format.name, frame.width, frame.height, upright, pixel_aspect)
        if key == ("yuv420p", self.width, self.height, (), Fraction(1)):
            return frame
        if key != self._key or self._graph is None:
            self._key, self._graph = key, self._build(frame, upright, pixel_aspect)
        self._graph.push(frame)
        fitted = self._graph.pull()
        if not isinstance(fitted, av.VideoFrame):
            raise TypeError("a filter for frames gave something else")
        return fitted

    def _build(self, frame: av.VideoFrame, upright: Filters, pixel_aspect: Fraction) -> Graph:
        shown = (frame.width * pixel_aspect, Fraction(frame.height))
        wide, high = shown[::-1] if any(name == "transpose" for name, _ in upright) else shown
        scale = min(self.width / wide, self.height / high)
        width, height = (max(2, round(side * scale / 2) * 2) for side in (wide, high))
        left, top = (room // 4 * 2 for room in (self.width - width, self.height - height))
        graph = Graph()
        nodes = [
            graph.add_buffer(
                width=frame.width,
                height=frame.height,
                format=frame.format,
                time_base=frame.time_base or Fraction(1, 1000),
            ),
            *(graph.add(name, arguments) for name, arguments in upright),
            graph.add("scale", f"{width}:{height}:flags=bilinear"),
            graph.add("format", "yuv420p"),
            graph.add("pad", f"{self.width}:{self.height}:{left}:{top}"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*nodes).configure()
        return graph


def _upright(frame: av.VideoFrame) -> Filters:
    """What turns the frame as it is meant to be seen: a camera may have been turned, or its frame mirrored."""
    data = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(data, SideData):
        return ()
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(data))
    if abs(b) + abs(c) > abs(a) + abs(d):
        return (("transpose", ON_ITS_SIDE[b > 0, c > 0]),)
    return (*((("hflip", ""),) if a < 0 else ()), *((("vflip", ""),) if d < 0 else ()))
