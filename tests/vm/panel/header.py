"""A finger and an eye at the fake GPIO header: gpio-sim's files under /sys, where image-build/vm made it."""

import os
import time
from pathlib import Path

from appliance.devices.pins import Pins

DIMMED = 0.03
"""Seconds in which a dimmed LED is lit at least once: three turns of lgpio's 100 Hz."""


class Header:
    """The pins of `Pins`. The button connects its pin to ground, as on a real box."""

    def __init__(self, pins: Pins | None = None) -> None:
        self.pins = pins or Pins()
        self._chip = Path(os.environ["ATTUNE_GPIO_SIM"])
        self.up()

    def down(self) -> None:
        """Push the button and leave it down."""
        self._pull("pull-down")

    def up(self) -> None:
        """Let go of it."""
        self._pull("pull-up")

    def showing(self) -> str | None:
        """The light's colour; None for dark. Each colour has one LED that is fully lit; green in amber is dimmed."""
        pins = self.pins
        if self._lit(pins.red):
            end = time.monotonic() + DIMMED
            while time.monotonic() < end:
                if self._lit(pins.green):
                    return "amber"
            return "red"
        return "green" if self._lit(pins.green) else "blue" if self._lit(pins.blue) else None

    def _pull(self, how: str) -> None:
        (self._chip / f"sim_gpio{self.pins.button}/pull").write_text(how)

    def _lit(self, pin: int) -> bool:
        return (self._chip / f"sim_gpio{pin}/value").read_text() == "1\n"
