"""The light on its pins: three colours, or a plain LED that says the same by pattern alone."""

from typing import Protocol

from gpiozero import LED, RGBLED, Factory

from appliance.devices.protocols import Colour, Light, Pattern

# Red, green, blue, from 0 to 1. A green LED looks much brighter than a red one: amber takes little of it.
COLOURS: dict[Colour, tuple[float, float, float]] = {
    "amber": (1.0, 0.4, 0.0),
    "green": (0.0, 1.0, 0.0),
    "red": (1.0, 0.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
}
# Seconds on and off.
BLINKS: dict[Pattern, tuple[float, float]] = {
    "blink": (0.5, 0.5),
    "slow blink": (1.0, 1.0),
    "fast blink": (0.125, 0.125),
}
# A plain LED cannot show a colour. It stays on only for red, which means filming; ready is a flash now and then.
PLAIN: dict[tuple[Colour, Pattern], tuple[float, float] | None] = {
    ("red", "steady"): None,
    ("green", "steady"): (0.1, 2.9),
    ("green", "blink"): (0.1, 0.9),
    ("blue", "steady"): (0.25, 0.75),
    ("amber", "steady"): BLINKS["slow blink"],
}


class Lamp(Protocol):
    """Something that shows a light."""

    def show(self, light: Light) -> None:
        """Show it until told otherwise."""
        ...

    def close(self) -> None:
        """Go dark, and let go of the pins."""
        ...


class ColourLamp:
    """A red, green and blue LED with a common cathode, dimmed by PWM."""

    def __init__(self, red: int, green: int, blue: int, factory: Factory | None) -> None:
        self._led = RGBLED(red, green, blue, pin_factory=factory)

    def show(self, light: Light) -> None:
        """Show it until told otherwise."""
        colour = COLOURS[light.colour]
        if light.pattern == "off":
            self._led.off()
        elif light.pattern == "steady":
            self._led.color = colour
        else:
            on, off = BLINKS[light.pattern]
            self._led.blink(on, off, on_color=colour)

    def close(self) -> None:
        """Go dark, and let go of the pins."""
        self._led.close()


class PlainLamp:
    """One LED."""

    def __init__(self, pin: int, factory: Factory | None) -> None:
        self._led = LED(pin, pin_factory=factory)

    def show(self, light: Light) -> None:
        """Show it until told otherwise."""
        if light.pattern == "off":
            self._led.off()
            return
        known = (light.colour, light.pattern)
        times = PLAIN[known] if known in PLAIN else BLINKS[light.pattern]
        if times is None:
            self._led.on()
        else:
            self._led.blink(*times)

    def close(self) -> None:
        """Go dark, and let go of the pins."""
        self._led.close()
