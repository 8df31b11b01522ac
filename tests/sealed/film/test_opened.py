"""A film judged once, then opened object by object: real frame times, and older films mended in memory."""

import io
from fractions import Fraction
from pathlib import Path

import av
import pytest

from appliance.capture.settings import VideoFormat
from appliance.devices.protocols import Frame
from appliance.devices.simulated.test_card import read_clock
from sealed.age import generate
from sealed.errors import Damaged, NoKey, UnknownRecorder
from sealed.film.fragments import mended, nanoseconds, run, tracks
from sealed.film.opened import OpenedFilm
from sealed.film.records import Mark
from tests.support.clock_films import PER_SEGMENT, Reel, filmed, hiss, sealed
from tests.support.making_films import blocks, frame_times, images, make
from tests.support.small_films import MARK, Box

BOX = Box()
FRAMES = 10 * PER_SEGMENT


@pytest.fixture(scope="module")
def older() -> Reel:
    return filmed(FRAMES, 192, 108, older=True)


@pytest.fixture
def opened(tmp_path: Path, older: Reel) -> OpenedFilm:
    return OpenedFilm(sealed(BOX, tmp_path, older, records=[MARK]), [BOX.identity], BOX.signers)


def test_any_segment_is_opened_by_its_number(opened: OpenedFilm) -> None:
    for number in (7, 0, 3):
        with av.open(io.BytesIO(opened.header + opened.segment(number)), mode="r") as container:
            shown = [read_clock(frame) for frame in container.decode(video=0)]
        assert shown == list(range(number * PER_SEGMENT, (number + 1) * PER_SEGMENT))
    assert opened.complete
    assert [record.at for record in opened.records() if isinstance(record, Mark)] == [MARK.at]
    for number in (-1, 10):
        with pytest.raises(IndexError):
            opened.segment(number)


def test_frames_have_the_times_at_which_the_camera_took_them(opened: OpenedFilm, older: Reel) -> None:
    times = [time for number in range(10) for time in opened.frames(number)]
    assert len(times) == FRAMES
    off = [abs(time - max(taken, 0)) for time, taken in zip(times, older.times, strict=True)]
    assert sorted(off)[-11] <= 6000, "to the tick of 1/90000 s, but for the first of a segment"
    assert max(off) <= 4_100_000, "which is never before the segment"


def test_no_segment_of_an_older_film_reaches_into_the_next(opened: OpenedFilm, older: Reel) -> None:
    def reach(parts: list[bytes]) -> list[int]:
        runs = [run(part, opened.video) for part in parts]
        ends = [found.start + sum(found.durations) for found in runs]
        return [end - found.start for end, found in zip(ends[:-1], runs[1:], strict=True)]

    as_filmed = reach([segment.data for segment in older.segments])
    assert any(overlap > 0 for overlap in as_filmed), "else there is nothing to mend"
    parts = [bytes(opened.segment(number)) for number in range(10)]
    assert max(reach(parts)) == 0
    assert min(reach(parts)) > -400, "a frame that came late is shown late"
    for (start, _), part in zip(opened.spans, parts, strict=True):
        assert nanoseconds(run(part, opened.video).times[0], opened.video.scale) >= start - 6000


def test_a_segment_without_durations_is_mended_too(older: Reel) -> None:
    # Frames that come like clockwork share one duration, and a neighbour's jitter still asks for others.
    video = VideoFormat(64, 48, Fraction(25))
    frames = [Frame(time, image) for time, image in zip(frame_times(48, Fraction(25)), images(48), strict=True)]
    film = make(frames, blocks(hiss(96_000)[:, None]), video=video)
    track, segment = tracks(film.init)[0], film.segments[1]
    assert not run(segment.data, track).places

    def packets(part: bytes) -> list[tuple[str, int | None, int | None, bytes]]:
        with av.open(io.BytesIO(film.init + part), mode="r") as container:
            return [(p.stream.type, p.pts, p.duration, bytes(p)) for p in container.demux() if p.size]

    part = bytes(mended(bytearray(segment.data), track, segment.start + 3_000_000, segment.end - 2_000_000))
    before, after = packets(segment.data), packets(part)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [(new[1], new[2]) for _, new in changed] == [(86_670, 3330), (169_200, 3420)]
    assert [old[3] for old, _ in changed] == [new[3] for _, new in changed]


def test_what_is_wrong_is_said_when_it_is_met(tmp_path: Path, older: Reel) -> None:
    folder = sealed(BOX, tmp_path, older)
    with pytest.raises(UnknownRecorder):
        OpenedFilm(folder, [BOX.identity], Box().signers)
    with pytest.raises(NoKey):
        _ = OpenedFilm(folder, [generate()], BOX.signers).header
    third = folder / "000002.m4s.age"
    data = bytearray(third.read_bytes())
    data[-1] ^= 1
    third.write_bytes(data)
    opened = OpenedFilm(folder, [BOX.identity], BOX.signers)
    opened.segment(1)
    with pytest.raises(Damaged):
        opened.segment(2)


def test_a_film_may_be_no_mp4(tmp_path: Path) -> None:
    opened = OpenedFilm(BOX.film(tmp_path), [BOX.identity])
    with pytest.raises(Damaged):
        opened.segment(0)


def test_a_repeated_reel_fits_on_to_itself(tmp_path: Path) -> None:
    reel = filmed(2 * PER_SEGMENT, 64, 48)
    opened = OpenedFilm(sealed(BOX, tmp_path, reel, repeats=3), [BOX.identity])
    assert opened.length == 6 * PER_SEGMENT * 40_000_000
    assert opened.frames(4)[0] == 4 * PER_SEGMENT * 40_000_000
