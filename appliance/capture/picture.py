"""H.264: one packet out for each picture in, at once, with key frames only where a segment begins."""

from fractions import Fraction
from typing import TypeAlias

import av
from av import Packet
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream

from appliance.capture.settings import SECOND, PictureForm, Settings

PicturePacket: TypeAlias = "Packet[VideoStream]"

TIME_SCALE = 90_000
"""Ticks a second, of pictures in the film."""

_TICK = Fraction(1, TIME_SCALE)


def add_pictures(container: OutputContainer, form: PictureForm, settings: Settings) -> VideoStream:
    """Add the picture stream to a container that has not started, and set its encoder up.

    No B-frames and no lookahead: a picture that went in is out, so a segment can close with its last picture.
    """
    options = {
        "preset": settings.preset,
        "tune": "zerolatency",
        "crf": str(settings.crf),
        "maxrate": str(settings.peak),
        "bufsize": str(settings.peak),
        "sc_threshold": "0",
    }
    stream = container.add_stream("libx264", rate=form.rate, options=options)
    stream.width, stream.height, stream.pix_fmt = form.width, form.height, "yuv420p"
    encoder = stream.codec_context
    encoder.time_base = _TICK
    encoder.thread_count = settings.threads
    encoder.gop_size = 1 << 20  # x264 must not choose key frames of its own: each segment's first picture is one
    stream.time_base = _TICK
    return stream


class PictureEncoder:
    """Encodes pictures in order. Frames are not copied; their time stamp and picture type are overwritten."""

    def __init__(self, stream: VideoStream, form: PictureForm) -> None:
        self._encoder = stream.codec_context
        self._duration = round(TIME_SCALE / form.rate)
        self._last = -1

    def encode(self, frame: av.VideoFrame, at: int, *, key: bool) -> PicturePacket:
        """The packet of the picture at film time `at` (ns). Time stamps are made to rise by one tick at least."""
        self._last = max(self._last + 1, (at * TIME_SCALE + SECOND // 2) // SECOND)
        frame.pts = self._last
        frame.time_base = _TICK
        frame.pict_type = PictureType.I if key else PictureType.NONE
        (packet,) = self._encoder.encode(frame)
        packet.duration = self._duration
        return packet
