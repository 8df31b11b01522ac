"""Turns errors of capture and the devices into the state machine's alarms."""

from appliance.capture.errors import CaptureError, FramesLost, Overrun, SoundLost
from appliance.devices.errors import (
    BatteryLow,
    CameraStalled,
    DeviceError,
    LowVoltage,
    MicrophoneMissing,
    MicrophoneSilent,
    MicrophoneWrongRate,
    TooHot,
)
from appliance.recorder.event_queue import EventQueue
from appliance.recorder.events import AlarmCleared, AlarmRaised
from appliance.recorder.situation import Alarm

FILM_GOES_ON = (
    *(CameraStalled, FramesLost, Overrun),
    *(MicrophoneMissing, MicrophoneSilent, MicrophoneWrongRate, SoundLost),
    *(TooHot, LowVoltage, BatteryLow),
)
"""Silence is recorded for a lost microphone, lost frames leave a gap. All are shown; none ends a film."""


class Alarms:
    """Implements capture's `Listener`: posts each alarm to the loop."""

    def __init__(self, events: EventQueue) -> None:
        self._events = events

    def raised(self, error: DeviceError | CaptureError) -> None:
        self._events.post(AlarmRaised(Alarm(error.code, str(error), prevents=not isinstance(error, FILM_GOES_ON))))

    def cleared(self, code: str) -> None:
        self._events.post(AlarmCleared(code))
