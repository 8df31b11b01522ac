"""Chooses the H.264 encoder: the Pi's own where there is one that does what a film needs, x264 otherwise.

A Pi 4 and a Zero 2 W have an encoder in hardware (V4L2 memory-to-memory), a Pi 5 has none. Such an encoder holds a few
frames back and writes its headers (SPS, PPS) before key frames only, while the MP4's header needs them at the start. So
it is tried on some frames first: that gives the headers, and shows whether it makes key frames when asked.
"""

import logging
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

import av
import msgspec
from av.video.frame import PictureType

from appliance.capture.errors import UnfitEncoder

log = logging.getLogger("attune.capture")

TRIED = 40
"""Frames on which an encoder is tried."""

KEYS = (0, 17)
"""Those of them that are asked to be key frames."""

SPS, PPS = 7, 8
"""Kinds of NAL units (ITU-T H.264, table 7-1)."""

_START = b"\x00\x00\x01"


class EncoderChoice(msgspec.Struct, frozen=True):
    """An encoder of libav: its name, options, and the headers (Annex B) if it does not give them by itself."""

    name: str
    options: Mapping[str, str] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    headers: bytes = b""


X264 = EncoderChoice("libx264")
HARDWARE = EncoderChoice("h264_v4l2m2m", MappingProxyType({"b": "4M"}))


def choose(wanted: str, width: int, height: int, rate: Fraction, hardware: EncoderChoice = HARDWARE) -> EncoderChoice:
    """The encoder for frames of this shape. `wanted`: `auto`, `v4l2m2m` or `libx264`; x264 whatever fails."""
    if wanted == "libx264":
        return X264
    try:
        fit = tried(hardware, width, height, rate)
    except (UnfitEncoder, av.FFmpegError, ValueError) as error:
        level = logging.INFO if wanted == "auto" else logging.WARNING
        log.log(level, "films are encoded by x264, not by %s: %s", hardware.name, error)
        return X264
    log.info("films are encoded by %s", hardware.name)
    return fit


def tried(coder: EncoderChoice, width: int, height: int, rate: Fraction) -> EncoderChoice:
    """The same coder with its headers. Raises UnfitEncoder, or what libav says if there is no such device."""
    encoder = av.CodecContext.create(coder.name, "w")
    if not isinstance(encoder, av.VideoCodecContext):
        raise UnfitEncoder(f"{coder.name} is no encoder for pictures")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base = rate, 1 / rate
    encoder.options = dict(coder.options)
    packets = []
    for number in range(TRIED):
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([16 + 3 * number]) * plane.buffer_size)
        frame.pts, frame.time_base = number, 1 / rate
        frame.pict_type = PictureType.I if number in KEYS else PictureType.NONE
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    if [packet.pts for packet in packets] != list(range(TRIED)):
        raise UnfitEncoder(f"it made {len(packets)} pictures of {TRIED}, or in another order")
    if not all(packets[number].is_keyframe for number in KEYS):
        raise UnfitEncoder("it makes no key frames when it is asked to")
    return EncoderChoice(coder.name, coder.options, headers(bytes(packets[0])))


def headers(data: bytes) -> bytes:
    """The SPS and PPS of a frame in Annex B. Raises UnfitEncoder if it does not have both."""
    units = [unit.rstrip(b"\x00") for unit in data.split(_START)[1:]]
    found = [unit for unit in units if unit and unit[0] & 31 in {SPS, PPS}]
    if {unit[0] & 31 for unit in found} != {SPS, PPS}:
        raise UnfitEncoder("its first frame has no headers")
    return b"".join(b"\x00" + _START + unit for unit in found)
