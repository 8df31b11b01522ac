"""Losses are told once, when they can no longer be borne, and told as over when nothing was lost for a while."""

from appliance.capture.errors import CaptureError, FramesLost
from appliance.capture.gap_detector import GapDetector
from appliance.devices.errors import DeviceError

PERIOD = 40_000_000


class Heard:
    def __init__(self) -> None:
        self.said: list[str] = []

    def raised(self, error: DeviceError | CaptureError) -> None:
        self.said.append(error.code)

    def cleared(self, code: str) -> None:
        self.said.append(f"{code} over")


def watch(frames: list[int]) -> list[str]:
    heard = Heard()
    losses = GapDetector(FramesLost, PERIOD // 2, heard)
    for number in frames:
        losses.came(number * PERIOD, (number + 1) * PERIOD)
    return heard.said


def test_every_third_frame_lost_is_told_once() -> None:
    assert watch([n for n in range(300) if n % 3 != 2]) == ["pictures-lost"]


def test_it_is_over_when_nothing_was_lost_for_five_seconds() -> None:
    dropping = [n for n in range(60) if n % 3 != 2]
    assert watch([*dropping, *range(60, 180)]) == ["pictures-lost"]
    assert watch([*dropping, *range(60, 200)]) == ["pictures-lost", "pictures-lost over"]


def test_a_frame_now_and_then_is_borne() -> None:
    assert watch([n for n in range(3000) if n % 40]) == []


def test_a_camera_that_was_away_is_told_elsewhere() -> None:
    assert watch([*range(50), *range(200, 250)]) == []
