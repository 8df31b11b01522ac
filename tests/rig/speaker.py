"""Plays the sound of a scene into the virtual microphone, each sample at its instant.

What players say of their latency is up to 50 ms wrong here, so the speaker first clicks and hears itself: a piece of
sound has been heard when the virtual microphone hands it out.
"""

import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from appliance.devices.simulated.scene import SOUND_RATE, Scene
from tests.rig.priority import HARDWARE, raise_thread
from tests.rig.pulse import FIRST, RAW

SECOND = 1_000_000_000
CLICKS = 5
CLICK = np.full(SOUND_RATE // 50, 8000, np.int16)
BETWEEN = SOUND_RATE // 5
LEAD = 2 * SOUND_RATE
"""Samples of silence between the clicks and the scene: the pipe and the daemon take about two seconds ahead."""

Play: TypeAlias = Callable[[Scene], None]


class Speaker:
    """Plays from the end of the constructor until `close`. `scene` is an appliance.devices.simulated.scene.Scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        player = subprocess.Popen([*FIRST, "pacat", "--latency-msec=1000", *RAW], stdin=subprocess.PIPE, bufsize=0)
        assert player.stdin is not None
        self.player, self.pipe = player, player.stdin
        self.closed = False
        with ThreadPoolExecutor(1, initializer=raise_thread, initargs=(HARDWARE,)) as first_of_all:
            started = first_of_all.submit(self._calibrate).result()
        played = CLICKS * BETWEEN
        first = scene.next_sample(started + (played + LEAD) * SECOND // SOUND_RATE)
        exact = (scene.sample_time(first) - started) * SOUND_RATE / SECOND
        self._write(np.zeros(round(exact) - played - LEAD, np.int16))
        self.thread = threading.Thread(target=self._play, args=(first,), name="speaker", daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Fall silent."""
        self.closed = True
        self.player.kill()
        self.player.wait()
        self.thread.join()
        self.pipe.close()

    def _calibrate(self) -> int:
        """When the first sample that was written was heard (ns)."""
        with subprocess.Popen(
            [*FIRST, "parec", "--latency-msec=5", *RAW], stdout=subprocess.PIPE, bufsize=0
        ) as listener:
            assert listener.stdout is not None
            listener.stdout.read(960)
            click = np.zeros(BETWEEN, np.int16)
            click[-len(CLICK) :] = CLICK
            # With the silence behind them, so that the daemon never runs dry: it would begin anew, and later.
            sounds = np.concatenate([np.tile(click, CLICKS), np.zeros(LEAD, np.int16)])
            writer = threading.Thread(target=self._write, args=(sounds,), name="clicks")
            writer.start()
            starts = [
                self._heard(listener.stdout) - ((n + 1) * BETWEEN - len(CLICK)) * SECOND // SOUND_RATE
                for n in range(CLICKS)
            ]
            listener.kill()
        writer.join()
        return min(starts)

    @staticmethod
    def _heard(sound: IO[bytes]) -> int:
        """When the next click began."""
        quiet = 0
        while True:
            piece = sound.read(4800)
            now = time.monotonic_ns()
            samples = np.frombuffer(piece[: len(piece) // 2 * 2], np.int16)
            loud = np.flatnonzero(samples > 1000)
            if not len(loud):
                quiet += 1
            elif quiet:
                return now - (len(samples) - int(loud[0])) * SECOND // SOUND_RATE

    def _play(self, first: int) -> None:
        raise_thread(HARDWARE)
        for piece in self.scene.source.sounds(first):
            if self.closed or not self._write(piece.mean(axis=1).astype(np.int16)):
                return

    def _write(self, samples: NDArray[np.int16]) -> bool:
        left = memoryview(samples.tobytes())
        try:
            while left:
                left = left[self.pipe.write(left) :]
        except BrokenPipeError:
            return False
        return True
