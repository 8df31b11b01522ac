"""What the computer itself suffers from: heat, and power that is too weak. Told while it lasts, film or no film."""

from appliance.capture.ports import Listener
from appliance.capture.settings import SECOND
from appliance.devices.errors import DeviceError, LowVoltage, TooHot
from appliance.devices.protocols import Host

LOOK = 2 * SECOND
"""Time between two looks (ns)."""

OVER = 10 * SECOND
"""How long all must have been well (ns) until a trouble counts as over: both come and go."""


class HostHealth:
    """Looks at the host's health; to be called a few times a second."""

    def __init__(self, host: Host, listener: Listener) -> None:
        self._host, self._listener = host, listener
        self._looked = -LOOK
        self._last: dict[str, int] = {}

    def check(self, now: int) -> None:
        """Look if it is time to; tell what is new, and what is over."""
        if now - self._looked < LOOK:
            return
        self._looked = now
        health = self._host.health()
        self._say(LowVoltage, health.low_voltage, now)
        # The firmware also slows the processor down when the power is weak: that is no heat.
        self._say(TooHot, health.hot or (health.slowed and not health.low_voltage), now)

    def _say(self, kind: type[DeviceError], suffers: bool, now: int) -> None:
        if suffers:
            if kind.code not in self._last:
                self._listener.trouble(kind(kind.__doc__))
            self._last[kind.code] = now
        elif kind.code in self._last and now - self._last[kind.code] >= OVER:
            del self._last[kind.code]
            self._listener.mended(kind.code)
