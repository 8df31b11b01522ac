"""A simulated panel: the real one on gpiozero's mock pins, and the hands and eyes of somebody in front of it."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from gpiozero.pins.mock import MockFactory, MockPWMPin

from appliance.devices.debounce import HOLD, SETTLE
from appliance.devices.errors import PanelMissing
from appliance.devices.protocols import Colour
from appliance.devices.real.lamp import COLOURS
from appliance.devices.real.panel import SECOND, GpioPanel, Pins

# What a push may take until it is reported, on a machine that is busy.
PATIENCE = 10.0


class _Pin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """A mock pin that remembers its latest states only: a light may blink for weeks."""

    def clear_states(self) -> None:
        super().clear_states()
        self.states: deque[object] = deque(self.states, maxlen=16)


class SimulatedPanel(GpioPanel):
    """Keeps the contract of `Panel`; `press` and `hold` move the button's pin as a finger does."""

    def __init__(self, pins: Pins | None = None) -> None:
        self._mock = MockFactory(pin_class=_Pin)
        super().__init__(pins, self._mock)
        self._reported = threading.Event()
        self._one_finger = threading.Lock()

    def start(self, pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
        """As the real one."""

        def reporting(tell: Callable[[int], None]) -> Callable[[int], None]:
            def report(down: int) -> None:
                tell(down)
                self._reported.set()

            return report

        super().start(reporting(pressed), reporting(held))

    def press(self, seconds: float = 0.1) -> None:
        """Push the button for so long; returns when it was reported. Raises PanelMissing if nothing watches."""
        with self._one_finger:
            self.down()
            time.sleep(seconds)
            self.up()
            self._await_report()

    def hold(self) -> None:
        """Push the button until the hold was reported, then let go."""
        with self._one_finger:
            self.down()
            try:
                self._await_report()
            finally:
                self.up()

    def down(self) -> None:
        """Push the button down."""
        if self._button is None:
            raise PanelMissing()
        self._reported.clear()
        self.button_pin.drive_low()

    def up(self) -> None:
        """Let the button come up, for long enough to be seen."""
        if self._button is not None:
            self.button_pin.drive_high()
        time.sleep(2 * SETTLE / SECOND)

    def showing(self) -> Colour | Literal["lit"] | None:
        """The colour at this instant, read from the pins ("lit" for a plain LED); None while it is dark."""
        if self.pins.led is not None:
            return "lit" if self._pin(self.pins.led).state else None
        values = tuple(self._pin(pin).state for pin in (self.pins.red, self.pins.green, self.pins.blue))
        return next((colour for colour, shown in COLOURS.items() if shown == values), None)

    @property
    def button_pin(self) -> MockPWMPin:
        """The button's mock pin: low while it is down."""
        return self._pin(self.pins.button)

    def _await_report(self) -> None:
        if not self._reported.wait(HOLD / SECOND + PATIENCE):
            raise PanelMissing("The button was pushed, but nobody was told.")

    def _pin(self, number: int) -> _Pin:
        pin: _Pin = self._mock.pin(number)
        return pin
