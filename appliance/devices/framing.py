"""A small JPEG of the camera's view, made in memory: to aim the camera before filming. Never written to disk."""

from fractions import Fraction

import av

WIDTH = 640


def jpeg(frame: av.VideoFrame, width: int = WIDTH) -> bytes:
    """The frame at `width` pixels or its own width if that is less, as one JPEG of about 30 kB."""
    width = min(width, frame.width) // 2 * 2
    height = round(frame.height * width / frame.width / 2) * 2
    small = frame.reformat(width, height, format="yuvj420p")
    small.pts = 0
    encoder = av.CodecContext.create("mjpeg", "w")
    if not isinstance(encoder, av.VideoCodecContext):
        raise TypeError("mjpeg is no codec for pictures")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, "yuvj420p", Fraction(1, 25)
    encoder.qscale = True
    encoder.global_quality = 5 * 118  # FF_QP2LAMBDA
    return b"".join(bytes(packet) for packet in [*encoder.encode(small), *encoder.encode(None)])
