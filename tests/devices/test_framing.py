"""What the camera sees, as a small JPEG."""

import io

import av
import pytest

from appliance.devices.framing import jpeg
from appliance.devices.simulated.test_card import TestCard, read_clock


@pytest.mark.parametrize(
    ("size", "shown"), [((1280, 720), (640, 360)), ((1920, 1080), (640, 360)), ((320, 240), (320, 240))]
)
def test_the_frame_is_small_and_readable(size: tuple[int, int], shown: tuple[int, int]) -> None:
    data = jpeg(TestCard(*size).frame(4711))
    assert data[:2] == b"\xff\xd8"
    assert len(data) < 60_000
    with av.open(io.BytesIO(data), mode="r", format="mjpeg") as container:
        frame = next(container.decode(video=0))
    assert (frame.width, frame.height) == shown
    assert read_clock(frame.reformat(format="yuv420p")) == 4711


def test_the_frame_itself_is_left_alone() -> None:
    frame = TestCard(320, 240).frame(1)
    before = frame.to_ndarray().tobytes()
    jpeg(frame)
    assert frame.to_ndarray().tobytes() == before
    assert frame.pts is None
