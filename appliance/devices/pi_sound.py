"""A microphone through PortAudio (sounddevice): raw sound on the camera's clock, and a word when it is gone."""

import atexit
import logging
import threading
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from appliance.devices.bounded import within
from appliance.devices.errors import MicrophoneMissing
from appliance.devices.protocols import Faults, Sound
from appliance.devices.steady import SECOND, ClockOffset, SteadyTime

BLOCKS = 50  # a second
LATENCY = 0.2  # seconds of sound that the driver may hold; times are right whatever it holds
SETTLING = 20  # blocks after a start that only tell how the clocks lie to each other
STALLED = 0.5  # seconds without a block after which the microphone is gone
STOPPING = 1.0  # seconds given to PortAudio to let go; it can hang for ever when its device has gone

log = logging.getLogger("attune.microphone")


class PiSound:
    """A microphone that PortAudio knows as `device` (a name or a part of it; None: its default)."""

    def __init__(self, device: str | None = None, rate: int = 48_000, channels: int = 1) -> None:
        self.rate = rate
        self.channels = channels
        self.device = device
        self._delivery: _Delivery | None = None
        self._rescan = False
        self._busy: threading.Thread | None = None  # a call to PortAudio that has not returned

    @property
    def drift(self) -> float:
        """How much longer the sound card's second is than ours, in seconds; 0.0001 is 100 ppm."""
        return self._delivery.steady.drift if self._delivery else 0.0

    @property
    def wrong_rate(self) -> bool:
        """Whether the sound card has another rate than it claims. Its sound is in place, with gaps or cuts."""
        return self._delivery is not None and self._delivery.steady.wrong_rate

    @property
    def lost(self) -> float:
        """Seconds of sound that were lost since the start."""
        return self._delivery.steady.lost / SECOND if self._delivery else 0.0

    def start(self, sounds: Callable[[Sound], None], faults: Faults) -> None:
        """Open the microphone and deliver its sound from PortAudio's thread; a start after a fault opens it anew."""
        self.close()
        if self._busy:
            self._busy.join(STOPPING)
            if self._busy.is_alive():  # to touch PortAudio now would crash it
                raise MicrophoneMissing(MicrophoneMissing.__doc__)
        try:
            import sounddevice
        except (ImportError, OSError) as error:  # OSError: no PortAudio on this machine
            raise MicrophoneMissing(MicrophoneMissing.__doc__) from error
        errors = (sounddevice.PortAudioError, ValueError, OSError)
        try:
            if self._rescan:
                # PortAudio lists its devices once. There is no public way to make it look again.
                again = partial(_look_again, sounddevice)
                self._busy = within(STOPPING, again, "sound rescan")
                if self._busy:
                    raise MicrophoneMissing(MicrophoneMissing.__doc__)
            self._rescan = True
            self._delivery = _Delivery(sounddevice, self, sounds, faults)
        except errors as error:
            raise MicrophoneMissing(MicrophoneMissing.__doc__) from error
        self._rescan = False

    def close(self) -> None:
        """Stop listening, in bounded time even if PortAudio hangs."""
        delivery, self._delivery = self._delivery, None
        if delivery:
            self._busy = delivery.end()
            self._rescan = delivery.lost


def _look_again(sounddevice: Any) -> None:
    sounddevice._terminate()
    sounddevice._initialize()


class _Delivery:
    """One run of the microphone, from start to close or loss. A run that ended never delivers again."""

    def __init__(self, sounddevice: Any, microphone: PiSound, sounds: Callable[[Sound], None], faults: Faults) -> None:
        self.steady = SteadyTime(microphone.rate)
        self._sounddevice = sounddevice
        self._rate = microphone.rate
        self._sounds = sounds
        self._faults = faults
        self._offset = ClockOffset()
        self._live = True
        self.lost = False
        self._handing = threading.RLock()  # held while a block is handed over, so that none follows a close
        self._finished = threading.Event()
        self._heard = monotonic()
        self._receiver = 0
        self._settling = SETTLING
        self._stream = sounddevice.RawInputStream(
            device=microphone.device,
            samplerate=microphone.rate,
            channels=microphone.channels,
            dtype="int16",
            blocksize=microphone.rate // BLOCKS,
            latency=LATENCY,
            callback=self._receive,
            finished_callback=self._finished.set,
        )
        try:
            self._stream.start()
        except BaseException:
            self._live = False
            within(STOPPING, self._stream.close, "sound close")
            raise
        threading.Thread(target=self._watch, name="microphone", daemon=True).start()

    def end(self) -> threading.Thread | None:
        """Deliver nothing more and let the device go. If PortAudio is still busy with that, the thread is given."""
        with self._handing:
            self._live = False
        self._finished.set()
        # A receiver that closes cannot wait for itself: PortAudio lets go when the receiver has returned.
        inside = threading.get_ident() == self._receiver
        busy = within(0.0 if inside else STOPPING, self._let_go, "sound close")
        if busy and not inside:
            log.error("PortAudio does not let go of the microphone; it is left behind")
            atexit.unregister(self._sounddevice._exit_handler)  # it would wait for it as well
        return busy

    def _let_go(self) -> None:
        self._stream.abort()  # does not wait for sound that is still to come
        self._stream.close()

    def _receive(self, buffer: Any, count: int, times: Any, status: Any) -> None:
        """Called by PortAudio, which takes its samples back when this returns."""
        now = monotonic()
        self._heard, self._receiver = now, threading.get_ident()
        # PortAudio's clock is the wall clock or the monotonic one, as the driver likes.
        # Nothing is heard before it has sounded, whatever a driver says.
        past = max(times.currentTime, times.inputBufferAdcTime + count / self._rate)
        first = times.inputBufferAdcTime + self._offset.offset(now, past)
        if self._settling:
            self._settling -= 1
            return
        time = self.steady.time(round(first * SECOND), count, bool(status.input_overflow))
        samples: NDArray[np.int16] = np.frombuffer(buffer, np.int16).reshape(count, -1).copy()
        with self._handing:
            if self._live:
                self._sounds(Sound(time, samples))

    def _watch(self) -> None:
        """Wait until the stream ends or says nothing for too long, and tell it, unless it was closed."""
        while (left := self._heard + STALLED - monotonic()) > 0 and not self._finished.wait(left):
            pass
        with self._handing:
            self.lost, self._live = self._live, False
            if self.lost:
                self._faults(MicrophoneMissing(MicrophoneMissing.__doc__))
