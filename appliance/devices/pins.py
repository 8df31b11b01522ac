"""Which GPIO pins the button and the light are on."""

import msgspec


class Pins(msgspec.Struct, frozen=True):
    """GPIO numbers (BCM). The button connects its pin to ground; `led` takes the place of the three colours."""

    button: int = 17
    red: int = 27
    green: int = 22
    blue: int = 23
    led: int | None = None
