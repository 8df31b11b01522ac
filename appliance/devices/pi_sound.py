"""A microphone through PortAudio (sounddevice): raw sound on the camera's clock, and a word when it is gone."""

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
STALLED = 0.5  # seconds without a block after which the microphone is gone
STOPPING = 1.0  # seconds given to PortAudio to let go; it can hang for ever when its device has gone

log = logging.getLogger("attune.microphone")


class PiSound:
    """A microphone that PortAudio knows as `device` (a name or a part of it; None: its default)."""

    def __init__(self, device: str | None = None, rate: int = 48_000, channels: int = 1) -> None:
        self.rate = rate
        self.channels = channels
        self._device = device
        self._delivery: _Delivery | None = None
        self._rescan = False

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
        try:
            import sounddevice
        except (ImportError, OSError) as error:  # OSError: no PortAudio on this machine
            raise MicrophoneMissing(MicrophoneMissing.__doc__) from error
        errors = (sounddevice.PortAudioError, ValueError, OSError)
        try:
            if self._rescan:
                # PortAudio lists its devices once. There is no public way to make it look again.
                within(STOPPING, lambda: (sounddevice._terminate(), sounddevice._initialize()), "sound rescan")
            self._rescan = True
            open_stream = partial(
                sounddevice.InputStream,
                device=self._device,
                samplerate=self.rate,
                channels=self.channels,
                dtype="int16",
                blocksize=self.rate // BLOCKS,
                latency=LATENCY,
            )
            self._delivery = _Delivery(open_stream, self.rate, sounds, faults)
        except errors as error:
            raise MicrophoneMissing(MicrophoneMissing.__doc__) from error
        self._rescan = False

    def close(self) -> None:
        """Stop listening, in bounded time even if PortAudio hangs."""
        delivery, self._delivery = self._delivery, None
        if delivery:
            self._rescan = delivery.end()


class _Delivery:
    """One run of the microphone, from start to close or loss. A run that ended never delivers again."""

    def __init__(self, open_stream: Any, rate: int, sounds: Callable[[Sound], None], faults: Faults) -> None:
        self.steady = SteadyTime(rate)
        self._sounds = sounds
        self._faults = faults
        self._offset = ClockOffset()
        self._live = True
        self._lost = False
        self._handing = threading.RLock()  # held while a block is handed over, so that none follows a close
        self._finished = threading.Event()
        self._heard = monotonic()
        self._receiver = 0
        self._stream = open_stream(callback=self._receive, finished_callback=self._finished.set)
        try:
            self._stream.start()
        except BaseException:
            self._live = False
            within(STOPPING, self._stream.close, "sound close")
            raise
        self._thread = threading.Thread(target=self._watch, name="microphone", daemon=True)
        self._thread.start()

    def end(self) -> bool:
        """Deliver nothing more and let the device go; true if it had been lost before."""
        with self._handing:
            self._live = False
        self._finished.set()
        # A receiver that closes cannot wait for itself: PortAudio lets go when the receiver has returned.
        patience = 0.0 if threading.get_ident() == self._receiver else STOPPING
        # abort() does not wait for sound that is still to come, close() then frees the device.
        if not within(patience, lambda: (self._stream.abort(), self._stream.close()), "sound close") and patience:
            log.error("PortAudio does not let go of the microphone; it is left behind")
        if threading.current_thread() is not self._thread:
            self._thread.join()
        return self._lost

    def _receive(self, samples: NDArray[np.int16], _count: int, times: Any, status: Any) -> None:
        """Called by PortAudio, which takes its samples back when this returns."""
        now = monotonic()
        self._heard, self._receiver = now, threading.get_ident()
        # PortAudio's clock is the wall clock or the monotonic one, as the driver likes.
        first = times.inputBufferAdcTime + self._offset.offset(now, times.currentTime)
        time = self.steady.time(round(first * SECOND), len(samples), bool(status.input_overflow))
        with self._handing:
            if self._live:
                self._sounds(Sound(time, samples.copy()))

    def _watch(self) -> None:
        """Wait until the stream ends or says nothing for too long, and tell it, unless it was closed."""
        while (left := self._heard + STALLED - monotonic()) > 0 and not self._finished.wait(left):
            pass
        with self._handing:
            self._lost, self._live = self._live, False
        if self._lost:
            self._faults(MicrophoneMissing(MicrophoneMissing.__doc__))
