"""The checks before a film: each says what is wrong and what to do, in the words of an alarm that stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.capture.capture import Capture
from appliance.devices.protocols import HostReadings
from appliance.devices.real.linux_host import LinuxHost
from appliance.recorder.preflight import checks, with_alarms
from appliance.recorder.situation import Alarm
from control.messages import Check
from tests.support.hand_devices import HandCamera, HandMicrophone, Told

VOLTAGE = {"sys/class/hwmon/hwmon0/name": "rpi_volt\n", "sys/class/hwmon/hwmon0/in0_lcrit_alarm": "1\n"}
HOT = {"sys/class/thermal/thermal_zone0/temp": "83000\n"}
WARM = {"sys/class/thermal/thermal_zone0/temp": "50000\n"}


UPS = {
    "sys/class/power_supply/ups/type": "Battery",
    "sys/class/power_supply/ups/capacity": "71",
    "sys/class/power_supply/ups/status": "Discharging",
}


@pytest.fixture
def capture() -> Iterator[Capture]:
    """One whose camera and microphone deliver nothing."""
    made = Capture(HandCamera(), HandMicrophone())
    made.open(Told())
    yield made
    made.close()


def looked_at(capture: Capture, root: Path, files: dict[str, str], minutes: int = 60) -> dict[str, Check]:
    """The checks on a host that has these files of sysfs, by name."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return {check.name: check for check in checks(capture, LinuxHost(root, root=root), "none", minutes, needed=5)}


@pytest.mark.parametrize(
    ("files", "name", "state", "words"),
    [
        ({}, "temperature", "good", "The box is not too hot."),
        (WARM, "temperature", "good", "The box is not too hot (50 °C)."),
        (HOT, "temperature", "warning", "(83 °C). Give it air"),
        ({}, "power", "good", "strong enough"),
        (UPS, "power", "good", "On battery, 71 %."),
        (UPS | {"sys/class/power_supply/ups/status": "Full"}, "power", "good", "Plugged in, battery 71 %."),
        (VOLTAGE, "power", "bad", "Use the box's own power supply"),
        ({}, "camera", "bad", "cable"),
        ({}, "clock", "warning", "Open the page on a paired phone"),
        ({}, "card", "good", "room for 60 minutes"),
    ],
)
def test_what_was_looked_at(
    capture: Capture, tmp_path: Path, files: dict[str, str], name: str, state: str, words: str
) -> None:
    check = looked_at(capture, tmp_path, files)[name]
    assert check.state == state
    assert words in check.message


def test_power_that_was_too_weak_for_a_moment_is_told_though_it_is_well_now(capture: Capture, tmp_path: Path) -> None:
    class Recovered(LinuxHost):
        def health(self) -> HostReadings:
            return HostReadings(was_low_voltage=True)

    found = {check.name: check for check in checks(capture, Recovered(tmp_path, tmp_path), "none", 60, needed=5)}
    assert found["power"].state == "warning"
    assert "was too weak for a moment" in found["power"].message


def test_a_card_without_room_says_what_to_do(capture: Capture, tmp_path: Path) -> None:
    check = looked_at(capture, tmp_path, {}, minutes=4)["card"]
    assert (check.state, check.message) == ("bad", "The card has room for 4 minutes only: sync and wipe a film.")


def test_what_an_alarm_says_is_said_once(capture: Capture, tmp_path: Path) -> None:
    found = list(looked_at(capture, tmp_path, HOT).values())
    hot = Alarm("too-hot", "The box is too hot. Give it air.", prevents=False)
    said = {check.name: check for check in with_alarms(found, [hot])}
    assert (said["temperature"].state, said["temperature"].message) == ("warning", hot.message)
    assert said["power"] == next(check for check in found if check.name == "power")
