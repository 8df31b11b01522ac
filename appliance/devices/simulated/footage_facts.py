"""What must be known of a film file before it can be played in a loop: where it starts, its rate, how many frames."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream

from appliance.devices.simulated.seekable_film import SeekableFilm, moving, open_film, unreadable

# Films of a variable rate are played at the nearest of these.
RATES = [Fraction(n) for n in (1, 2, 5, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60)]
RATES += [Fraction(n * 1000, 1001) for n in (24, 30, 48, 60)]
FALLBACK = Fraction(25)
TAIL = 2_000_000  # µs; some formats find the last frame only when looked for a little before


@dataclass(frozen=True, slots=True)
class FootageFacts:
    """`start` is the first frame's time in the file's seconds; a turn of the loop has `count` frames at `rate`."""

    start: Fraction
    rate: Fraction
    count: int
    pixel_aspect: Fraction
    has_sound: bool


def inspect(path: Path) -> FootageFacts:
    """Look at a film file. Reads its beginning and its end, unless it cannot be sought. Raises FootageUnreadable."""
    reel = SeekableFilm(path, "video")
    try:
        start = next((time for time, _ in reel.frames(Fraction(0))), None)
    finally:
        reel.close()
    if start is None:
        raise unreadable(path, "none of its pictures can be decoded")
    with open_film(path) as container:
        stream = moving(container)[0]
        rate = _rate(stream)
        end = max(_end(path, start, rate), start)
        return FootageFacts(
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


def _end(path: Path, start: Fraction, rate: Fraction) -> Fraction:
    """When the last frame ends, in the file's seconds."""
    ends, _ = _ends(path, rate, near_end=True)
    if not ends:
        ends, packets = _ends(path, rate, near_end=False)
        return max(ends, default=start + packets / rate)
    return max(ends)


def _ends(path: Path, rate: Fraction, *, near_end: bool) -> tuple[list[Fraction], int]:
    """When each frame ends, as far as the file says, and how many packets there are: in all, or in the last part."""
    ends, packets = [], 0
    with open_film(path) as container:
        stream = moving(container)[0]
        base = stream.time_base or Fraction(1, 1_000_000)
        try:
            if near_end:
                container.seek((container.start_time or 0) + (container.duration or 0) - TAIL)
            for packet in container.demux(stream):
                if packet.is_discard or not packet.size:
                    continue
                packets += 1
                if packet.pts is not None:
                    ends.append(packet.pts * base + (packet.duration * base if packet.duration else 1 / rate))
        except (av.FFmpegError, OSError):
            pass  # what cannot be sought or read to its end has said all it can
    return ends, packets
