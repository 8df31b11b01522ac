"""Pictures of any shape made to fit: turned upright, scaled with their aspect kept, and letterboxed to yuv420p."""

from fractions import Fraction

import av
from av.filter import Graph

# How the film says that it was turned (degrees counterclockwise), and what turns it upright.
UPRIGHT = {90: [("transpose", "cclock")], -90: [("transpose", "clock")], 180: [("hflip", ""), ("vflip", "")]}
UPRIGHT[-180] = UPRIGHT[180]


class Letterbox:
    """Makes pictures `width` by `height`, both even. One that is so already is given back untouched."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._key: tuple[object, ...] = ()
        self._graph: Graph | None = None

    def __call__(self, frame: av.VideoFrame, pixel_aspect: Fraction) -> av.VideoFrame:
        """The picture that fits; `pixel_aspect` is how wide a pixel is for its height."""
        turned = round(frame.rotation / 90) * 90
        key = (frame.format.name, frame.width, frame.height, turned, pixel_aspect)
        if key == ("yuv420p", self.width, self.height, 0, Fraction(1)):
            return frame
        if key != self._key or self._graph is None:
            self._key, self._graph = key, self._build(frame, turned, pixel_aspect)
        self._graph.push(frame)
        fitted = self._graph.pull()
        if not isinstance(fitted, av.VideoFrame):
            raise TypeError("a filter for pictures gave something else")
        return fitted

    def _build(self, frame: av.VideoFrame, turned: int, pixel_aspect: Fraction) -> Graph:
        shown = (frame.width * pixel_aspect, Fraction(frame.height))
        wide, high = shown if turned % 180 == 0 else shown[::-1]
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
            *(graph.add(name, arguments) for name, arguments in UPRIGHT.get(turned, [])),
            graph.add("scale", f"{width}:{height}:flags=bilinear"),
            graph.add("format", "yuv420p"),
            graph.add("pad", f"{self.width}:{self.height}:{left}:{top}"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*nodes).configure()
        return graph
