"""How a film is made: the shape of its frames and sound, and the settings of the encoders."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Literal

import msgspec

from appliance.capture.encoder_choice import X264, EncoderChoice

SECOND = 1_000_000_000
"""Nanoseconds in a second: every time in this part is in nanoseconds."""


class VideoFormat(msgspec.Struct, frozen=True):
    """The shape of the frames: width and height in pixels (even numbers), rate in frames a second."""

    width: int
    height: int
    rate: Fraction

    @property
    def period(self) -> int:
        """Nanoseconds from one frame to the next, to the nearest."""
        return round(SECOND / self.rate)

    @property
    def per_segment(self) -> int:
        """Frames in a segment: one less than a second holds (24 at 25 a second, 29 at 29.97), at least one."""
        return max(1, ceil(self.rate) - 1)


class AudioFormat(msgspec.Struct, frozen=True):
    """The shape of the sound: samples a second, and one or two channels."""

    rate: int
    channels: int

    @property
    def layout(self) -> Literal["mono", "stereo"]:
        """The channel layout's name, as libav knows it."""
        return "mono" if self.channels == 1 else "stereo"


class EncoderSettings(msgspec.Struct, frozen=True):
    """The encoders' settings.

    `superfast` keeps the quality of `veryfast` at 60 % of its CPU for 14 % more bytes; `ultrafast` loses quality and
    doubles the bytes (720p25 footage, SSIM 0.987, 0.986, 0.978).

    `coder` makes the frames H.264; preset, quality and threads are x264's alone.

    `crf` is constant quality, lower is better; `peak` caps what a second of frames may take, in bits; `threads`
    are x264's, which cuts each frame into as many slices. Sound is given in bits a second by number of channels.
    `tried` is what a trial at the start said of them, for people.
    """

    coder: EncoderChoice = X264
    preset: str = "superfast"
    crf: int = 23
    peak: int = 8_000_000
    threads: int = 1
    tried: str = ""
    sound: Mapping[int, int] = msgspec.field(default_factory=lambda: MappingProxyType({1: 96_000, 2: 128_000}))
