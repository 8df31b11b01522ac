"""The computer around the devices: room on the card, whether its clock can be trusted, the service manager."""

import time
from collections.abc import Mapping
from pathlib import Path

from appliance.devices.free_space import free_bytes
from appliance.devices.protocols import Clock, Health


class SimulatedHost:
    """A laptop that plays the box: its real room, unless told that the card is full, and its own clock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._full = False

    def free(self) -> int:
        """Bytes free for films."""
        return 0 if self._full else free_bytes(self._folder)

    def clock(self) -> Clock:
        """The laptop's clock."""
        return Clock(time.time(), "ntp")

    def health(self) -> Health:
        """A laptop looks after itself."""
        return Health()

    def ready(self) -> None:
        """Nobody waits for it."""

    def alive(self, status: str) -> None:
        """Nobody watches."""

    def stopping(self) -> None:
        """Nobody waits for it."""

    def journal(self, message: str, priority: int, fields: Mapping[str, str | int]) -> bool:
        """A laptop's screen is journal enough."""
        return False

    def fill(self) -> None:
        """Say that the card is full, until `mend`."""
        self._full = True

    def mend(self) -> None:
        """Tell the truth about the card again."""
        self._full = False
