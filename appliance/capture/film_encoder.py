"""One film being made: frames and sound go in, segments come out. It has no device, no clock and no thread."""

from collections import deque

import msgspec

from appliance.capture.audio import AudioEncoder, AudioPacket
from appliance.capture.errors import UnfitEncoder
from appliance.capture.mux import Muxer
from appliance.capture.settings import SECOND, AudioFormat, EncoderSettings, VideoFormat
from appliance.capture.timeline import Timeline, joined
from appliance.capture.video import VideoEncoder, VideoPacket, lasts_until
from appliance.devices.protocols import Frame, Sound

PATIENCE = SECOND
"""How late sound may come after its frame (ns) before it is replaced by silence."""

BATCH = SECOND // 5
"""How much sound (ns) is encoded at a time: many small pieces cost more than few."""


class Segment(msgspec.Struct, frozen=True):
    """About a second of film: an MP4 fragment that starts with a key frame, and its number of frames.

    `start` and `end` are film time in ns. A segment starts where the one before ended, even if its first frame comes
    later because the camera lost some. Sound that was still on its way when a segment closed lies in the next.
    """

    data: bytes
    start: int
    end: int
    frames: int


class _Open(msgspec.Struct):
    """A segment that is not given out yet: film times (ns) of its first frame and of the end of its last so far.

    `full`: no frame comes any more; `inside`: so many of its frames the encoder still holds back.
    """

    first: int
    end: int
    full: bool = False
    inside: int = 0
    packets: list[VideoPacket] = msgspec.field(default_factory=list)


class FilmEncoder:
    """A film from the first frame that is not before `press` (ns, monotonic) on. `audio` None: a film without sound.

    `frames` counts the frames kept, `missed` those that the camera's rate would have given besides, `zero` is the
    first frame's time, `end` the film time (ns) where the last frame ends.
    """

    def __init__(self, video: VideoFormat, audio: AudioFormat | None, settings: EncoderSettings, press: int) -> None:
        self._period = video.period
        self._per_segment = video.per_segment
        self._press = press
        self._muxer = Muxer(video, audio, settings)
        self._frames = VideoEncoder(self._muxer.video, video)
        self._sound = AudioEncoder(self._muxer.audio) if self._muxer.audio else None
        self._audio = audio
        self._timeline: Timeline | None = None
        self._waiting: deque[Sound] = deque()
        self._open: deque[_Open] = deque()
        self._sound_packets: list[AudioPacket] = []
        self._start = 0
        self._segments = 0
        self.zero: int | None = None
        self.frames = 0
        self.missed = 0
        self.end = 0

    @property
    def init(self) -> bytes:
        """The MP4's header (ftyp, moov)."""
        return self._muxer.init

    @property
    def open(self) -> bool:
        """Whether there are frames that no segment given out holds."""
        return bool(self._open)

    @property
    def heard(self) -> int:
        """Film time (ns) up to which sound has been given; what lies after the last frame still waits."""
        if self._timeline is None or self.zero is None:
            return 0
        return self._end_of(self._waiting[-1]) - self.zero if self._waiting else self._timeline.until

    def frame(self, frame: Frame) -> Segment | None:
        """Keep a frame, unless it is from before the press. The segment is given that this completes."""
        if frame.time < self._press:
            return None
        if self.zero is None:
            self.zero = frame.time
            self._timeline = Timeline(self._audio, self.zero) if self._audio else None
        at = frame.time - self.zero
        growing = self._open[-1] if self._open and not self._open[-1].full else None
        if growing and self._slots(growing, at) >= self._per_segment:
            growing.full, growing = True, None  # the frame that should have closed it never came
        if self.frames:
            self.missed += max(0, round((at - self.end) / self._period))
        begins = growing is None
        # Cameras jitter. The segment before may be sealed already, and says where this one begins: never before that.
        shown = max(at, self.end) if begins else at
        if growing is None:
            self._open.append(growing := _Open(at, at))
        self.frames += 1
        growing.inside += 1
        growing.end = self.end = at + self._period
        growing.full = self._slots(growing, self.end) >= self._per_segment
        self._arrive(self._frames.encode(frame.image, shown, key=begins))
        if self._timeline and self.end - self._timeline.until >= BATCH:
            self._listen()
        return self._complete()

    def sound(self, sound: Sound) -> None:
        """Keep a block of sound. Its place is by its time, so it may come before or after the frames of that time."""
        if self._audio is None or self._end_of(sound) <= (self.zero or self._press):
            return
        self._waiting.append(sound)

    def overdue(self, now: int) -> Segment | None:
        """The open segment, if it began a second ago or more: frames stay away, and a crash must not take more."""
        if self.zero is None or not self._open or now - self.zero - self._open[0].first < SECOND:
            return None
        self._open[-1].full = True
        return self._complete()

    def finish(self) -> list[Segment]:
        """End the film where its last frame ends; sound is cut or filled up to there. What had not been given out.

        Without a frame since the last segment there is none, and sound that was still on its way is left out.
        """
        if self._timeline and self._sound:
            for sound in joined(self._waiting, self._timeline.rate):
                self._sound_packets += self._sound.encode(self._timeline.add(sound, self.end))
            self._sound_packets += self._sound.encode(self._timeline.finish(self.end))
            self._sound_packets += self._sound.finish()
            self._timeline = None
        self._waiting.clear()
        if self._open:
            self._arrive(self._frames.finish())
        for segment in self._open:
            segment.full, segment.inside = True, 0
        rest = list(iter(self._complete, None))
        self.close()
        return rest

    def close(self) -> None:
        """Let go of the encoders; `finish` has done it. Idempotent, and nothing else works afterwards."""
        self._muxer.close()

    def _slots(self, segment: _Open, at: int) -> int:
        """How many frames fit between the segment's first and film time `at`."""
        return round((at - segment.first) / self._period)

    def _arrive(self, packets: list[VideoPacket]) -> None:
        """Put frames that come out of the encoder where they belong. Raises UnfitEncoder."""
        for packet in packets:
            segment = next(segment for segment in self._open if segment.inside)
            if not segment.packets and not packet.is_keyframe:
                raise UnfitEncoder("a segment would have begun without a key frame")
            segment.packets.append(packet)
            segment.inside -= 1

    def _end_of(self, sound: Sound) -> int:
        """When the block's last sample had been heard (ns, monotonic)."""
        return sound.time + (len(sound.samples) * SECOND // self._audio.rate if self._audio else 0)

    def _listen(self) -> None:
        """Encode the sound that lies before the end of the last frame: the sound is never longer than the frames."""
        if self._timeline is None or self._sound is None or self.zero is None:
            return
        ready: list[Sound] = []
        while self._waiting and self._end_of(self._waiting[0]) - self.zero <= self.end:
            ready.append(self._waiting.popleft())
        for sound in joined(ready, self._timeline.rate):
            self._sound_packets += self._sound.encode(self._timeline.add(sound))
        if not self._waiting and self.end - self._timeline.until > PATIENCE:
            self._sound_packets += self._sound.encode(self._timeline.fill(self.end - PATIENCE // 2))

    def _complete(self) -> Segment | None:
        """The oldest segment, if all of it has come out of the encoder."""
        if not self._open or not self._open[0].full or self._open[0].inside:
            return None
        self._listen()
        segment = self._open.popleft()
        sound, self._sound_packets = self._sound_packets, []
        if self._open and self._audio:
            due = segment.end * self._audio.rate
            self._sound_packets = [packet for packet in sound if (packet.pts or 0) * SECOND >= due]
            sound = sound[: len(sound) - len(self._sound_packets)]
        self._segments += 1
        lasts_until(segment.packets[-1], segment.end)
        data = self._muxer.fragment(self._segments, segment.packets, sound)
        start, self._start = self._start, segment.end
        return Segment(data, start, segment.end, len(segment.packets))
