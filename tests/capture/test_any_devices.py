"""Whatever the devices lose, when, and in what order it comes: the film keeps its form."""

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.capture.mux import boxes
from appliance.capture.settings import SECOND, VideoFormat
from appliance.devices.protocols import Frame
from tests.support.making_films import MONO, PRESS, Film, blocks, frame_times, images, make

pytestmark = pytest.mark.alone

FRAMES = images(120)
SOUND = np.random.default_rng(5).integers(-3000, 3000, (48_000 * 13, 1)).astype(np.int16)


def packets_of(film: Film, kind: str) -> "list[av.Packet[Any]]":
    with av.open(io.BytesIO(film.data), mode="r") as container:
        streams = getattr(container.streams, kind)
        return [packet for packet in container.demux(streams[0]) if packet.size]


@settings(max_examples=40, deadline=None)
@given(
    rate=st.sampled_from([Fraction(25), Fraction(30_000, 1001), Fraction(10), Fraction(3)]),
    count=st.integers(1, 120),
    lost=st.sets(st.integers(0, 119), max_size=60),
    deaf=st.tuples(st.floats(0, 5), st.floats(0, 4)),
    early=st.integers(-300, 300),
    late=st.integers(-50, 900),
    tremble=st.integers(0, 10),
)
def test_a_film_keeps_its_form(
    rate: Fraction, count: int, lost: set[int], deaf: tuple[float, float], early: int, late: int, tremble: int
) -> None:
    form = VideoFormat(64, 48, rate)
    times = [t + (n * 7 % 11) * tremble * 10_000 for n, t in enumerate(frame_times(count, rate))]
    frames = [Frame(t, FRAMES[n]) for n, t in enumerate(times) if n not in lost]
    start, length = deaf
    sounds = [
        sound
        for sound in blocks(SOUND[: round((count / rate + 1) * 48_000)], start=PRESS + early * 1_000_000)
        if not start * SECOND <= sound.time - PRESS < (start + length) * SECOND
    ]
    film = make(frames, sounds, video=form, audio=MONO, late=late * 1_000_000)
    assert bool(film.segments) == bool(frames)
    if not frames:
        return

    assert sum(segment.frames for segment in film.segments) == len(frames)
    assert film.segments[0].start == 0
    begin = 0
    for segment in film.segments:
        assert [kind for kind, _, _ in boxes(segment.data)] == [b"moof", b"mdat"]
        assert begin == segment.start < segment.end
        assert 0 < segment.frames <= form.per_segment
        begin = segment.end

    video = packets_of(film, "video")
    zero = frames[0].time
    wanted = [round(Fraction((frame.time - zero) * 90_000, SECOND)) for frame in frames]
    first = 0
    for segment in film.segments:  # a segment's first frame is never shown before the segment begins
        wanted[first] = max(wanted[first], round(Fraction(segment.start * 90_000, SECOND)))
        first += segment.frames
    assert [packet.pts is not None and abs(packet.pts - at) <= 1 for packet, at in zip(video, wanted, strict=True)] == [
        True
    ] * len(video)
    first = 0
    for segment in film.segments:
        keys = [packet.is_keyframe for packet in video[first : first + segment.frames]]
        assert keys == [True] + [False] * (segment.frames - 1)
        first += segment.frames

    audio = packets_of(film, "audio")
    assert [packet.pts for packet in audio] == [1024 * n for n in range(len(audio))]
    sound_ends, frame_ends = len(audio) * 1024 / 48_000, film.segments[-1].end / SECOND
    assert sound_ends <= frame_ends + 1024 / 48_000
    assert sound_ends >= frame_ends - 0.025 or not film.finished
