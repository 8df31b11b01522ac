"""One film while it is made: a thread that encodes, and a thread in which each segment is sealed and written."""

import errno
import logging
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing

import msgspec

from appliance.capture.errors import CaptureError, CardFull, EncodingFailed, FilmNotWritten, Overrun
from appliance.capture.film_encoder import FilmEncoder, Segment
from appliance.capture.inbox import Inbox, Numbered
from appliance.capture.ports import Listener, Sink
from appliance.capture.settings import SECOND, AudioFormat, EncoderSettings, VideoFormat
from appliance.devices.protocols import Frame, Sound

log = logging.getLogger("attune.capture")

PATIENCE = SECOND // 2
"""How long the end of a film waits (ns) for frames and sound that are still on their way from the devices."""

MOST_SEGMENTS = 8
"""Segments that may wait for the card. Beyond that frames wait, and then they are dropped, which raises an alarm."""

FRAMES = 1.5
"""Seconds of frames that may wait to be encoded: 50 MB at 1280x720."""

LOOK = 0.1
"""Seconds between two checks for overdue segments while nothing is delivered."""


class Ended(msgspec.Struct, frozen=True):
    """The result of a film. `frames` are in segments that the sink took without an error.

    `delivered` counts what the camera delivered between the first and the last of these; `error` is what ended the film
    early; `sound_lost` counts blocks of sound for which there was no room.
    """

    frames: int
    delivered: int
    error: CaptureError | None
    sound_lost: int = 0


class _Closed(msgspec.Struct, frozen=True):
    """A segment on its way to the card, and the number of frames delivered up to its last."""

    segment: Segment
    delivered: int


class Pipeline:
    """Call `frame` and `sound` under one lock; `end` ends it. `frames` and `delivered` grow meanwhile."""

    def __init__(
        self,
        video: VideoFormat,
        audio: AudioFormat | None,
        settings: EncoderSettings,
        press: int,
        *,
        sink: Sink,
        listener: Listener,
        on_first: Callable[[int], None],
    ) -> None:
        self._forms = (video, audio, settings)
        self._press = press
        self._sink = sink
        self._listener = listener
        self._on_first = on_first
        self._inbox = Inbox(max(4, round(FRAMES * video.rate)))
        self._closed: queue.Queue[_Closed | bytes | None] = queue.Queue(MOST_SEGMENTS)
        self._error: CaptureError | None = None
        self._overrun = False
        self.sound_lost = 0
        self._end: tuple[int, int] | None = None
        self._written = Ended(0, 0, None)
        self.frames = 0
        self.delivered = 0
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in ((self._encode, "encoder"), (self._write, "writer"))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def backlog(self) -> int:
        """Frames that wait to be encoded."""
        return self._inbox.frames

    @property
    def written(self) -> int:
        """Frames in segments that the sink has taken."""
        return self._written.frames

    def frame(self, frame: Frame) -> None:
        """Take a frame; never blocks."""
        if frame.time < self._press or self._error:
            return
        self._watch_room(self._inbox.put_frame(frame))

    def sound(self, sound: Sound) -> None:
        """Take a block of sound; never blocks."""
        if self._error:
            return
        kept = self._inbox.put_sound(sound)
        self.sound_lost += not kept
        self._watch_room(kept)

    def _watch_room(self, kept: bool) -> None:
        """Raise the alarm when something was dropped, and clear it when there is plenty of room again."""
        if not kept and not self._overrun:
            self._overrun = True
            self._listener.raised(Overrun())
        elif kept and self._overrun and self._inbox.roomy:
            self._overrun = False
            self._listener.cleared(Overrun.code)

    def end(self, at: int | None) -> Ended:
        """Keep what is not after `at` (ns, monotonic; None: all delivered so far), and wait until it is written."""
        now = time.monotonic_ns()
        self._end = (sys.maxsize, now) if at is None else (at, max(at, now) + PATIENCE)
        self._inbox.wake()
        for thread in self._threads:
            thread.join()
        if self._overrun:
            self._listener.cleared(Overrun.code)
        return Ended(self._written.frames, self._written.delivered, self._error, self.sound_lost)

    def _encode(self) -> None:
        try:
            with closing(FilmEncoder(*self._forms, self._press)) as encoder:
                self._film(encoder)
        except Exception as error:  # whatever it is, the film must be closed and the error reported
            log.exception("encoding failed")
            self._fail(EncodingFailed(), error)
        finally:
            self._inbox.close()
            self._closed.put(None)

    def _film(self, encoder: FilmEncoder) -> None:
        self._closed.put(encoder.init)
        first, past = 0, False
        while not (self._error or self._complete(encoder, past)):
            item = self._inbox.get(LOOK if self._end is None else LOOK / 5)
            if isinstance(item, Numbered):
                past = past or self._comes_after_end(item.frame, encoder)
                if not past:
                    first = item.number if encoder.zero is None else first
                    self._keep(item.frame, item.number - first + 1, encoder)
                continue
            if item is not None:
                encoder.sound(item)
            if not self._inbox.frames:
                self._hand_over(encoder.overdue(time.monotonic_ns()), self.delivered)
        if not self._error:
            for segment in encoder.finish():
                self._hand_over(segment, self.delivered)

    def _keep(self, frame: Frame, delivered: int, encoder: FilmEncoder) -> None:
        segment = encoder.frame(frame)
        before, self.frames, self.delivered = self.delivered, encoder.frames, delivered
        if encoder.frames == 1:
            self._on_first(frame.time)
        # With the frame in a segment still open, the one that was closed ends before it.
        self._hand_over(segment, before if encoder.open else delivered)

    def _comes_after_end(self, frame: Frame, encoder: FilmEncoder) -> bool:
        """Whether a frame comes too late for the film.

        If the last segment has just been closed, the film gets one frame more: without it, the sound that is still on
        its way would have no segment to lie in.
        """
        if self._end is None or frame.time <= self._end[0]:
            return False
        return encoder.open or not encoder.frames or frame.time - self._end[0] > self._forms[0].period

    def _complete(self, encoder: FilmEncoder, past: bool) -> bool:
        """Whether everything that belongs to the film was delivered, or its timeout is over."""
        if self._end is None:
            return False
        if past and (self._forms[1] is None or not encoder.frames or encoder.heard >= encoder.end):
            return True
        return time.monotonic_ns() >= self._end[1] and self._inbox.empty

    def _hand_over(self, segment: Segment | None, delivered: int) -> None:
        if segment is not None:
            self._closed.put(_Closed(segment, delivered))

    def _write(self) -> None:
        failed = False
        while (item := self._closed.get()) is not None:
            if failed:
                continue  # the encoder must never block on a card that hangs
            try:
                if isinstance(item, bytes):
                    self._sink.init(item)
                else:
                    self._sink.segment(item.segment)
                    frames = self._written.frames + item.segment.frames
                    self._written = Ended(frames, item.delivered, None)
            except Exception as error:  # whatever it is, the film must be closed and the error reported
                failed = True
                log.exception("the film could not be written")
                full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
                self._fail(CardFull() if full else FilmNotWritten(), error)

    def _fail(self, error: CaptureError, cause: Exception) -> None:
        error.__cause__ = cause
        self._error = error
        self._listener.raised(error)
