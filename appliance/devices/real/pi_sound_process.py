"""The process that records: PortAudio, alone, writing samples and their times to standard output.

PortAudio can loop for ever when its device is unplugged (portaudio#1037), and looks for devices only once. A process of
its own can be killed and begun anew, and the film goes on meanwhile.

usage: python -m appliance.devices.real.pi_sound_process
       '{"device": null, "rate": 48000, "channels": 1, "latency": 0.2, "block": 960}'

First comes a line: empty if all is well, else why not. Then for each block a HEADER and its samples (int16). It ends
when standard input ends, which is when the recorder does.
"""

import json
import os
import struct
import sys
import threading
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from appliance.devices.real.clock_offset import ClockOffset

SECOND = 1_000_000_000

HEADER = struct.Struct("=qI")
"""When the first sample was heard (ns, monotonic), and the number of samples."""

SETTLING = 0.4
"""Seconds of sound at the start that only measure the offset of the driver's clock."""


class BlockWriter:
    """Receives blocks from PortAudio and writes them to standard output."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._offset = ClockOffset()
        self._settling = round(SETTLING * rate)

    def hear(self, samples: Any, count: int, times: Any, _status: Any) -> None:
        """Called by PortAudio with a block. Its clock is the wall clock or the monotonic one, depending on the driver.

        An overflow is not reported: the time of the block after it jumps.
        """
        # No sample can be newer than the present, whatever the driver reports.
        past = max(times.currentTime, times.inputBufferAdcTime + count / self._rate)
        first = times.inputBufferAdcTime + self._offset.offset(monotonic(), past)
        if self._settling > 0:
            self._settling -= count
            return
        block = memoryview(HEADER.pack(round(first * SECOND), count) + bytes(samples))
        while block:
            block = block[os.write(1, block) :]


def chosen(device: str | None, known: Iterable[Mapping[str, Any]]) -> str | int | None:
    """The first of PortAudio's inputs that has each word of `device` in its name. It refuses a name that fits several,
    and a card may have several inputs."""
    words = (device or "").lower().split()
    for number, each in enumerate(known):
        if words and each["max_input_channels"] and all(word in each["name"].lower() for word in words):
            return number
    return device


def main(device: str | None, rate: int, channels: int, latency: float, block: int) -> int:
    """Run until standard input ends or the stream does; the exit code says which."""
    try:
        import sounddevice

        ended = threading.Event()
        stream = sounddevice.RawInputStream(
            device=chosen(device, sounddevice.query_devices()),
            samplerate=rate,
            channels=channels,
            dtype="int16",
            blocksize=block,
            latency=latency,
            callback=BlockWriter(rate).hear,
            finished_callback=ended.set,
        )
        os.write(1, b"\n")
        stream.start()
    except Exception as error:  # noqa: BLE001  reported to the recorder, which interprets it
        os.write(1, f"{error}".replace("\n", " ").encode() + b"\n")
        return 1
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
    ended.wait()
    return 1


if __name__ == "__main__":
    os._exit(main(**json.loads(sys.argv[1])))  # without PortAudio's own shutdown, which can hang
