"""The light on its pins: three colours, or a plain LED that says the same by pattern alone."""

from typing import Protocol

from gpiozero import LED, RGBLED, Factory

from appliance.devices.patterns import COLOURS, blink
from control.messages import Light


class Lamp(Protocol):
    """Something that shows a light."""

    def show(self, light: Light) -> None:
        """Show it until the next call."""
        ...

    def close(self) -> None:
        """Go dark, and let go of the pins."""
        ...


class ColourLamp:
    """A red, green and blue LED with a common cathode, dimmed by PWM."""

    def __init__(self, red: int, green: int, blue: int, factory: Factory | None) -> None:
        self._led = RGBLED(red, green, blue, pin_factory=factory)

    def show(self, light: Light) -> None:
        """Show it until the next call."""
        times = blink(light, plain=False)
        if light.pattern == "off":
            self._led.off()
        elif times is None:
            self._led.color = COLOURS[light.colour]
        else:
            self._led.blink(*times, on_color=COLOURS[light.colour])

    def close(self) -> None:
        """Go dark, and release the pins."""
        self._led.close()


class PlainLamp:
    """One LED."""

    def __init__(self, pin: int, factory: Factory | None) -> None:
        self._led = LED(pin, pin_factory=factory)

    def show(self, light: Light) -> None:
        """Show it until the next call."""
        times = blink(light, plain=True)
        if light.pattern == "off":
            self._led.off()
        elif times is None:
            self._led.on()
        else:
            self._led.blink(*times)

    def close(self) -> None:
        """Go dark, and release the pins."""
        self._led.close()
