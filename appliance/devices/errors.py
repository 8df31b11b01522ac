"""What can go wrong with a device.

DeviceError
├── CameraMissing      ├── MicrophoneMissing    ├── PanelMissing
├── CameraStalled      ├── MicrophoneSilent     ├── TooHot
├── CameraLost         ├── MicrophoneWrongRate  └── LowVoltage
└── FootageUnreadable
"""


class DeviceError(Exception):
    """A device does not do its work. `code` names it for programs, the text tells a person what to do."""

    code = "device"


class CameraMissing(DeviceError):
    """The camera was not found. Check its cable, then switch the box off and on."""

    code = "camera-missing"


class CameraStalled(DeviceError):
    """The camera sends no pictures, and is being started again. If this comes back, check its cable."""

    code = "camera-stalled"


class CameraLost(DeviceError):
    """The camera sends no pictures. Check its cable; if this comes back, switch the box off and on."""

    code = CameraStalled.code  # the same trouble, which a new start did not mend


class MicrophoneMissing(DeviceError):
    """No sound from the microphone. Check its plug."""

    code = "microphone-missing"


class MicrophoneSilent(DeviceError):
    """The microphone hears nothing at all. Check that it is on, and not muted."""

    code = "microphone-silent"


class MicrophoneWrongRate(DeviceError):
    """The microphone runs too fast or too slow, and its sound has gaps. Unplug it and plug it in again."""

    code = "microphone-rate"


class PanelMissing(DeviceError):
    """The button and the light were not found. The box works from the phone."""

    code = "panel-missing"


class TooHot(DeviceError):
    """The box is too hot, and may lose pictures. Give it air, and keep it out of the sun."""

    code = "too-hot"


class LowVoltage(DeviceError):
    """The power is too weak: films may be lost. Use the box's own power supply."""

    code = "low-voltage"


class FootageUnreadable(DeviceError):
    """The footage cannot be played. Name a film that a player can open, or none for the test card."""

    code = "footage"
