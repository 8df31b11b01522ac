"""The camera and the microphone, running all the time; their frames and sound go into a film when one is made."""

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import av
from msgspec.structs import replace

from appliance.capture.device_watchdog import DeviceWatchdog
from appliance.capture.encoder_choice import X264
from appliance.capture.errors import FramesLost, NotFilming, SoundLost, StillFilming, UnfitEncoder
from appliance.capture.gap_detector import GapDetector
from appliance.capture.level import Level
from appliance.capture.malloc import give_back_large_blocks
from appliance.capture.mic_check import MicCheck
from appliance.capture.pipeline import Ended, Pipeline
from appliance.capture.ports import Listener, Sink
from appliance.capture.settings import SECOND, AudioFormat, EncoderSettings, VideoFormat
from appliance.capture.sound_clock import SoundClock
from appliance.devices.errors import CameraLost, CameraStalled, MicrophoneMissing
from appliance.devices.protocols import Camera, Frame, Microphone, Sound

log = logging.getLogger("attune.capture")

STALLED = 2 * SECOND
"""Without a frame for so long (ns) the camera has stalled."""

DEAF = SECOND
"""Without sound for so long (ns) the microphone is lost."""

SOUND_SLACK = SECOND // 100
"""By how much the times of blocks may jump (ns) before sound counts as lost: block times have jitter."""

RECENT = SECOND // 2
"""How many ns of frames and sound are buffered: a press is recognised when the button is released, and counts from when
it went down. What is from before that is in no film."""


class Capture:
    """One for each box. A camera that fails is restarted until it works; so is a microphone.

    `begin`, `end`, `check` and `close` are for the recorder's own threads; devices deliver from theirs.
    """

    def __init__(self, camera: Camera, microphone: Microphone | None, settings: EncoderSettings | None = None) -> None:
        self._camera = camera
        self._microphone = microphone
        self._settings = settings or EncoderSettings()
        self._lock = threading.Lock()
        self._camera_watchdog: DeviceWatchdog | None = None
        self._microphone_watchdog: DeviceWatchdog | None = None
        self._listener: Listener | None = None
        self._gaps: tuple[GapDetector, GapDetector] | None = None
        self._mic_check: MicCheck | None = None
        self._period = round(SECOND / camera.rate)
        self._sound_rate = microphone.rate if microphone else 0
        self._pipeline: Pipeline | None = None
        self._recent_frames: deque[Frame] = deque()
        self._recent_sounds: deque[Sound] = deque()
        self._clock = SoundClock(microphone.rate) if microphone else None
        self._meter = Level(microphone.rate) if microphone else None

    @property
    def encoder(self) -> str:
        """What a trial at the start said of the encoder; empty if there was none."""
        return self._settings.tried

    def open(self, listener: Listener, choose: Callable[[], EncoderSettings] | None = None) -> None:
        """Start the devices and choose the encoder, side by side: each takes a second.

        A missing device raises an alarm, and is tried again at each `check`.
        """
        give_back_large_blocks()
        self._listener = listener
        frames, sound = (
            GapDetector(FramesLost, self._period // 2, listener),
            GapDetector(SoundLost, SOUND_SLACK, listener),
        )
        self._gaps = frames, sound
        now = time.monotonic_ns()
        camera, microphone = self._camera, self._microphone
        self._camera_watchdog = for_camera = DeviceWatchdog(
            lambda: camera.start(self._on_frame, for_camera.failed),
            camera.close,
            CameraStalled,
            STALLED,
            listener,
            CameraLost,
        )
        opening = [for_camera]
        if microphone is not None:
            self._mic_check = MicCheck(microphone.rate, listener)
            self._microphone_watchdog = for_microphone = DeviceWatchdog(
                lambda: microphone.start(self._on_sound, for_microphone.failed),
                microphone.close,
                MicrophoneMissing,
                DEAF,
                listener,
            )
            opening.append(for_microphone)
        with ThreadPoolExecutor(len(opening), thread_name_prefix="opener") as openers:
            opened = openers.map(lambda watchdog: watchdog.open(now), opening)
            if choose is not None:
                self._settings = choose()
            list(opened)

    def close(self) -> None:
        """End the film if there is one, and close the devices. Idempotent."""
        with contextlib.suppress(NotFilming):
            self.end(None)
        for each in (self._camera_watchdog, self._microphone_watchdog):
            if each is not None:
                each.close()
        with self._lock:
            self._recent_frames.clear()
            self._recent_sounds.clear()

    def check(self, now: int) -> None:
        """Run the device watchdogs; to be called a few times a second. Never blocks on a device."""
        for each in (self._camera_watchdog, self._microphone_watchdog):
            if each is not None:
                each.check(now)

    def begin(self, press: int, sink: Sink, on_first: Callable[[int], None]) -> None:
        """Begin a film with the first frame that is not before `press` (ns, monotonic).

        `on_first` is called with that frame's time, from another thread. A film that begins while the microphone is
        missing has no sound. Raises StillFilming.
        """
        with self._lock:
            if self._listener is None:
                raise RuntimeError("capture has not been opened")
            if self._pipeline is not None:
                raise StillFilming
            self._pipeline = pipeline = Pipeline(
                self.video,
                self.audio,
                self._settings,
                press,
                sink=sink,
                listener=self._listener,
                on_first=on_first,
            )
            for sound in self._recent_sounds:
                pipeline.sound(sound)
            for frame in self._recent_frames:
                pipeline.frame(frame)

    def end(self, at: int | None) -> Ended:
        """End the film with the last frame that is not after `at` (None: with all delivered so far), or the next one.

        Returns when the sink has all of it. Raises NotFilming.
        """
        pipeline = self._pipeline
        if pipeline is None:
            raise NotFilming
        ended = pipeline.end(at)
        if ended.error is not None and isinstance(ended.error.__cause__, UnfitEncoder):
            self._settings = replace(self._settings, coder=X264)
            log.warning("films are encoded by x264 from now on: %s", ended.error.__cause__)
        with self._lock:
            self._pipeline = None
        return ended

    @property
    def video(self) -> VideoFormat:
        """The shape of the camera's frames."""
        return VideoFormat(self._camera.width, self._camera.height, self._camera.rate)

    @property
    def audio(self) -> AudioFormat | None:
        """The shape of the sound that a film begun now would have, None if it would have none."""
        if self._microphone is None or self._microphone_watchdog is None or not self._microphone_watchdog.well:
            return None
        return AudioFormat(self._microphone.rate, self._microphone.channels)

    @property
    def latest(self) -> Frame | None:
        """The last frame that the camera delivered; None while it is closed or does not deliver."""
        if self._camera_watchdog is None or not self._camera_watchdog.well:
            return None
        with self._lock:
            return self._recent_frames[-1] if self._recent_frames else None

    @property
    def view(self) -> av.VideoFrame | None:
        """A frame for aiming: a small one if the camera makes such; None as `latest`."""
        latest = self.latest
        return (self._camera.view() or latest.image) if latest else None

    @property
    def level(self) -> float | None:
        """The sound level in dBFS; None while there is no microphone."""
        return self._meter.dbfs if self._meter is not None and self.audio is not None else None

    @property
    def frames(self) -> int:
        """Frames in the film so far."""
        return self._pipeline.frames if self._pipeline else 0

    @property
    def written(self) -> int:
        """Frames of the film on the card."""
        return self._pipeline.written if self._pipeline else 0

    @property
    def delivered(self) -> int:
        """Frames that the camera delivered for the film so far."""
        return self._pipeline.delivered if self._pipeline else 0

    @property
    def backlog(self) -> int:
        """Frames of the film that wait to be encoded; when a second and a half of them wait, the next are lost."""
        return self._pipeline.backlog if self._pipeline else 0

    def _on_frame(self, frame: Frame) -> None:
        with self._lock:
            self._recent_frames.append(frame)
            while self._recent_frames[0].time < frame.time - RECENT:
                self._recent_frames.popleft()
            if self._pipeline is not None:
                self._pipeline.frame(frame)
        if self._gaps is not None:
            self._gaps[0].came(frame.time, frame.time + self._period)
        if self._camera_watchdog is not None:
            self._camera_watchdog.arrived(time.monotonic_ns())

    def _on_sound(self, sound: Sound) -> None:
        if self._clock is None or self._meter is None or self._microphone_watchdog is None:
            return
        with self._lock:
            self._meter.add(sound)
            for placed in self._clock.place(sound):
                self._recent_sounds.append(placed)
                if self._pipeline is not None:
                    self._pipeline.sound(placed)
            while self._recent_sounds and self._recent_sounds[0].time < sound.time - 2 * RECENT:
                self._recent_sounds.popleft()
        if self._gaps is not None:
            self._gaps[1].came(sound.time, sound.time + len(sound.samples) * SECOND // self._sound_rate)
        if self._mic_check is not None:
            self._mic_check.hear(sound)
        self._microphone_watchdog.arrived(time.monotonic_ns())
