"""Sound on the film's timeline: cut at time 0, gaps filled with silence, overlaps cut, drift corrected by resampling.

libswresample does the resampling. It gets the time of each block, and stretches or squeezes the sound so that its
output stays by these times; where they agree to a sample, the samples pass unchanged.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph
from av.filter.context import FilterContext
from numpy.typing import NDArray

from appliance.capture.settings import SECOND, AudioFormat
from appliance.devices.protocols import Sound

SLACK = 5_000_000
"""A block that is off by less (ns) is drift, to be resampled; by more, sound was lost or came twice."""

_NANOSECOND = Fraction(1, SECOND)

RESAMPLER = ":".join(
    [
        "flags=res",  # from the first sample on: switched on in mid-film it would click, and forget where it is
        "cutoff=1",  # at the rate itself the filter is then the identity
        "osf=fltp",
        "min_comp=0.00002",  # a sample at 48 kHz: the rounding of block times is not drift
        "min_hard_comp=1000000",  # never by gaps
        "comp_duration=10",
        "max_soft_comp=0.005",
    ]
)


def joined(sounds: Iterable[Sound], rate: int) -> Iterator[Sound]:
    """The same sound in fewer blocks: those that follow each other within a millisecond are one."""
    time, due, pieces = 0, 0, list[NDArray[np.int16]]()
    for sound in sounds:
        if pieces and abs(sound.time - due) > SECOND // 1000:
            yield Sound(time, np.concatenate(pieces))
            pieces = []
        if not pieces:
            time = sound.time
        pieces.append(sound.samples)
        due = sound.time + len(sound.samples) * SECOND // rate
    if pieces:
        yield Sound(time, np.concatenate(pieces))


class Timeline:
    """The sound of one film. `zero` is the film's time 0 on the monotonic clock.

    Frames that come out hold float samples, and follow each other without a gap from time 0; `pts` counts samples.
    """

    def __init__(self, form: AudioFormat, zero: int) -> None:
        self._form = form
        self.rate = form.rate
        self._zero = zero
        self._samples = 0
        self.until = 0
        """Film time (ns) up to which there is sound."""
        self._graph = _resampler(form)

    def add(self, sound: Sound, end: int | None = None) -> list[av.AudioFrame]:
        """Put a block where it belongs, up to film time `end` (ns), and take out what is complete."""
        at = sound.time - self._zero
        samples = sound.samples
        if end is not None:
            samples = samples[: max(0, self._count(end - at))]
        if not len(samples):
            return []
        frames: list[av.AudioFrame] = []
        off = at - self.until
        slack = SLACK if self.until else 0  # time 0 is met to the sample
        if off > slack:
            frames = self._silence(off)
        elif off < -slack:
            late = self._count(-off)
            samples = samples[late:]
            at += round(late * SECOND / self.rate)
        return frames + self._push(samples, at) if len(samples) else frames

    def fill(self, end: int) -> list[av.AudioFrame]:
        """Silence up to film time `end` (ns)."""
        return self._silence(end - self.until)

    def finish(self, end: int) -> list[av.AudioFrame]:
        """The rest, filled or cut to end at film time `end` (ns). Nothing comes after."""
        frames = self.fill(end + SECOND // 10)  # more than the resampler holds back
        self._graph.push(None)
        frames += self._pull()
        total = self._count(end)
        return [cut for frame in frames if (cut := _cut(frame, total)) is not None]

    def _count(self, span: int) -> int:
        return round(span * self.rate / SECOND)

    def _silence(self, span: int) -> list[av.AudioFrame]:
        frames: list[av.AudioFrame] = []
        left = max(0, self._count(span))
        while left:
            count = min(left, self.rate)
            frames += self._push(np.zeros((count, self._form.channels), np.int16), self.until)
            left -= count
        return frames

    def _push(self, samples: NDArray[np.int16], at: int) -> list[av.AudioFrame]:
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples).reshape(1, -1), format="s16", layout=self._form.layout
        )
        frame.sample_rate = self.rate
        frame.pts, frame.time_base = at, _NANOSECOND
        self._graph.push(frame)
        self.until = at + round(len(samples) * SECOND / self.rate)
        return self._pull()

    def _pull(self) -> list[av.AudioFrame]:
        frames: list[av.AudioFrame] = []
        while True:
            try:
                frame = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return frames
            if isinstance(frame, av.AudioFrame):
                frame.pts, frame.time_base = self._samples, Fraction(1, self.rate)
                self._samples += frame.samples
                frames.append(frame)


def _resampler(form: AudioFormat) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=form.rate, format="s16", layout=form.layout, time_base=_NANOSECOND)
    chain: list[FilterContext] = [
        source,
        graph.add("aresample", RESAMPLER),
        graph.add("aformat", "sample_fmts=fltp"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*chain).configure()
    return graph


def _cut(frame: av.AudioFrame, total: int) -> av.AudioFrame | None:
    """The part of the frame before sample `total` of the film, or None."""
    start = frame.pts or 0
    if start + frame.samples <= total:
        return frame
    if start >= total:
        return None
    samples: NDArray[np.float32] = frame.to_ndarray().astype(np.float32, copy=False)[:, : total - start]
    short = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=frame.layout.name)
    short.sample_rate = frame.sample_rate
    short.pts, short.time_base = start, frame.time_base
    return short
