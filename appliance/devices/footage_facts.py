"""What must be known of a film file before it can be played in a loop: where it starts, its rate, how many pictures."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from appliance.devices.reel import Reel, open_film, unreadable

# Films of a variable rate are played at the nearest of these.
RATES = [Fraction(n) for n in (1, 2, 5, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60)]
RATES += [Fraction(n * 1000, 1001) for n in (24, 30, 48, 60)]
FALLBACK = Fraction(25)


@dataclass(frozen=True, slots=True)
class Facts:
    """`start` is the first picture's time in the file's seconds; a turn of the loop has `count` pictures at `rate`."""

    start: Fraction
    rate: Fraction
    count: int
    pixel_aspect: Fraction
    has_sound: bool


def inspect(path: Path) -> Facts:
    """Look at a film file. Reads its beginning and its end, unless it cannot be sought. Raises FootageUnreadable."""
    reel = Reel(path, "video")
    try:
        start = next((time for time, _ in reel.frames(Fraction(0))), None)
    finally:
        reel.close()
    if start is None:
        raise unreadable(path, "none of its pictures can be decoded")
    with open_film(path) as container:
        stream = container.streams.video[0]
        rate = _rate(stream)
        end = max(_end(container, stream, rate, seek=True) or _end(container, stream, rate, seek=False) or start, start)
        return Facts(
            start=start,
            rate=rate,
            count=max(1, round((end - start) * rate)),
            pixel_aspect=Fraction(stream.sample_aspect_ratio or 1),
            has_sound=bool(container.streams.audio),
        )


def _rate(stream: VideoStream) -> Fraction:
    """The film's own rate if it is constant and sensible, else the nearest usual one."""
    average = stream.average_rate or stream.guessed_rate or FALLBACK
    if average == stream.base_rate and RATES[0] <= average <= max(RATES):
        return average
    return min(RATES, key=lambda rate: abs(rate - average))


def _end(container: InputContainer, stream: VideoStream, rate: Fraction, *, seek: bool) -> Fraction | None:
    """When the last picture ends, in the file's seconds; None if that cannot be found in this way."""
    base = stream.time_base
    length = container.duration
    if base is None or (seek and length is None):
        return None
    ends = []
    try:
        container.seek(int((container.start_time or 0) + length) if seek and length else 0)
        for packet in container.demux(stream):
            if packet.pts is not None and not packet.is_discard:
                ends.append((packet.pts + (packet.duration or 0)) * base + (0 if packet.duration else 1 / rate))
    except (av.FFmpegError, OSError):
        pass
    return max(ends, default=None)
