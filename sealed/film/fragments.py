"""A film's header and segments as MP4: the tracks, the time of each sample, and the mending of films made before 0.2.0.

ISO/IEC 14496-12: `moof` and `traf` (8.8.4, 8.8.6), `tfhd` (8.8.7), `trun` (8.8.8), `tfdt` (8.8.12).
"""

import struct
from dataclasses import dataclass

from sealed.film.boxes import Box, Data, OutOfForm, each, one, whole

SECOND = 1_000_000_000
BASE, DESCRIPTION, DURATION, SIZE, FLAGS = 0x1, 0x2, 0x8, 0x10, 0x20  # fields that a tfhd may have
OFFSET, FIRST_FLAGS = 0x1, 0x4  # of a trun, once
PER_SAMPLE = (0x100, 0x200, 0x400, 0x800)  # of a trun, for each sample: duration, size, flags, composition offset


@dataclass(frozen=True, slots=True)
class Track:
    """One of the header's tracks: its number, `vide` or `soun`, and its ticks a second."""

    number: int
    handler: bytes
    scale: int


@dataclass(slots=True)
class Run:
    """The samples of one track in a segment, in ticks.

    `places` is where each duration stands in the data, if it does, and `decode` where the start.
    """

    trun: Box
    decode: int
    start: int
    durations: list[int]
    offsets: list[int]
    places: list[int]

    @property
    def times(self) -> list[int]:
        """When each sample is shown, in ticks."""
        at, times = self.start, []
        for duration, offset in zip(self.durations, self.offsets, strict=True):
            times.append(at + offset)
            at += duration
        return times


def tracks(header: Data) -> list[Track]:
    """The header's tracks. Raises OutOfForm, struct.error."""
    found = []
    for trak in each(header, b"trak", one(header, b"moov", whole(header))):
        media = one(header, b"mdia", trak)
        number, scale, handler = (
            one(header, *inside)[0] for inside in ((b"tkhd", trak), (b"mdhd", media), (b"hdlr", media))
        )
        found.append(
            Track(
                struct.unpack_from(">I", header, number + (20 if header[number] else 12))[0],
                bytes(header[handler + 8 : handler + 12]),
                struct.unpack_from(">I", header, scale + (20 if header[scale] else 12))[0],
            )
        )
    return found


def run(part: Data, track: Track) -> Run:
    """The samples of a track in a segment, which has one `moof`. Raises OutOfForm, struct.error."""
    moof = one(part, b"moof", whole(part))
    for traf in each(part, b"traf", moof):
        default = one(part, b"tfhd", traf)[0]
        if struct.unpack_from(">I", part, default + 4)[0] == track.number:
            return _run(part, one(part, b"trun", traf), one(part, b"tfdt", traf)[0], _default_duration(part, default))
    raise OutOfForm(f"it has nothing of track {track.number}")


def frame_times(part: Data, video: Track) -> list[int]:
    """When each frame of a segment is shown, in nanoseconds."""
    return [nanoseconds(time, video.scale) for time in run(part, video).times]


def mended(part: bytearray, video: Track, start: int, to: int) -> bytearray:
    """The segment, its first frame not before `start` and its last until `to` (ns), where its neighbours end and begin.

    Cameras jitter, and in films made before 0.2.0 a segment may reach into the next: players drop what it reaches into.
    A segment that has no need is given as it is, and so is one that makes no sense so.
    """
    found = run(part, video)
    first, end = (round(time * video.scale / SECOND) for time in (start, to))
    durations = [*found.durations]
    durations[0] -= max(0, first - found.start)
    first = max(first, found.start)
    durations[-1] = end - first - sum(durations[:-1])
    if durations == found.durations or min(durations) <= 0 or any(found.offsets):
        return part
    _put_start(part, found.decode, first)
    if found.places:
        for place, duration in zip(found.places, durations, strict=True):
            struct.pack_into(">I", part, place, duration)
        return part
    return _with_durations(part, found.trun, durations)


def nanoseconds(ticks: int, scale: int) -> int:
    """A time in ticks as film time: the one rounding that pages and exports share."""
    return (ticks * SECOND * 2 + scale) // (scale * 2)


def _run(part: Data, trun: Box, decode: int, default: int | None) -> Run:
    flags, count = struct.unpack_from(">II", part, trun[0])
    flags &= 0xFFFFFF
    present = [field for field in PER_SAMPLE if flags & field]
    at = trun[0] + 8 + 4 * bool(flags & OFFSET) + 4 * bool(flags & FIRST_FLAGS)
    if at + count * 4 * len(present) > trun[1] or not count:
        raise OutOfForm("a run does not fit")
    places = []
    if PER_SAMPLE[0] in present:
        places = [at + 4 * len(present) * number for number in range(count)]
        durations = [struct.unpack_from(">I", part, place)[0] for place in places]
    elif default is None:
        raise OutOfForm("its samples have no duration")
    else:
        durations = [default] * count
    offsets = [0] * count
    if PER_SAMPLE[3] in present:
        offsets = [struct.unpack_from(">i", part, at + 4 * len(present) * (n + 1) - 4)[0] for n in range(count)]
    (start,) = struct.unpack_from(">Q" if part[decode] else ">I", part, decode + 4)
    return Run(trun, decode, start, durations, offsets, places)


def _put_start(part: bytearray, decode: int, start: int) -> None:
    struct.pack_into(">Q" if part[decode] else ">I", part, decode + 4, start)


def _with_durations(part: bytearray, trun: Box, durations: list[int]) -> bytearray:
    """The segment with a duration for each sample of this run, which had one for all."""
    flags, count = struct.unpack_from(">II", part, trun[0])
    fixed = trun[0] + 8 + 4 * bool(flags & OFFSET) + 4 * bool(flags & FIRST_FLAGS)
    width = (trun[1] - fixed) // count
    samples = b"".join(
        struct.pack(">I", duration) + part[fixed + width * number :][:width]
        for number, duration in enumerate(durations)
    )
    moof = one(part, b"moof", whole(part))
    for traf in each(part, b"traf", moof):
        for run_at, _ in each(part, b"trun", traf):
            if part[run_at + 3] & OFFSET:  # the media moves back by what is put before it
                offset = struct.unpack_from(">i", part, run_at + 8)[0]
                struct.pack_into(">i", part, run_at + 8, offset + 4 * count)
        if traf[0] <= trun[0] < traf[1]:
            for start, end in (moof, traf, trun):
                struct.pack_into(">I", part, start - 8, end - start + 8 + 4 * count)
    struct.pack_into(">I", part, trun[0], flags | PER_SAMPLE[0])
    return part[:fixed] + samples + part[trun[1] :]


def _default_duration(part: Data, at: int) -> int | None:
    flags = struct.unpack_from(">I", part, at)[0] & 0xFFFFFF
    if not flags & DURATION:
        return None
    duration: int = struct.unpack_from(">I", part, at + 8 + 8 * bool(flags & BASE) + 4 * bool(flags & DESCRIPTION))[0]
    return duration
