"""What can go wrong with a device.

DeviceError
├── CameraMissing      ├── CameraStalled
├── MicrophoneMissing  ├── PanelMissing
└── FootageUnreadable
"""


class DeviceError(Exception):
    """A device does not do its work. `code` names it for programs, the text tells a person what to do."""

    code = "device"


class CameraMissing(DeviceError):
    """The camera was not found. Check its cable, then switch the box off and on."""

    code = "camera-missing"


class CameraStalled(DeviceError):
    """The camera sends no pictures. Check its cable; if this comes back, switch the box off and on."""

    code = "camera-stalled"


class MicrophoneMissing(DeviceError):
    """No sound from the microphone. Check its plug."""

    code = "microphone-missing"


class PanelMissing(DeviceError):
    """The button and the light were not found. The box works from the phone."""

    code = "panel-missing"


class FootageUnreadable(DeviceError):
    """The footage cannot be played. Name a film that a player can open, or none for the test card."""

    code = "footage"
