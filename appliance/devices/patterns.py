"""How each light looks: colours as red, green and blue, and patterns as seconds on and off."""

from control.messages import Colour, Light, Pattern

Blink = tuple[float, float]

# Red, green, blue, from 0 to 1. A green LED looks much brighter than a red one: amber takes little of it.
COLOURS: dict[Colour, tuple[float, float, float]] = {
    "amber": (1.0, 0.4, 0.0),
    "green": (0.0, 1.0, 0.0),
    "red": (1.0, 0.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
}
BLINKS: dict[Pattern, Blink] = {
    "blink": (0.5, 0.5),
    "slow blink": (1.0, 1.0),
    "fast blink": (0.125, 0.125),
}
# A plain LED cannot show a colour. It stays on only for red, which means filming; ready is a flash now and then.
PLAIN: dict[tuple[Colour, Pattern], Blink | None] = {
    ("red", "steady"): None,
    ("green", "steady"): (0.1, 2.9),
    ("green", "blink"): (0.1, 0.9),
    ("green", "slow blink"): (0.1, 0.4),
    ("blue", "steady"): (0.25, 0.75),
    ("amber", "steady"): BLINKS["slow blink"],
}


def blink(light: Light, *, plain: bool) -> Blink | None:
    """Seconds on and off of a light that is not off; None: on all the time. `plain`: on an LED without colours."""
    known = (light.colour, light.pattern)
    return PLAIN[known] if plain and known in PLAIN else BLINKS.get(light.pattern)
