"""The measure itself: when a clap is seen, whatever a busy machine does to the frames around it."""

import numpy as np
import pytest

from tests.rig.clapper import BLACK, SIDE, WHITE, Luma, claps_seen

PERIOD = 0.04


def frame(time: float, clap: float) -> tuple[float, Luma]:
    """A frame that collects light for one period from `time` on, of a square that lights up at `clap`."""
    lit = min(1.0, max(0.0, (time + PERIOD - clap) / PERIOD))
    return time, np.full((SIDE, SIDE), BLACK + round((WHITE - BLACK) * lit), np.uint8)


@pytest.mark.parametrize("clap", [0.081, 0.1, 0.119])
def test_a_clap_is_placed_far_finer_than_a_frame(clap: float) -> None:
    frames = [frame(number * PERIOD, clap) for number in range(6)]
    assert list(claps_seen(frames, PERIOD)) == pytest.approx([clap], abs=0.001)


def test_frames_that_come_too_early_after_a_late_one_are_no_trouble() -> None:
    frames = [frame(time, 0.21) for time in (0, 0.04, 0.174, 0.179, 0.2, 0.24)]
    assert list(claps_seen(frames, PERIOD)) == pytest.approx([0.21], abs=0.001)


def test_a_clap_between_two_frames_is_left_out_instead_of_guessed() -> None:
    frames = [frame(time, 0.1) for time in (0, 0.04, 0.174, 0.2, 0.24)]
    assert list(claps_seen(frames, PERIOD)) == []
