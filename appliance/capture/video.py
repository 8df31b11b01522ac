"""H.264: one packet out for each frame in, in the same order, with a key frame where a segment begins."""

from fractions import Fraction
from math import ceil
from typing import TypeAlias

import av
from av import Packet
from av.codec.context import Flags
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream

from appliance.capture.encoder_choice import X264
from appliance.capture.errors import UnfitEncoder
from appliance.capture.settings import SECOND, EncoderSettings, VideoFormat

VideoPacket: TypeAlias = "Packet[VideoStream]"

TIME_SCALE = 90_000
"""Ticks a second, of frames in the film."""

_TICK = Fraction(1, TIME_SCALE)


def add_video(container: OutputContainer, form: VideoFormat, settings: EncoderSettings) -> VideoStream:
    """Add the frame stream to a container that has not started, and set its encoder up.

    With x264 no B-frames and no lookahead: a frame that went in is out, so a segment can close with its last frame.
    """
    coder = settings.coder
    x264 = {
        "preset": settings.preset,
        "tune": "zerolatency",
        "crf": str(settings.crf),
        "maxrate": str(settings.peak),
        "bufsize": str(settings.peak),
        "sc_threshold": "0",
    }
    stream = container.add_stream(coder.name, rate=form.rate, options=x264 if coder is X264 else dict(coder.options))
    if not isinstance(stream, VideoStream):
        raise UnfitEncoder(f"{coder.name} is no encoder for pictures")
    stream.width, stream.height, stream.pix_fmt = form.width, form.height, "yuv420p"
    encoder = stream.codec_context
    encoder.time_base = _TICK
    encoder.thread_count = settings.threads
    encoder.gop_size = 1 << 20  # x264 must not choose key frames of its own: each segment's first frame is one
    if coder.headers:
        encoder.flags &= ~int(Flags.global_header)
        encoder.extradata = coder.headers
        encoder.gop_size = 10 * ceil(form.rate)
    stream.time_base = _TICK
    return stream


def ticks(time: int) -> int:
    """Film time in ns as the MP4 counts it."""
    return (time * TIME_SCALE + SECOND // 2) // SECOND


def lasts_until(packet: VideoPacket, end: int) -> None:
    """Show the last frame of a segment until film time `end` (ns), to the tick: players drop what overlaps or gaps."""
    if packet.pts is not None:
        packet.duration = max(1, ticks(end) - packet.pts)


class VideoEncoder:
    """Encodes frames in order. Frames are not copied; their time stamp and frame type are overwritten."""

    def __init__(self, stream: VideoStream, form: VideoFormat) -> None:
        self._encoder = stream.codec_context
        self._duration = round(TIME_SCALE / form.rate)
        self._last = -1

    def encode(self, frame: av.VideoFrame, at: int, *, key: bool) -> list[VideoPacket]:
        """What is ready after the frame at film time `at` (ns) went in: that one, or some from before.

        Time stamps are made to rise by one tick at least.
        """
        self._last = max(self._last + 1, ticks(at))
        frame.pts = self._last
        frame.time_base = _TICK
        frame.pict_type = PictureType.I if key else PictureType.NONE
        return self._timed(self._encoder.encode(frame))

    def finish(self) -> list[VideoPacket]:
        """What was held back. Nothing can be encoded afterwards."""
        return self._timed(self._encoder.encode(None))

    def _timed(self, packets: list[VideoPacket]) -> list[VideoPacket]:
        for packet in packets:
            packet.duration = self._duration
        return packets
