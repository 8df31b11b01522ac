"""Raises and clears alarms for overheating, low voltage and swap on a disk, while filming or not."""

from appliance.capture.ports import Listener
from appliance.capture.settings import SECOND
from appliance.devices.errors import BatteryLow, DeviceError, LowVoltage, SwapOnDisk, TooHot
from appliance.devices.protocols import Host

LOOK = 2 * SECOND
"""Time between two looks (ns)."""

OVER = 10 * SECOND
"""How long (ns) all must have been well until the alarms are cleared: both causes come and go."""

EMPTY = 15
"""Per cent at which a battery is nearly empty."""


class HostHealth:
    """Call `check` a few times a second."""

    def __init__(self, host: Host, listener: Listener) -> None:
        self._host, self._listener = host, listener
        self._looked = -LOOK
        self._last: dict[str, int] = {}

    def check(self, now: int) -> None:
        """Read the host's health if LOOK has passed; raise and clear alarms."""
        if now - self._looked < LOOK:
            return
        self._looked = now
        health = self._host.health()
        self._report(SwapOnDisk, health.swaps_to_disk, now)
        self._report(LowVoltage, health.low_voltage, now)
        self._report(BatteryLow, health.on_battery and (health.battery or 0) <= EMPTY, now)
        # The firmware also throttles the processor for low voltage: that is no overheating.
        self._report(TooHot, health.hot or (health.slowed and not health.low_voltage), now)

    def _report(self, kind: type[DeviceError], suffers: bool, now: int) -> None:
        if suffers:
            if kind.code not in self._last:
                self._listener.raised(kind())
            self._last[kind.code] = now
        elif kind.code in self._last and now - self._last[kind.code] >= OVER:
            del self._last[kind.code]
            self._listener.cleared(kind.code)
