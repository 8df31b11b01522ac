"""How x264 encodes on a board: the first plan that leaves room, and the quickest where none does."""

import logging
from fractions import Fraction

import pytest

from appliance.capture.encoder_trial import PLANS, ROOM, best_trial, try_x264


def board(speed: float) -> tuple[list[tuple[str, int]], dict[tuple[str, int], float]]:
    """What was tried, and what each plan takes where one thread of superfast takes `speed`."""
    loads = {(preset, threads): speed / threads / (2 if preset == "ultrafast" else 1) for preset, threads in PLANS}
    return [], loads


@pytest.mark.parametrize(
    ("speed", "cores", "preset", "threads"),
    [
        (0.3, 4, "superfast", 1),
        (ROOM, 4, "superfast", 1),
        (1.17, 4, "superfast", 2),  # a Zero 2 W
        (1.7, 4, "superfast", 3),
        (3.0, 4, "ultrafast", 3),
        (4.5, 4, "ultrafast", 4),
        (9.0, 4, "ultrafast", 4),
        (1.17, 1, "superfast", 1),
    ],
)
def test_the_first_plan_that_leaves_room(speed: float, cores: int, preset: str, threads: int) -> None:
    tried, loads = board(speed)

    def measure(preset: str, threads: int) -> float:
        tried.append((preset, threads))
        return loads[preset, threads]

    trial = best_trial(cores, measure)
    assert (trial.preset, trial.threads) == (preset, threads)
    assert all(threads <= cores for _, threads in tried)
    assert len(tried) == 1 or loads[tried[0]] > ROOM, "no more is tried than is needed"


def test_a_board_that_is_too_slow_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert not best_trial(4, lambda preset, threads: 2.0).fits
    assert "Frames may be lost" in caplog.text


def test_a_real_trial() -> None:
    trial = try_x264(320, 180, Fraction(5))
    assert (trial.preset, trial.threads) in PLANS
    assert trial.load > 0
    assert trial.words().startswith(f"Films are encoded by x264 ({trial.preset}, ")
