"""The planes of a yuv420p frame, as numpy sees them."""

import av
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]


def plane(frame: av.VideoFrame, index: int) -> Plane:
    """A writable view of one plane, without the padding at the ends of its lines."""
    part = frame.planes[index]
    lines: Plane = np.frombuffer(memoryview(part), np.uint8).reshape(part.height, part.line_size)
    return lines[:, : part.width]


def copy(frame: av.VideoFrame) -> av.VideoFrame:
    """Another frame with the same pixels."""
    other = av.VideoFrame(frame.width, frame.height, "yuv420p")
    for index in range(3):
        plane(other, index)[:] = plane(frame, index)
    return other


def blank(width: int, height: int) -> av.VideoFrame:
    """A black frame."""
    frame = av.VideoFrame(width, height, "yuv420p")
    for index, value in enumerate((16, 128, 128)):
        plane(frame, index)[:] = value
    return frame
