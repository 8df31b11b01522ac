"""A microphone through PortAudio, in a process of its own (`pi_sound_process`): raw sound on the camera's clock."""

import contextlib
import fcntl
import json
import logging
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from time import monotonic

import numpy as np

from appliance.devices.errors import MicrophoneMissing
from appliance.devices.protocols import Faults, Sound
from appliance.devices.real.pi_sound_process import HEADER

BLOCKS = 50  # a second
LATENCY = 0.2  # seconds of sound that the driver may hold; times are right whatever it holds
PIPE = 1 << 20  # bytes: ten seconds of sound, should the recorder be held up
STARTING = 5.0  # seconds until the microphone must have been opened, and until its first block
STALLED = 0.5  # seconds without a block after which the microphone is gone

log = logging.getLogger("attune.microphone")


class PiSound:
    """A microphone that PortAudio knows as `device` (a name or a part of it; None: its default)."""

    def __init__(self, device: str | None = None, rate: int = 48_000, channels: int = 1) -> None:
        self.rate = rate
        self.channels = channels
        self._device = device
        self._delivery: _MicrophoneRun | None = None

    def start(self, sounds: Callable[[Sound], None], faults: Faults) -> None:
        """Open the microphone and deliver its sound from a thread; a start after a fault opens it anew.

        Returns when the first block has been handed over: the process takes its time to start.
        """
        self.close()
        wanted = {
            "device": self._device,
            "rate": self.rate,
            "channels": self.channels,
            "latency": LATENCY,
            "block": self.rate // BLOCKS,
        }
        listener = subprocess.Popen(
            [sys.executable, "-B", "-m", "appliance.devices.real.pi_sound_process", json.dumps(wanted)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # PortAudio in its endless loop would fill the journal
            bufsize=0,
        )
        self._delivery = delivery = _MicrophoneRun(listener, self, sounds, faults)
        if not delivery.begin():
            self.close()
            raise MicrophoneMissing()

    def close(self) -> None:
        delivery, self._delivery = self._delivery, None
        if delivery:
            delivery.end()


class _MicrophoneRun:
    """One run of the microphone, from start to close or loss. A run that ended never delivers again."""

    def __init__(
        self, listener: "subprocess.Popen[bytes]", microphone: PiSound, sounds: Callable[[Sound], None], faults: Faults
    ) -> None:
        self._channels = microphone.channels
        self._listener = listener
        self._sounds = sounds
        self._faults = faults
        self._live = True
        self._begun = threading.Event()  # delivered something, or will never
        self._refused = False
        self._handing = threading.RLock()  # held while a block is handed over, so that none follows a close
        self._thread = threading.Thread(target=self._run, name="microphone", daemon=True)
        self._received = bytearray()

    def begin(self) -> bool:
        """Wait until the process has opened the microphone, then deliver; false on a timeout."""
        with contextlib.suppress(OSError):  # more than this account may have: the default size must do
            fcntl.fcntl(self._out, fcntl.F_SETPIPE_SZ, PIPE)
        deadline = monotonic() + STARTING
        while b"\n" not in self._received and self._receive(deadline):
            pass
        word, end, rest = bytes(self._received).partition(b"\n")
        if word or not end:
            log.error("The microphone cannot be opened: %s", word.decode(errors="replace") or "no answer")
            return False
        self._received[:] = rest
        self._thread.start()
        return self._begun.wait(2 * STARTING) and not self._refused

    def end(self) -> None:
        """Stop delivering and release the device."""
        with self._handing:
            self._live = False
        self._listener.kill()
        if self._thread.ident and threading.current_thread() is not self._thread:
            self._thread.join()
        self._let_go()

    def _let_go(self) -> None:
        self._listener.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # a driver may hold even a killed process
            self._listener.wait(1.0)
        for pipe in (self._listener.stdin, self._listener.stdout):
            if pipe:
                pipe.close()

    def _run(self) -> None:
        try:
            deadline = monotonic() + STARTING
            while self._live and self._receive(deadline):
                if self._hand_over():
                    deadline = monotonic() + STALLED
        finally:
            # Whatever ended the loop, unless it was `close`, is reported to the recorder.
            with self._handing:
                fault, self._live = self._live, False
                if fault:
                    self._listener.kill()
                    self._refused = not self._begun.is_set()
                    if not self._refused:
                        self._faults(MicrophoneMissing())
            self._begun.set()

    @property
    def _out(self) -> int:
        if self._listener.stdout is None:
            raise RuntimeError("the listener was started without a pipe")
        return self._listener.stdout.fileno()

    def _receive(self, deadline: float) -> bool:
        """Read what the process wrote; false if there is nothing until `deadline`, or it has ended."""
        ready, _, _ = select.select([self._out], [], [], max(0.0, deadline - monotonic()))
        piece = os.read(self._out, PIPE) if ready else b""
        self._received += piece
        return bool(piece)

    def _hand_over(self) -> bool:
        """Deliver every whole block received; returns whether there was one."""
        some = False
        while len(self._received) >= HEADER.size:
            time, count = HEADER.unpack_from(self._received)
            size = HEADER.size + 2 * count * self._channels
            if len(self._received) < size:
                break
            samples = np.frombuffer(bytes(self._received[HEADER.size : size]), np.int16).reshape(count, -1)
            del self._received[:size]
            some = True
            with self._handing:
                if not self._live:
                    break
                self._sounds(Sound(time, samples))
                self._begun.set()
        return some
