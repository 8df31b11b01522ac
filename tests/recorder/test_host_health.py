"""Heat and weak power: told when they come, and told as over when all has been well for a while."""

from dataclasses import dataclass, field

import pytest

from appliance.capture.settings import SECOND
from appliance.devices.protocols import HostReadings
from appliance.devices.simulated.host import SimulatedHost
from appliance.recorder.host_health import LOOK, OVER, HostHealth
from tests.support.hand_devices import Told

WELL = HostReadings(temperature=50.0)


@dataclass
class Weather(SimulatedHost):
    """A host whose health the test says."""

    now: HostReadings = field(default=WELL)

    def health(self) -> HostReadings:
        return self.now


@pytest.mark.parametrize(
    ("health", "told"),
    [
        (WELL, []),
        (HostReadings(temperature=81.0, hot=True), ["too-hot"]),
        (HostReadings(temperature=70.0, slowed=True), ["too-hot"]),
        (HostReadings(low_voltage=True), ["low-voltage"]),
        (HostReadings(low_voltage=True, slowed=True), ["low-voltage"]),
        (HostReadings(was_low_voltage=True), []),
        (HostReadings(swaps_to_disk=True), ["swap"]),
        (HostReadings(battery=80, on_battery=True), []),
        (HostReadings(battery=12, on_battery=False), []),
        (HostReadings(battery=12, on_battery=True), ["battery-low"]),
        (HostReadings(hot=True, low_voltage=True), ["low-voltage", "too-hot"]),
    ],
)
def test_what_is_wrong_is_told_once_and_when_it_is_over(health: HostReadings, told: list[str]) -> None:
    host, heard = Weather(health), Told()
    strain = HostHealth(host, heard)
    for now in range(0, 5 * LOOK, LOOK // 2):
        strain.check(now)
    assert heard.heard == told
    host.now = WELL
    for now in range(5 * LOOK, 4 * LOOK + OVER, LOOK // 2):
        strain.check(now)
    assert heard.heard == told
    strain.check(4 * LOOK + OVER)
    assert heard.heard == [*told, *(f"{code} cleared" for code in told)]


def test_what_comes_and_goes_stays_told() -> None:
    host, heard = Weather(), Told()
    strain = HostHealth(host, heard)
    for now in range(0, 60 * SECOND, SECOND):
        host.now = HostReadings(low_voltage=now % (5 * SECOND) < 2 * SECOND)
        strain.check(now)
    assert heard.heard == ["low-voltage"]
