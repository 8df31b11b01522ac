"""The real footage, decoded once: its frames, and its sound at 48 kHz in mono. And capture, played by hand."""

from collections.abc import Iterator

import av
import numpy as np
import pytest

from tests.capture.by_hand import Rig
from tests.support.footage import footage
from tests.support.making_films import Samples


@pytest.fixture(scope="module")
def bunny() -> Iterator[list[av.VideoFrame]]:
    """132 frames, 1280x720, 25 a second."""
    with av.open(footage()) as container:
        yield list(container.decode(video=0))


@pytest.fixture(scope="module")
def bunny_sound() -> Samples:
    """5.3 seconds of samples, as (samples, 1)."""
    mono = av.AudioResampler("s16", "mono", 48_000)
    with av.open(footage()) as container:
        pieces = [piece for frame in [*container.decode(audio=0), None] for piece in mono.resample(frame)]
    return np.concatenate([piece.to_ndarray()[0] for piece in pieces])[:, None]


@pytest.fixture
def rig() -> Iterator[Rig]:
    """Capture with a camera and a microphone, open."""
    rig = Rig()
    rig.capture.open(rig.told)
    yield rig
    rig.capture.close()
