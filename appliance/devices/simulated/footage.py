"""Footage: a film file played over and over, its sound and frame in step for ever.

Every turn of the loop lasts exactly its frames times the frame period. Frames are put where their times say, on
the nearest constant rate; sound is put where its times say, cut or padded with silence to the turn. Only what is due
is decoded, so a long film needs no more memory than a short one.
"""

from collections.abc import Generator, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from appliance.devices import yuv
from appliance.devices.simulated.footage_facts import inspect
from appliance.devices.simulated.letterbox import Letterbox
from appliance.devices.simulated.scene import SOUND_RATE
from appliance.devices.simulated.seekable_film import SeekableFilm

Samples = NDArray[np.int16]

# Times in some formats are whole milliseconds. Sound that is this near to where it should be is where it should be.
TOLERANCE = SOUND_RATE // 500


class Footage:
    """A film file as a `Source`, at the wanted size (even) and the film's own rate. Raises FootageUnreadable."""

    def __init__(self, path: Path, width: int, height: int, channels: int = 1) -> None:
        self.path, self.width, self.height, self.channels = path, width, height, channels
        self.facts = inspect(path)
        self.rate = self.facts.rate

    def frames(self, first: int) -> Generator[av.VideoFrame]:
        """Every frame from number `first` on, over and over."""
        reel, fitting = SeekableFilm(self.path, "video"), Letterbox(self.width, self.height)
        place = first % self.facts.count
        try:
            while True:
                for frame in self._frames_of_turn(reel, fitting, place):
                    frame.pict_type = 0  # an encoder would take the film's own key frames for ours
                    yield frame
                place = 0
        finally:
            reel.close()

    def sounds(self, first: int) -> Generator[Samples]:
        """All sound from sample `first` on, over and over; silence for ever if the film has none."""
        turn = int(first // self._turn_length)
        reel = SeekableFilm(self.path, "audio") if self.facts.has_sound else None
        try:
            while True:
                start, end = self._turn_start(turn), self._turn_start(turn + 1)
                at = max(first, start)
                for piece in self._sounds_of_turn(reel, at - start) if reel else ():
                    yield piece[: end - at]
                    at += len(piece)
                    if at >= end:
                        break
                yield from self._silence(end - at)
                turn += 1
        finally:
            if reel:
                reel.close()

    @property
    def _turn_length(self) -> Fraction:
        return self.facts.count * SOUND_RATE / self.rate

    def _turn_start(self, turn: int) -> int:
        return round(turn * self._turn_length)

    def _frames_of_turn(self, reel: SeekableFilm, fitting: Letterbox, place: int) -> Iterator[av.VideoFrame]:
        """The frames of one turn from `place` on, exactly as many as belong there."""
        last: av.VideoFrame | None = None
        for time, frame in reel.frames(self.facts.start + place / self.rate):
            here = round((time - self.facts.start) * self.rate)
            if not isinstance(frame, av.VideoFrame) or here < place:
                continue
            fitted = fitting(frame, self.facts.pixel_aspect)
            for _ in range(place, min(here, self.facts.count)):
                yield yuv.copy(last or fitted)
                place += 1
            if place == self.facts.count:
                return
            yield fitted
            last, place = fitted, place + 1
        if last is None:
            last = yuv.blank(self.width, self.height)
        for _ in range(place, self.facts.count):
            yield yuv.copy(last)

    def _sounds_of_turn(self, reel: SeekableFilm, place: int) -> Iterator[Samples]:
        """The sound of one turn from sample `place` on, as far as the film has any."""
        head: int | None = None  # where the next sample to come belongs, when nothing is missing
        for time, samples in self._resampled(reel, self.facts.start + Fraction(place, SOUND_RATE)):
            at = round((time - self.facts.start) * SOUND_RATE)
            if head is None or abs(at - head) > TOLERANCE:
                head = at
            if head > place:
                yield from self._silence(head - place)
                place = head
            late = samples[place - head :]
            head += len(samples)
            if len(late):
                yield late
                place += len(late)

    def _resampled(self, reel: SeekableFilm, at: Fraction) -> Iterator[tuple[Fraction, Samples]]:
        """Sound at 48 kHz with its times, from a place that is not after `at`."""
        resampler, shape = self._resampler(), None
        for time, frame in reel.frames(at):
            if not isinstance(frame, av.AudioFrame):
                continue
            if shape not in (None, (frame.format.name, frame.layout.name, frame.sample_rate)):
                yield from self._pieces(resampler.resample(None))
                resampler = self._resampler()
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            frame.pts, frame.time_base = round(time / reel.time_base), reel.time_base
            yield from self._pieces(resampler.resample(frame))
        yield from self._pieces(resampler.resample(None))

    def _resampler(self) -> AudioResampler:
        return AudioResampler("s16", "mono" if self.channels == 1 else "stereo", SOUND_RATE)

    def _pieces(self, frames: list[av.AudioFrame]) -> Iterator[tuple[Fraction, Samples]]:
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None:
                yield (
                    frame.pts * frame.time_base,
                    frame.to_ndarray().astype(np.int16, copy=False).reshape(-1, self.channels),
                )

    def _silence(self, samples: int) -> Iterator[Samples]:
        """So much silence, in pieces of at most a second."""
        for at in range(0, samples, SOUND_RATE):
            yield np.zeros((min(SOUND_RATE, samples - at), self.channels), np.int16)
