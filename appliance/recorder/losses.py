"""What the film being made lacks, and from when to when: read off the alarms that stand while it is made."""

from typing import Literal

from appliance.capture.errors import FramesLost, Overrun, SoundLost
from appliance.devices.errors import CameraStalled, MicrophoneMissing, MicrophoneSilent, MicrophoneWrongRate
from appliance.recorder.situation import Situation
from control.messages import Loss

APART = 10.0
"""Seconds between two losses that are told apart."""

What = Literal["picture", "sound"]
CODES: dict[What, frozenset[str]] = {
    "picture": frozenset((CameraStalled.code, FramesLost.code, Overrun.code)),
    "sound": frozenset((MicrophoneMissing.code, MicrophoneSilent.code, MicrophoneWrongRate.code, SoundLost.code)),
}


class Losses:
    """Of one film. `watch` is called after each event."""

    def __init__(self) -> None:
        self._began: dict[What, float] = {}
        self._over: list[Loss] = []

    def watch(self, situation: Situation, now: int) -> None:
        """Note the alarms that came or went."""
        if situation.state != "filming":
            return
        standing, at = {alarm.code for alarm in situation.alarms}, round(situation.seconds(now), 1)
        for what, codes in CODES.items():
            if codes & standing and what not in self._began:
                self._began[what] = self._again(what, at)
            elif codes & standing:
                continue
            elif what in self._began:
                self._over.append(Loss(what, self._began.pop(what), at))

    def _again(self, what: What, at: float) -> float:
        """Where a loss began that comes back at once: it is told as one."""
        for loss in self._over[::-1]:
            if loss.what == what:
                if loss.end is None or at - loss.end > APART:
                    break
                self._over.remove(loss)
                return loss.start
        return at

    def all(self) -> tuple[Loss, ...]:
        """What is over, and what lasted to the film's end."""
        return (*self._over, *(Loss(what, at) for what, at in self._began.items()))
