"""A film file that is decoded forwards from any place: the frames of one stream, with their times."""

from collections.abc import Generator, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from appliance.devices.errors import FootageUnreadable

Frame = av.VideoFrame | av.AudioFrame
Timed = tuple[Fraction, Frame]

# Codecs need a run-up before what they give is right: AAC one frame, Opus 80 ms, MP3 its bit reservoir.
RUN_UP = Fraction(1, 4)


def unreadable(path: Path, cause: object) -> FootageUnreadable:
    """The error that names the file and the cause."""
    return FootageUnreadable(f"Cannot play the footage {path}: {cause}.")


def open_film(path: Path) -> InputContainer:
    """Open a film file. Raises FootageUnreadable."""
    try:
        return av.open(str(path), "r")
    except (av.FFmpegError, OSError) as error:
        raise unreadable(path, error.strerror or error) from error


def moving(container: InputContainer) -> list[VideoStream]:
    """The streams of moving frames: a cover is a video stream too, and often the first."""
    still = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    return [stream for stream in container.streams.video if not stream.disposition & still]


class SeekableFilm:
    """One stream of a film file, opened. Damaged packets are passed over."""

    def __init__(self, path: Path, kind: Literal["video", "audio"]) -> None:
        self.path, self._kind = path, kind
        self._reopen()

    def _reopen(self) -> None:
        self._container = open_film(self.path)
        streams = moving(self._container) if self._kind == "video" else self._container.streams.audio
        if not streams:
            self._container.close()
            raise unreadable(self.path, f"it has no {self._kind}")
        self.stream = streams[0]
        self.time_base = self.stream.time_base or Fraction(1, 1_000_000)
        self.stream.codec_context.thread_count = 1  # the cheapest; one core decodes far faster than true rate
        self._fresh = True
        self._head: Fraction | None = None

    def close(self) -> None:
        """Close the file. Idempotent."""
        self._container.close()

    def frames(self, at: Fraction) -> Iterator[Timed]:
        """The frames in order of time, from one not after `at` (in the file's seconds) or the very first."""
        if not self._fresh:
            yield from self._sought(at)
            return
        self._fresh = False
        timed = self._decoded()
        for time, frame in timed:
            self._head = time
            if at > time + 2:
                yield from self._sought(at)
            else:
                yield time, frame
                yield from timed

    def _sought(self, at: Fraction) -> Iterator[Timed]:
        """As `frames`, after a seek; where the file cannot be sought, from its beginning."""
        head = at if self._head is None else max(at, self._head)
        try:
            self._container.seek(int((at - RUN_UP) / self.time_base), stream=self.stream)
            timed = self._decoded()
            time, frame = next(timed)
        except (av.FFmpegError, StopIteration):
            time = head + 1
        if time > head:
            self.close()
            self._reopen()
            self._fresh = False
            yield from self._decoded()
            return
        yield time, frame
        yield from timed

    def _decoded(self) -> Generator[Timed]:
        """Decode from here on. A frame without a time follows the one before it at once."""
        following = Fraction(0)
        packets = self._container.demux(self.stream)
        while True:
            try:
                frames = next(packets).decode()
            except StopIteration:
                return
            except av.FFmpegError:
                continue  # a damaged packet; or, when the file cannot be read on, the end of `packets`
            for frame in frames:
                if not isinstance(frame, Frame):
                    continue
                time = following if frame.pts is None or frame.time_base is None else frame.pts * frame.time_base
                following = time + self._length(frame)
                yield time, frame

    def _length(self, frame: Frame) -> Fraction:
        if isinstance(frame, av.AudioFrame):
            return Fraction(frame.samples, frame.sample_rate)
        return 1 / (self.stream.guessed_rate or Fraction(25))
