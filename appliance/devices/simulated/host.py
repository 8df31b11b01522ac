"""The computer around simulated devices. Under systemd it reports as a real box does: its unit is watched as well."""

import time
from collections.abc import Mapping
from pathlib import Path

from appliance.devices.free_space import free_bytes
from appliance.devices.protocols import Clock, HostReadings
from appliance.system.systemd import ServiceManager


class SimulatedHost:
    """A laptop that plays the box: its real room, unless told that the card is full, and its own clock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._full = False
        self._manager = ServiceManager()

    def await_devices(self) -> None:
        """A laptop started long ago."""

    def free(self) -> int:
        """Bytes free for films."""
        return 0 if self._full else free_bytes(self._folder)

    def clock(self) -> Clock:
        """The laptop's clock."""
        return Clock(time.time(), "ntp")

    def health(self) -> HostReadings:
        """A laptop looks after itself."""
        return HostReadings()

    def ready(self) -> None:
        """Report to systemd that the recorder is ready."""
        self._manager.ready()

    def alive(self, status: str) -> None:
        """Feed systemd's watchdog."""
        self._manager.alive(status)

    def stopping(self) -> None:
        """Report to systemd that the recorder is closing."""
        self._manager.stopping()

    def journal(self, message: str, priority: int, fields: Mapping[str, str | int]) -> bool:
        """A laptop's screen is journal enough."""
        return False

    def fill(self) -> None:
        """Say that the card is full, until `mend`."""
        self._full = True

    def mend(self) -> None:
        """Tell the truth about the card again."""
        self._full = False
