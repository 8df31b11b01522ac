"""Sealed films of the test card, by the box's own encoder and writer, for whoever reads the burnt-in clock back.

The frames' times jitter as a camera's do, and a film can be made as boxes before 0.2.0 made them. A long film repeats
the encoded frames of a short one, so that an hour takes seconds to make: its clock begins again with each repetition.
"""

import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from appliance.capture.film_encoder import FilmEncoder, Segment
from appliance.capture.settings import SECOND, AudioFormat, EncoderSettings, VideoFormat
from appliance.devices.protocols import Frame, Sound
from appliance.devices.simulated.test_card import TestCard
from sealed.film.facts import Video
from sealed.film.fragments import Track, run, tracks
from sealed.film.records import Record
from sealed.film.writer import FilmWriter
from tests.support.small_films import FILM, Box, Unflushed

RATE = 25
PERIOD = SECOND // RATE
PER_SEGMENT = 24
MINUTE = 60 * PER_SEGMENT  # frames. A segment is a whole number of AAC frames too, so that any number of them repeats
SOUND_RATE = 48_000
JITTER = 2_000_000
START = 77 * SECOND


@dataclass(frozen=True)
class Reel:
    """Encoded, not sealed yet: the header, the segments, and when each frame was taken (ns)."""

    init: bytes
    segments: list[Segment]
    times: list[int]
    width: int
    height: int


def hiss(count: int, seed: int = 7) -> NDArray[np.int16]:
    """Sound of which no piece is like another, soft enough for any encoder."""
    return np.random.default_rng(seed).normal(0, 3000, count).clip(-12000, 12000).astype(np.int16)


def filmed(frames: int, width: int = 320, height: int = 180, older: bool = False, preset: str = "ultrafast") -> Reel:
    """The test card with jittered times, and `hiss` for sound. `frames` is a whole number of segments."""
    chance = random.Random(frames)
    last = {0, frames - 1}  # so that what is repeated fits on to itself
    times = [n * PERIOD + (0 if n in last else chance.randint(-JITTER, JITTER)) for n in range(frames)]
    card = TestCard(width, height, RATE)
    encoder = FilmEncoder(
        VideoFormat(width, height, Fraction(RATE)), AudioFormat(SOUND_RATE, 1), EncoderSettings(preset=preset), START
    )
    heard = hiss((frames + 2) * SOUND_RATE // RATE)
    block = SOUND_RATE // RATE
    segments: list[Segment] = []
    for number, time in enumerate(times):
        samples = heard[number * block :][:block, None]
        encoder.sound(Sound(START + number * PERIOD, samples))
        if segment := encoder.frame(Frame(START + time, card.frame(number))):
            segments.append(segment)
    segments += encoder.finish()
    if older:
        video = tracks(encoder.init)[0]
        segments = [_as_older_boxes_did(s, video, times[n * PER_SEGMENT]) for n, s in enumerate(segments)]
    return Reel(encoder.init, segments, times, width, height)


def sealed(
    box: Box, shelf: Path, reel: Reel, repeats: int = 1, film: str = FILM, records: Sequence[Record] = ()
) -> Path:
    """The folder of a film in which the reel is seen `repeats` times."""
    shelf.mkdir(parents=True, exist_ok=True)
    facts = msgspec.structs.replace(box.facts(film), video=Video("h264", reel.width, reel.height, f"{RATE}/1"))
    writer = FilmWriter.create(shelf, facts, [box.identity.recipient], box.signer, Unflushed())
    writer.init(reel.init)
    for record in records:
        writer.mark(record)
    for segment in _repeated(reel, repeats):
        writer.segment(segment.data, segment.start, segment.end, segment.frames)
    writer.close("stopped", repeats * len(reel.times))
    return writer.path


def _repeated(reel: Reel, repeats: int) -> Iterator[Segment]:
    length = reel.segments[-1].end
    for again in range(repeats):
        for segment in reel.segments:
            data = bytearray(segment.data)
            for track in tracks(reel.init) if again else ():
                _delay(data, track, again * length)
            yield Segment(bytes(data), segment.start + again * length, segment.end + again * length, segment.frames)


def _delay(part: bytearray, track: Track, by: int) -> None:
    found = run(part, track)
    struct.pack_into(">Q", part, found.decode + 4, found.start + by * track.scale // SECOND)


def _as_older_boxes_did(segment: Segment, video: Track, taken: int) -> Segment:
    """The first frame when it was taken, though the segment before lasts longer; the last for the usual time."""
    part = bytearray(segment.data)
    found = run(part, video)
    if not found.places:
        return segment
    first = round(taken * video.scale / SECOND)
    struct.pack_into(">Q", part, found.decode + 4, first)
    struct.pack_into(">I", part, found.places[0], found.durations[0] + found.start - first)
    struct.pack_into(">I", part, found.places[-1], video.scale // RATE)
    return Segment(bytes(part), segment.start, segment.end, segment.frames)
