"""The real panel on gpiozero's mock pins, and what a test moves and reads there."""

from collections import deque
from typing import Literal

from gpiozero.pins.mock import MockFactory, MockPWMPin

from appliance.devices.patterns import COLOURS
from appliance.devices.pins import Pins
from appliance.devices.real.panel import GpioPanel
from control.messages import Colour


class _Pin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """A mock pin that remembers its latest states only: a light may blink for long."""

    def clear_states(self) -> None:
        super().clear_states()
        self.states: deque[object] = deque(self.states, maxlen=16)


class MockPanel(GpioPanel):
    """GpioPanel with pins in memory."""

    def __init__(self, pins: Pins | None = None) -> None:
        self._mock = MockFactory(pin_class=_Pin)
        super().__init__(pins, self._mock)

    def down(self) -> None:
        self._pin(self.pins.button).drive_low()

    def up(self) -> None:
        self._pin(self.pins.button).drive_high()

    def showing(self) -> Colour | Literal["lit"] | None:
        """The colour at this instant, read from the pins ("lit" for a plain LED); None while it is dark."""
        if self.pins.led is not None:
            return "lit" if self._pin(self.pins.led).state else None
        values = tuple(self._pin(pin).state for pin in (self.pins.red, self.pins.green, self.pins.blue))
        return next((colour for colour, shown in COLOURS.items() if shown == values), None)

    def _pin(self, number: int) -> MockPWMPin:
        return self._mock.pin(number)
