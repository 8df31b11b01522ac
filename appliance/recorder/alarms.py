"""What capture and the devices complain of, as the state machine's faults: which of them keep the box from filming."""

from collections.abc import Callable

from appliance.capture.errors import CaptureError, FramesLost, Overrun, SoundLost
from appliance.devices.errors import (
    CameraStalled,
    DeviceError,
    LowVoltage,
    MicrophoneMissing,
    MicrophoneSilent,
    MicrophoneWrongRate,
    TooHot,
)
from appliance.recorder.events import Alarm, Event, Fault, Mended

FILM_GOES_ON = (
    *(CameraStalled, FramesLost, Overrun),
    *(MicrophoneMissing, MicrophoneSilent, MicrophoneWrongRate, SoundLost),
    *(TooHot, LowVoltage),
)
"""Silence is recorded for a lost microphone, lost pictures leave a gap. All are shown, none ends a film."""


class Alarms:
    """Keeps capture's contract of `Listener`: posts each trouble to the visit."""

    def __init__(self, post: Callable[[Event], None]) -> None:
        self._post = post

    def trouble(self, error: DeviceError | CaptureError) -> None:
        """Something went wrong."""
        message = str(error) or (type(error).__doc__ or "").strip()
        self._post(Fault(Alarm(error.code, message, prevents=not isinstance(error, FILM_GOES_ON))))

    def mended(self, code: str) -> None:
        """A trouble is over."""
        self._post(Mended(code))
