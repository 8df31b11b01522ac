"""Cuts a clip out of a film, to the frame and to the sample: all of it encoded anew, in memory.

Splicing encoded groups would save a second or two, and is what other programs spoil a clip's first second with.
"""

import io
from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import Protocol

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream
from numpy.typing import NDArray

from sealed.film.fragments import SECOND, nanoseconds
from sealed.film.opened import OpenedFilm

# What every television and every browser plays: H.264 Main 4.0 without B-frames, AAC.
VIDEO = {"preset": "veryfast", "crf": "20", "profile": "main", "level": "4.0", "bf": "0"}
SOUND_BITS = 128_000
BLOCK = 1024  # samples: a frame of AAC

Samples = NDArray[np.float32]
Frames = Iterable[tuple[int, av.VideoFrame]]


FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
"""What a browser takes by Media Source Extensions."""


class NotInFilm(ValueError):
    """There is no frame of the film between these times."""


class Edit(Protocol):
    """What a copy shows in place of what was filmed."""

    def frame(self, at: int, frame: av.VideoFrame) -> av.VideoFrame:
        """In place of the frame that begins at `at` (ns). That one must not change: the decoder still refers to it."""
        ...

    def sound(self, first: int, rate: int, samples: Samples) -> Samples:
        """In place of these samples, of which the first is the film's sample `first`."""
        ...


class AsFilmed:
    """Nothing is different."""

    def frame(self, at: int, frame: av.VideoFrame) -> av.VideoFrame:
        return frame

    def sound(self, first: int, rate: int, samples: Samples) -> Samples:
        return samples


AS_FILMED: Edit = AsFilmed()


def cut(film: OpenedFilm, start: int, end: int, edit: Edit = AS_FILMED, fragmented: bool = False) -> bytes:
    """An MP4 of the frames that begin from `start` on and before `end` (ns), and of the sound in between."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4", options=FRAGMENTED if fragmented else {}) as container:
        write(container, film, start, end, edit)
    return target.getvalue()


def write(container: OutputContainer, film: OpenedFilm, start: int, end: int, edit: Edit = AS_FILMED) -> None:
    """As `cut`, into a container with no streams yet. Raises NotInFilm."""
    frames = frames_between(film, start, end, edit)
    first = next(frames, None)
    if first is None:
        raise NotInFilm
    facts = film.facts.audio
    video = add_video(container, first[1], film.facts.video.fraction, film.video.scale)
    audio = add_audio(container, facts.rate, facts.channels) if facts else None
    encode_video(container, video, chain([first], frames), start, end)
    if audio is not None:
        encode_audio(container, audio, sound_between(film, start, end, edit))


def still(film: OpenedFilm, at: int, edit: Edit = AS_FILMED) -> bytes:
    """The frame that is seen at a time (ns), as a JPEG. Raises NotInFilm."""
    begins = max((begins for begins, _ in film.spans if begins <= at), default=0)
    found = deque(frames_between(film, begins, at + 1, edit), 1)
    if not found:
        raise NotInFilm
    target = io.BytesIO()
    with av.open(target, "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", options={"qmin": "2", "qmax": "2"})
        picture = found[0][1].reformat(format="yuvj420p", dst_color_range="JPEG")
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuvj420p"
        picture.pts, picture.time_base = 0, Fraction(1, 25)
        container.mux([*stream.encode(picture), *stream.encode(None)])
    return target.getvalue()


def frames_between(
    film: OpenedFilm, start: int, end: int, edit: Edit = AS_FILMED
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Each frame that begins from `start` on and before `end`, with its time (ns)."""
    for number in _segments(film, start, end):
        with av.open(io.BytesIO(film.header + film.segment(number)), mode="r") as container:
            for frame in container.decode(video=0):
                time = nanoseconds(frame.pts or 0, film.video.scale)
                if start <= time < end:
                    yield time, edit.frame(time, frame)


def sound_between(film: OpenedFilm, start: int, end: int, edit: Edit = AS_FILMED) -> Samples:
    """The sound between two times, to the sample, as (samples, channels); silence where the film has none."""
    facts = film.facts.audio
    rate, channels = (facts.rate, facts.channels) if facts else (48_000, 1)
    first, last = (round(time * rate / SECOND) for time in (start, end))
    found = np.zeros((last - first, channels), np.float32)
    # An AAC frame needs the one before it; and a segment may hold sound that was still on its way in the one before.
    span = _segments(film, max(0, start - SECOND), min(end + SECOND, film.length))
    source = io.BytesIO(film.header + b"".join(film.segment(number) for number in span))
    with av.open(source, mode="r") as container:
        for frame in container.decode(audio=0):
            at = round((frame.pts or 0) * (frame.time_base or Fraction(1, rate)) * rate) - first
            piece = frame.to_ndarray().reshape(channels, -1).T
            low, high = max(0, -at), min(len(piece), len(found) - at)
            if low < high:
                found[at + low : at + high] = piece[low:high]
    return edit.sound(first, rate, found)


def _segments(film: OpenedFilm, start: int, end: int) -> range:
    inside = [number for number, (begins, ends) in enumerate(film.spans) if begins < end and ends > start]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def add_video(container: OutputContainer, like: av.VideoFrame, rate: Fraction, scale: int) -> VideoStream:
    """A stream for frames of the size and range of this one, with `scale` ticks a second."""
    stream = container.add_stream("libx264", rate=rate, options=VIDEO)
    stream.width, stream.height, stream.pix_fmt = like.width, like.height, "yuv420p"
    stream.codec_context.time_base = stream.time_base = Fraction(1, scale)
    stream.codec_context.color_range = like.color_range
    return stream


def add_audio(container: OutputContainer, rate: int, channels: int) -> AudioStream:
    """A stream for sound."""
    stream = container.add_stream("aac", rate=rate, layout="mono" if channels == 1 else "stereo")
    stream.bit_rate = SOUND_BITS
    return stream


def encode_video(container: OutputContainer, stream: VideoStream, frames: Frames, start: int, end: int) -> None:
    """Each frame is shown as long as in the film: until the next, the last until the clip's end."""
    base = Fraction(1, stream.codec_context.time_base.denominator)
    lasts: dict[int, int] = {}

    def mux(packets: "Iterable[av.Packet[VideoStream]]") -> None:
        for packet in packets:
            packet.duration = lasts.pop(packet.pts or 0, packet.duration)
            container.mux_one(packet)

    for (time, frame), after in _with_next(frames, end):
        at = round((time - start) / SECOND / base)
        lasts[at] = round((after - start) / SECOND / base) - at
        frame.pts, frame.time_base, frame.pict_type = at, base, PictureType.NONE
        mux(stream.encode(frame))
    mux(stream.encode(None))


def _with_next(frames: Frames, end: int) -> Iterator[tuple[tuple[int, av.VideoFrame], int]]:
    """Each frame and when the next begins, one ahead in memory."""
    held = None
    for each in frames:
        if held is not None:
            yield held, each[0]
        held = each
    if held is not None:
        yield held, end


def encode_audio(container: OutputContainer, stream: AudioStream, sound: Samples) -> None:
    """All of the sound, from time 0 on."""
    rate = stream.rate
    layout = "mono" if sound.shape[1] == 1 else "stereo"
    for at in range(0, len(sound), BLOCK):
        block = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[at : at + BLOCK].T), format="fltp", layout=layout)
        block.sample_rate, block.pts, block.time_base = rate, at, Fraction(1, rate)
        container.mux(stream.encode(block))
    container.mux(stream.encode(None))
