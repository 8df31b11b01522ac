"""Raises an alarm for a microphone that is off or muted, or delivers at another rate than it reports."""

from appliance.capture.ports import Listener
from appliance.capture.settings import SECOND
from appliance.devices.errors import DeviceError, MicrophoneSilent, MicrophoneWrongRate
from appliance.devices.protocols import Sound

DEAD = 5 * SECOND
"""Nanoseconds of one and the same value: no room is as quiet as that."""

LOSS = SECOND // 50
"""A block that starts so much later (ns) than the one before ended is a loss, and not a slow card."""

WINDOW = 10 * SECOND
"""How long samples are counted (ns) to measure their rate."""

WRONG_RATE = 0.02
"""44100 for 48000 is 0.09; no card drifts as much."""


class MicCheck:
    """Is given every block, with the driver's time."""

    def __init__(self, rate: int, listener: Listener) -> None:
        self._rate, self._listener = rate, listener
        self._next: int | None = None
        self._quiet_since = 0
        self._window = 0
        self._counted = 0
        self._gaps = 0
        self._raised: set[str] = set()

    def hear(self, sound: Sound) -> None:
        """Check the next block."""
        end = sound.time + len(sound.samples) * SECOND // self._rate
        if self._next is None:
            self._window = self._quiet_since = sound.time
        elif (gap := sound.time - self._next) >= LOSS:
            self._gaps += gap
        self._next = end
        self._count(sound)
        # Not np.ptp, which overflows where sound is loud.
        if sound.samples.size and sound.samples.max() > sound.samples.min():
            self._quiet_since = end
        self._report(MicrophoneSilent, end - self._quiet_since >= DEAD)

    def _count(self, sound: Sound) -> None:
        span = sound.time - self._window - self._gaps
        if span >= WINDOW:
            self._report(MicrophoneWrongRate, abs(self._counted * SECOND / self._rate / span - 1) > WRONG_RATE)
            self._window, self._counted, self._gaps = sound.time, 0, 0
        self._counted += len(sound.samples)

    def _report(self, kind: type[DeviceError], wrong: bool) -> None:
        if wrong and kind.code not in self._raised:
            self._raised.add(kind.code)
            self._listener.raised(kind())
        elif not wrong and kind.code in self._raised:
            self._raised.remove(kind.code)
            self._listener.cleared(kind.code)
