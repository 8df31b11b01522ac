"""One film being made: pictures and sound go in, segments come out. It owns no device, no clock and no thread."""

from collections import deque
from dataclasses import dataclass

from appliance.capture.mux import Muxer
from appliance.capture.picture import PictureEncoder, PicturePacket
from appliance.capture.settings import SECOND, PictureForm, Settings, SoundForm
from appliance.capture.sound import SoundEncoder, SoundPacket
from appliance.capture.timeline import Timeline, joined
from appliance.devices.protocols import Picture, Sound

PATIENCE = SECOND
"""How far sound may come behind the picture (ns) before its place is filled with silence."""

BATCH = SECOND // 5
"""How much sound (ns) is encoded at a time: many small pieces cost more than few."""


@dataclass(frozen=True, slots=True)
class Segment:
    """About a second of film: an MP4 fragment that starts with a key frame, and its number of pictures.

    `start` and `end` are film time in ns. A segment starts where the one before ended, even if its first picture comes
    later because the camera lost some. Sound that was still on its way when a segment closed lies in the next.
    """

    data: bytes
    start: int
    end: int
    frames: int


class Take:
    """A film from the first picture that is not before `press` (ns, monotonic) on. `audio` None: a film without sound.

    `frames` counts the pictures kept, `missed` those that the camera's rate would have given besides, `zero` is the
    first picture's time, `end` the film time (ns) where the last picture ends.
    """

    def __init__(self, video: PictureForm, audio: SoundForm | None, settings: Settings, press: int) -> None:
        self._period = video.period
        self._per_segment = video.per_segment
        self._press = press
        self._muxer = Muxer(video, audio, settings)
        self._pictures = PictureEncoder(self._muxer.pictures, video)
        self._sound = SoundEncoder(self._muxer.sound) if self._muxer.sound else None
        self._audio = audio
        self._timeline: Timeline | None = None
        self._waiting: deque[Sound] = deque()
        self._picture_packets: list[PicturePacket] = []
        self._sound_packets: list[SoundPacket] = []
        self._start = 0
        self._first = 0
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
        """Whether there are pictures that no segment given out holds."""
        return bool(self._picture_packets)

    @property
    def heard(self) -> int:
        """Film time (ns) up to which sound has been given; what lies after the last picture still waits."""
        if self._timeline is None or self.zero is None:
            return 0
        return self._end_of(self._waiting[-1]) - self.zero if self._waiting else self._timeline.until

    def picture(self, picture: Picture) -> Segment | None:
        """Keep a picture, unless it is from before the press. The segment is given that this completes."""
        if picture.time < self._press:
            return None
        if self.zero is None:
            self.zero = picture.time
            self._timeline = Timeline(self._audio, self.zero) if self._audio else None
        at = picture.time - self.zero
        # The picture that should have closed the segment never came: the next one closes it.
        done = self._close() if self._picture_packets and self._slots(at) >= self._per_segment else None
        if self.frames:
            self.missed += max(0, round((at - self.end) / self._period))
        if not self._picture_packets:
            self._first = at
        self._picture_packets.append(self._pictures.encode(picture.frame, at, key=not self._picture_packets))
        self.frames += 1
        self.end = at + self._period
        if self._timeline and self.end - self._timeline.until >= BATCH:
            self._listen()
        return self._close() if self._slots(self.end) >= self._per_segment else done

    def sound(self, sound: Sound) -> None:
        """Keep a block of sound. Its place is by its time, so it may come before or after the pictures of that time."""
        if self._audio is None or self._end_of(sound) <= (self.zero or self._press):
            return
        self._waiting.append(sound)

    def overdue(self, now: int) -> Segment | None:
        """The open segment, if it began a second ago or more: pictures stay away, and a crash must not take more."""
        if self.zero is None or not self._picture_packets or now - self.zero - self._first < SECOND:
            return None
        return self._close()

    def finish(self) -> Segment | None:
        """End the film where its last picture ends; sound is cut or filled up to there. The last segment, if any.

        Without a picture since the last segment there is none, and sound that was still on its way is left out.
        """
        if self._timeline and self._sound:
            for sound in joined(self._waiting, self._timeline.rate):
                self._sound_packets += self._sound.encode(self._timeline.add(sound, self.end))
            self._sound_packets += self._sound.encode(self._timeline.finish(self.end))
            self._sound_packets += self._sound.finish()
            self._timeline = None
        self._waiting.clear()
        last = self._close() if self._picture_packets else None
        self.close()
        return last

    def close(self) -> None:
        """Let go of the encoders; `finish` has done it. Idempotent, and nothing else works afterwards."""
        self._muxer.close()

    def _slots(self, at: int) -> int:
        """How many pictures fit between the segment's first and film time `at`."""
        return round((at - self._first) / self._period)

    def _end_of(self, sound: Sound) -> int:
        """When the block's last sample had been heard (ns, monotonic)."""
        return sound.time + (len(sound.samples) * SECOND // self._audio.rate if self._audio else 0)

    def _listen(self) -> None:
        """Encode the sound that lies before the end of the last picture: sound must never be longer than picture."""
        if self._timeline is None or self._sound is None or self.zero is None:
            return
        ready: list[Sound] = []
        while self._waiting and self._end_of(self._waiting[0]) - self.zero <= self.end:
            ready.append(self._waiting.popleft())
        for sound in joined(ready, self._timeline.rate):
            self._sound_packets += self._sound.encode(self._timeline.add(sound))
        if not self._waiting and self.end - self._timeline.until > PATIENCE:
            self._sound_packets += self._sound.encode(self._timeline.fill(self.end - PATIENCE // 2))

    def _close(self) -> Segment:
        self._listen()
        self._segments += 1
        data = self._muxer.fragment(self._segments, self._picture_packets, self._sound_packets)
        segment = Segment(data, self._start, self.end, len(self._picture_packets))
        self._picture_packets, self._sound_packets, self._start = [], [], self.end
        return segment
