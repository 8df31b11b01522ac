"""Makes odd films with the ffmpeg command, and decodes films with it: a second opinion on what a film holds."""

import hashlib
import json
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from appliance.devices.simulated.footage import Footage
from appliance.devices.simulated.test_card import TestCard

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")
B_FRAMES = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "12", "-c:a", "aac")
NTSC = "30000/1001"

# Its pitch rises all the time, so that no two places sound alike.
CHIRP = "aevalsrc=0.3*sin(2*PI*(300+200*t)*t):d={seconds}:s={rate}"


def ffmpeg(*arguments: str | Path) -> bytes:
    """Run ffmpeg; its standard output."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def ffprobe(path: Path, stream: str, entries: str) -> dict[str, list[dict[str, str]]]:
    """Ask ffprobe about a stream."""
    command = ["ffprobe", "-v", "error", "-select_streams", stream, "-show_entries", entries, "-of", "json", str(path)]
    shown: dict[str, list[dict[str, str]]] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return shown


def film(path: Path, *codecs: str, rate: str = "25", seconds: float = 3, sound: int = 48_000) -> Path:
    """A film of a moving pattern, 320x240, and a rising tone at the rate `sound`, coded as `codecs` say."""
    pictures = ["-f", "lavfi", "-i", f"testsrc2=s=320x240:r={rate}:d={seconds}"]
    tone = ["-f", "lavfi", "-i", CHIRP.format(seconds=seconds, rate=sound)] if sound else []
    ffmpeg(*pictures, *tone, *codecs, path)
    return path


def pictures_of(path: Path, *options: str) -> list[str]:
    """The MD5 of each picture that ffmpeg decodes, as yuv420p."""
    lines = ffmpeg("-i", path, "-an", "-pix_fmt", "yuv420p", *options, "-f", "framemd5", "-").decode().splitlines()
    return [line.split(",")[-1].strip() for line in lines if not line.startswith("#")]


def digest(frame: av.VideoFrame) -> str:
    """The same of a frame of ours."""
    return hashlib.md5(frame.to_ndarray().tobytes()).hexdigest()


def heard(source: Footage | TestCard, first: int, samples: int) -> np.ndarray:
    """So many samples of a source of ours, from `first` on."""
    pieces = source.sounds(first)
    got: list[np.ndarray] = []
    while sum(map(len, got)) < samples:
        got.append(next(pieces))
    return np.concatenate(got)[:samples]


def turn(source: Footage, number: int) -> np.ndarray:
    """The samples of one turn of the loop."""
    length = source.facts.count * 48_000 / source.rate
    start, end = round(number * length), round((number + 1) * length)
    return heard(source, start, end - start)


def sound_of(path: Path, channels: int = 1) -> np.ndarray:
    """All sound that ffmpeg decodes at 48 kHz, from the instant of the first picture on."""
    raw = ffmpeg("-i", path, "-vn", "-ac", str(channels), "-ar", "48000", "-f", "s16le", "-")
    samples = np.frombuffer(raw, np.int16).reshape(-1, channels)
    offset = round((_first(path, "a") - _first(path, "v")) * 48_000)
    if offset < 0:
        return samples[-offset:]
    return np.concatenate([np.zeros((offset, channels), np.int16), samples])


def lag(ours: np.ndarray, reference: np.ndarray, reach: int = 96) -> int:
    """By how many samples our sound comes later than the reference, to the best fit."""
    ours, reference = (samples[:, 0].astype(np.int32) for samples in (ours, reference))
    middle = slice(len(ours) // 4, min(len(ours), len(reference)) - 2 * reach)
    misfits = {
        shift: np.abs(ours[middle] - reference[middle.start - shift : middle.stop - shift]).sum()
        for shift in range(-reach, reach + 1)
    }
    return min(misfits, key=misfits.__getitem__)


def _first(path: Path, stream: str) -> Fraction:
    """When the first frame of a stream is due."""
    frames = ffprobe(path, stream, "frame=pts_time")["frames"]
    return min(Fraction(frame["pts_time"]) for frame in frames if "pts_time" in frame)
