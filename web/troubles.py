"""The troubles that a simulated box can be put into, as the control socket names them, and their words."""

from typing import NamedTuple


class Trouble(NamedTuple):
    """A device, what befalls it, and the words on the button."""

    device: str
    trouble: str
    words: str


TROUBLES = (
    Trouble("camera", "stall", "Stall the camera"),
    Trouble("camera", "mend", "Mend the camera"),
    Trouble("microphone", "unplug", "Unplug the microphone"),
    Trouble("microphone", "mend", "Plug it in again"),
    Trouble("card", "fill", "Fill the card"),
    Trouble("card", "mend", "Make room again"),
)
