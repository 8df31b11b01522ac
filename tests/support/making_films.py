"""Makes films from frames and sound in memory, and looks at what came out, with PyAV and with the stock ffmpeg."""

import io
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from appliance.capture.film_encoder import FilmEncoder, Segment
from appliance.capture.settings import SECOND, AudioFormat, EncoderSettings, VideoFormat
from appliance.devices.protocols import Frame, Sound

PRESS = 77 * SECOND
MONO = AudioFormat(48_000, 1)
HD = VideoFormat(1280, 720, Fraction(25))
QUICK = EncoderSettings(preset="ultrafast")

Samples = NDArray[np.int16]


@dataclass
class Film:
    """What a take gave."""

    init: bytes
    segments: list[Segment] = field(default_factory=list)
    missed: int = 0
    finished: bool = False
    """Whether the last segment came from the film's end, with the last of the sound."""

    @property
    def data(self) -> bytes:
        """The film as `cat` joins it."""
        return self.init + b"".join(segment.data for segment in self.segments)


def frame_times(count: int, rate: Fraction, start: int = PRESS) -> list[int]:
    return [start + round(number * SECOND / rate) for number in range(count)]


def blocks(samples: Samples, start: int = PRESS, rate: int = 48_000, size: int = 960) -> list[Sound]:
    """Sound as a perfect card delivers it."""
    return [Sound(start + round(at * SECOND / rate), samples[at : at + size]) for at in range(0, len(samples), size)]


def make(
    frames: Sequence[Frame],
    sounds: Sequence[Sound] = (),
    *,
    video: VideoFormat = HD,
    audio: AudioFormat | None = MONO,
    settings: EncoderSettings = QUICK,
    press: int = PRESS,
    late: int = 60_000_000,
) -> Film:
    """A film of these, delivered as devices do: a frame at its time, a block `late` ns after it began."""
    take = FilmEncoder(video, audio, settings, press)
    film = Film(take.init)
    items: list[Frame | Sound] = [*frames, *sounds]
    for item in sorted(items, key=lambda item: item.time + (late if isinstance(item, Sound) else 0)):
        if isinstance(item, Sound):
            take.sound(item)
        elif segment := take.frame(item):
            film.segments.append(segment)
    last = take.finish()
    film.segments += last
    film.finished = bool(last)
    film.missed = take.missed
    return film


def images(count: int, width: int = 64, height: int = 48) -> list[av.VideoFrame]:
    """Small frames that all differ."""
    ramp = np.add.outer(np.arange(height * 3 // 2), np.arange(width))
    return [av.VideoFrame.from_ndarray(((ramp * 3 + 7 * n) % 256).astype(np.uint8), "yuv420p") for n in range(count)]


def small(video_frame: av.VideoFrame) -> NDArray[np.float32]:
    """A thumbnail of the brightness, to tell frames apart by."""
    return video_frame.reformat(80, 45, "gray").to_ndarray().astype(np.float32)


def frames_of(data: bytes) -> list[av.VideoFrame]:
    with av.open(io.BytesIO(data), mode="r") as container:
        return list(container.decode(video=0))


def sound_of(data: bytes) -> NDArray[np.float32]:
    """The decoded sound as (samples, channels), from time 0 on."""
    with av.open(io.BytesIO(data), mode="r") as container:
        stream = container.streams.audio[0]
        pieces = list(container.decode(stream))
    assert pieces[0].pts == 0
    return np.concatenate([piece.to_ndarray() for piece in pieces], axis=1).T


def lag(heard: NDArray[np.float32], source: NDArray[np.float32], reach: int) -> int:
    """By how many samples `heard` comes later than `source`, looked for up to `reach` either way."""
    size = 1 << (len(heard) + len(source)).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(source, size))
    match = np.fft.irfft(spectrum, size)
    return int(np.argmax(np.concatenate([match[-reach:], match[: reach + 1]]))) - reach


def packets(data: bytes, tmp_path: Path, kind: str) -> list[dict[str, Any]]:
    """What the stock ffprobe lists as packets of `v` or `a`; it must have nothing to complain of."""
    path = tmp_path / "film.mp4"
    path.write_bytes(data)
    done = _silent("ffprobe", "-v", "warning", "-select_streams", kind, "-show_packets", "-of", "json", str(path))
    return list(json.loads(done)["packets"])


def plays(data: bytes, tmp_path: Path) -> None:
    """The stock ffmpeg decodes it without a word."""
    path = tmp_path / "film.mp4"
    path.write_bytes(data)
    _silent("ffmpeg", "-v", "warning", "-i", str(path), "-f", "null", "-")


def _silent(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
