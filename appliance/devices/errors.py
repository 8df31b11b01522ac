"""What can go wrong with a device.

DeviceError
├── CameraMissing      ├── MicrophoneMissing    ├── PanelMissing
├── CameraStalled      ├── MicrophoneSilent     ├── TooHot
├── CameraLost         ├── MicrophoneWrongRate  ├── LowVoltage
└── FootageUnreadable                           ├── BatteryLow
                                                └── SwapOnDisk
"""

from sealed.errors import AttuneError


class DeviceError(AttuneError):
    """`code` names the cause for programs."""

    code = "device"
    sentence = "A device does not work."


class CameraMissing(DeviceError):
    code = "camera-missing"
    sentence = "The camera was not found. Check its cable, then switch the box off and on."


class CameraStalled(DeviceError):
    code = "camera-stalled"
    sentence = "The camera sends no pictures, and is being started again. If this comes back, check its cable."


class CameraLost(DeviceError):
    code = CameraStalled.code  # the same fault, in spite of restarts
    sentence = "The camera sends no pictures. Check its cable; if this comes back, switch the box off and on."


class MicrophoneMissing(DeviceError):
    code = "microphone-missing"
    sentence = "No sound from the microphone. Check its plug."


class MicrophoneSilent(DeviceError):
    code = "microphone-silent"
    sentence = "The microphone hears nothing at all. Check that it is on, and not muted."


class MicrophoneWrongRate(DeviceError):
    code = "microphone-rate"
    sentence = "The microphone runs too fast or too slow, and its sound has gaps. Unplug it and plug it in again."


class PanelMissing(DeviceError):
    code = "panel-missing"
    sentence = "The button and the light were not found. The box works from the phone."


class TooHot(DeviceError):
    code = "too-hot"
    sentence = "The box is too hot, and may lose pictures. Give it air, and keep it out of the sun."


class LowVoltage(DeviceError):
    code = "low-voltage"
    sentence = "The power is too weak: films may be lost. Use the box's own power supply."


class BatteryLow(DeviceError):
    code = "battery-low"
    sentence = "The battery is nearly empty. Plug the box in, or stop filming soon: what was filmed is kept."


class SwapOnDisk(DeviceError):
    code = "swap"
    sentence = "The box may write its memory to a disk, and a film in the clear with it. Ask IT to switch off its swap."


class FootageUnreadable(DeviceError):
    code = "footage"
    sentence = "The footage cannot be played. Name a film that a player can open, or none for the test card."
