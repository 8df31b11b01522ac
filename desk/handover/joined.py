"""One film of several clips with title cards between them, encoded as the clips themselves are.

The first clip gives the size, the rate and the ticks; what is of another size is fitted into it, with black beside it.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import ColorRange

from desk.clips.cut import (
    NotInFilm,
    Samples,
    add_audio,
    add_video,
    encode_audio,
    encode_video,
    frames_between,
    sound_between,
)
from desk.handover.redaction import Redaction
from desk.handover.title_cards import title_card
from sealed.film.fragments import SECOND
from sealed.film.opened import OpenedFilm

CARD = 3 * SECOND
CARD_RATE = 25  # frames a second: some televisions give up on one frame of three seconds

OnPart = Callable[[int, int], None]


@dataclass(frozen=True)
class Part:
    """A clip of a joined film, and what its card says: a small line above, a large one."""

    film: OpenedFilm
    start: int
    end: int
    redaction: Redaction
    above: str
    title: str

    @property
    def lasts(self) -> int:
        """With its card, in ns."""
        return CARD + self.end - self.start


def join(parts: Sequence[Part], on_part: OnPart = lambda done, total: None) -> bytes:
    """The MP4. Raises NotInFilm."""
    target = io.BytesIO()
    like = _first_frame(parts[0])
    with av.open(target, "w", format="mp4") as container:
        video = add_video(container, like, parts[0].film.facts.video.fraction, parts[0].film.video.scale)
        heard = [facts for part in parts if (facts := part.film.facts.audio)]
        rate, channels = max((facts.rate for facts in heard), default=0), max((f.channels for f in heard), default=0)
        audio = add_audio(container, rate, channels) if heard else None
        encode_video(container, video, _frames(parts, like, on_part), 0, sum(part.lasts for part in parts))
        if audio is not None:
            encode_audio(container, audio, _sound(parts, rate, channels))
    return target.getvalue()


def _first_frame(part: Part) -> av.VideoFrame:
    found = next(frames_between(part.film, part.start, part.end, part.redaction), None)
    if found is None:
        raise NotInFilm
    return found[1]


def _frames(parts: Sequence[Part], like: av.VideoFrame, on_part: OnPart) -> Iterator[tuple[int, av.VideoFrame]]:
    begins = 0
    for number, part in enumerate(parts):
        on_part(number, len(parts))
        card = title_card(like, part.above, part.title).to_ndarray()
        for count in range(CARD * CARD_RATE // SECOND):
            yield begins + count * SECOND // CARD_RATE, _frame(card, like)
        for time, frame in frames_between(part.film, part.start, part.end, part.redaction):
            yield begins + CARD + time - part.start, _fitted(frame, like)
        begins += part.lasts


def _frame(pixels: np.ndarray, like: av.VideoFrame) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(pixels, format="yuv420p")
    frame.color_range = like.color_range
    return frame


def _fitted(frame: av.VideoFrame, like: av.VideoFrame) -> av.VideoFrame:
    """The frame in the size and range of another, whole."""
    full = like.color_range == ColorRange.JPEG
    if (frame.width, frame.height, frame.color_range == ColorRange.JPEG) == (like.width, like.height, full):
        return frame
    scale = min(Fraction(like.width, frame.width), Fraction(like.height, frame.height))
    width, height = (max(2, 2 * int(side * scale / 2)) for side in (frame.width, frame.height))
    small = frame.reformat(width, height, "yuv420p", dst_color_range="JPEG" if full else "MPEG").to_ndarray()
    left, top = (2 * (int(whole - side) // 4) for whole, side in ((like.width, width), (like.height, height)))
    pixels = np.full((like.height * 3 // 2, like.width), 128, np.uint8)
    pixels[: like.height] = 0 if full else 16
    pixels[top : top + height, left : left + width] = small[:height]
    shown = pixels[like.height :].reshape(2, like.height // 2, like.width // 2)
    colours = small[height:].reshape(2, height // 2, width // 2)
    shown[:, top // 2 : (top + height) // 2, left // 2 : (left + width) // 2] = colours
    return _frame(pixels, like)


def _sound(parts: Sequence[Part], rate: int, channels: int) -> Samples:
    """Each part's sound at its own place to the sample, and silence under the cards."""
    whole = np.zeros((_samples(sum(part.lasts for part in parts), rate), channels), np.float32)
    begins = 0
    for part in parts:
        at = _samples(begins + CARD, rate)
        if part.film.facts.audio:
            heard = sound_between(part.film, part.start, part.end, part.redaction)
            heard = _resampled(heard, part.film.facts.audio.rate, rate)[: len(whole) - at]
            whole[at : at + len(heard)] = heard
        begins += part.lasts
    return whole


def _samples(ns: int, rate: int) -> int:
    return round(ns * rate / SECOND)


def _resampled(sound: Samples, rate: int, wanted: int) -> Samples:
    if rate == wanted or not len(sound):
        return sound
    layout = "mono" if sound.shape[1] == 1 else "stereo"
    block = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), format="fltp", layout=layout)
    block.sample_rate = rate
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=wanted)
    pieces = [frame.to_ndarray() for given in (block, None) for frame in resampler.resample(given)]
    return np.concatenate(pieces, axis=1).T.astype(np.float32)
