"""The button and the light on GPIO pins, through gpiozero on whatever pin factory the machine has."""

import time

from gpiozero import Button, Factory

from appliance.devices.errors import PanelMissing
from appliance.devices.panel import SECOND, ButtonPanel, OnEdge
from appliance.devices.pins import Pins
from appliance.devices.real.lamp import ColourLamp, Lamp, PlainLamp
from control.messages import Light

# An edge older than this (s) bears a time of another clock than ours.
OLDEST_EDGE = 0.5


class GpioPanel(ButtonPanel):
    """A button and LEDs on pins.

    gpiozero's own `bounce_time` reports an edge only once it has settled, some 60 ms late, and starts a hold anew at
    each bounce. A mark lies where the button went down, so edges are taken raw, with the kernel's time, and debounced
    here.
    """

    def __init__(self, pins: Pins | None = None, factory: Factory | None = None) -> None:
        super().__init__()
        self.pins = pins or Pins()
        self._factory = factory
        self._button: Button | None = None
        self._lamp: Lamp | None = None

    def _connect(self, edge: OnEdge, light: Light) -> None:
        try:
            self._button = button = Button(self.pins.button, pin_factory=self._factory)
            self._lamp = self._make_lamp()
            self._lamp.show(light)
        except Exception as error:  # each pin library raises its own errors, and they share no parent
            self._disconnect()
            raise PanelMissing(f"The button and the light were not found ({error}).") from error
        button.when_pressed = lambda: edge(True, _edge_time(button.active_time))
        button.when_released = lambda: edge(False, _edge_time(button.inactive_time))

    def _display(self, light: Light) -> None:
        if self._lamp is not None:
            self._lamp.show(light)

    def _disconnect(self) -> None:
        for part in (self._button, self._lamp):
            if part is not None:
                part.close()
        self._button = self._lamp = None

    def _make_lamp(self) -> Lamp:
        pins = self.pins
        if pins.led is not None:
            return PlainLamp(pins.led, self._factory)
        return ColourLamp(pins.red, pins.green, pins.blue, self._factory)


def _edge_time(age: float | None) -> int:
    """When the edge was, from how long ago the pin library says it was."""
    return time.monotonic_ns() - (int(age * SECOND) if age is not None and 0 <= age < OLDEST_EDGE else 0)
