"""The troubles that a simulated box can be put into, as the control socket names them, and their words."""

from typing import NamedTuple

from design.language import Later, later


class Trouble(NamedTuple):
    """A device, what befalls it, and the words on the button."""

    device: str
    trouble: str
    words: Later


TROUBLES = (
    Trouble("camera", "stall", later("Freeze the camera")),
    Trouble("camera", "mend", later("Reconnect the camera")),
    Trouble("microphone", "unplug", later("Unplug the microphone")),
    Trouble("microphone", "mend", later("Plug it in again")),
    Trouble("card", "fill", later("Fill the card")),
    Trouble("card", "mend", later("Make room again")),
)
