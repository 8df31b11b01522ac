"""Watches a film as the stock ffmpeg and ffprobe decode it: no line of our own code decides what is seen and heard."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Thumbs = NDArray[np.float32]
Samples = NDArray[np.float32]

RATE = 48_000
WIDE, HIGH = 80, 45


def silent(*command: str | Path) -> bytes:
    """Run a tool that must have nothing to complain of; what it wrote."""
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, b""), (command, done.stderr[-2000:])
    return done.stdout


@cache
def pictures(film: Path) -> tuple[Thumbs, NDArray[np.float64]]:
    """Every picture as a thumbnail of its brightness, and when it is shown (seconds)."""
    scale = ["-vf", f"scale={WIDE}:{HIGH}:flags=area,format=gray"]
    raw = silent(
        "ffmpeg", "-v", "warning", "-i", film, "-an", "-fps_mode", "passthrough", *scale, "-f", "rawvideo", "-"
    )
    thumbs = np.frombuffer(raw, np.uint8).reshape(-1, HIGH * WIDE).astype(np.float32)
    times = np.sort([float(packet["pts_time"]) for packet in packets(film, "v")])
    assert len(times) == len(thumbs)
    return thumbs, times


@cache
def sound(film: Path) -> Samples:
    """All sound in mono, from time 0 on: what begins later is led in by silence."""
    led = ["-af", "aresample=async=1:first_pts=0"]
    raw = silent("ffmpeg", "-v", "warning", "-i", film, "-vn", "-ac", "1", "-ar", str(RATE), *led, "-f", "f32le", "-")
    return np.frombuffer(raw, np.float32)


def packets(film: Path, kind: str) -> list[dict[str, Any]]:
    """What ffprobe lists as packets of `v` or `a`."""
    shown = silent("ffprobe", "-v", "warning", "-select_streams", kind, "-show_packets", "-of", "json", film)
    listed: list[dict[str, Any]] = json.loads(shown)["packets"]
    return listed


def alike(seen: Thumbs, source: Thumbs) -> NDArray[np.float32]:
    """How much each picture that was seen differs from each of the source: mean squares, (seen, source)."""
    squares = (seen**2).mean(1)[:, None] + (source**2).mean(1)[None] - 2 * (seen @ source.T) / seen.shape[1]
    return np.asarray(squares, np.float32)


def heard_at(piece: Samples, loop: Samples) -> tuple[int, float]:
    """Where in an endless loop of sound a piece of it begins, in samples, and how alike both are there (1: equal)."""
    length = len(loop)
    padded = np.zeros_like(loop)
    padded[: len(piece)] = piece
    match = np.fft.irfft(np.fft.rfft(loop) * np.conj(np.fft.rfft(padded)), length)
    energy = np.concatenate([[0], np.cumsum(np.tile(loop.astype(np.float64), 2) ** 2)])
    around = energy[len(piece) : len(piece) + length] - energy[:length]
    likeness = match / np.sqrt(np.maximum(around, 1e-9) * np.sum(piece.astype(np.float64) ** 2))
    best = int(np.argmax(likeness))
    return best, float(likeness[best])
