"""The length and the index of an opened film, as three families of players see them: ffmpeg, GStreamer, Chromium."""

import json
import struct
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from appliance.devices.protocols import Frame
from desk.mp4_index import indexed, with_length
from sealed.errors import CutShort
from tests.support.browsing import chromium
from tests.support.making_films import MONO, PRESS, Film, blocks, frame_times, images, make

pytestmark = pytest.mark.process

RATE = Fraction(25)
SECONDS = 12
SECOND = 1_000_000_000


@pytest.fixture(scope="module")
def film() -> Film:
    """As a box films: fragments of a second, with sound."""
    import numpy as np

    from appliance.capture.settings import VideoFormat

    count = int(SECONDS * RATE)
    frames = [Frame(time, frame) for time, frame in zip(frame_times(count, RATE), images(count, 320, 240), strict=True)]
    tone = (np.sin(np.arange(SECONDS * 48_000) / 20) * 8000).astype(np.int16).reshape(-1, 1)
    return make(frames, blocks(tone, PRESS), video=VideoFormat(320, 240, RATE), audio=MONO)


@pytest.fixture(scope="module")
def opened(film: Film, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opened") / "film.mp4"
    path.write_bytes(b"".join(indexed([film.init, *(segment.data for segment in film.segments)], length(film))))
    return path


def length(film: Film) -> int:
    return film.segments[-1].end


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=120)
    return done.stdout + done.stderr


def test_the_sealed_parts_stay_as_they_are(film: Film, opened: Path) -> None:
    data, sealed = opened.read_bytes(), b"".join(segment.data for segment in film.segments)
    at = data.index(sealed)
    assert data[:at] == with_length(film.init, length(film))
    assert data[at + len(sealed) :][4:8] == b"mfra"


def test_every_fragment_is_in_the_index(film: Film, opened: Path) -> None:
    data = opened.read_bytes()
    (size,) = struct.unpack(">I", data[-4:])
    at, tables = len(data) - size + 8, []
    while data[at + 4 : at + 8] == b"tfra":
        box, _, _, track, _, count = struct.unpack_from(">I4sIIII", data, at)
        tables.append((track, [struct.unpack_from(">QQBBB", data, at + 24 + 19 * n) for n in range(count)]))
        at += box
    assert [track for track, _ in tables] == [1, 2]
    for _, entries in tables:
        assert len(entries) == len(film.segments)
        assert all(data[place + 4 : place + 8] == b"moof" for _, place, *_ in entries)
    assert [time / 90_000 * SECOND for time, *_ in tables[0][1]] == pytest.approx(
        [segment.start for segment in film.segments], abs=SECOND / 90_000
    )


def test_ffprobe_sees_the_length_and_complains_of_nothing(film: Film, opened: Path) -> None:
    shown = run("ffprobe", "-v", "warning", "-show_format", "-of", "json", opened)
    assert float(json.loads(shown)["format"]["duration"]) == pytest.approx(length(film) / SECOND, abs=0.05)
    assert run("ffmpeg", "-v", "warning", "-i", opened, "-f", "null", "-") == ""


def test_gstreamer_sees_the_length(film: Film, opened: Path) -> None:
    told = run("gst-discoverer-1.0", opened)
    [shown] = [line.partition(": ")[2] for line in told.splitlines() if "Duration:" in line]
    hours, minutes, seconds = shown.split(":")
    assert int(hours) * 3600 + int(minutes) * 60 + float(seconds) == pytest.approx(length(film) / SECOND, abs=0.05)
    assert "Seekable: yes" in told


def test_gstreamer_seeks(opened: Path, tmp_path: Path) -> None:
    sinks = (f"--videosink=multifilesink location={tmp_path}/%05d sync=false", "--audiosink=fakesink sync=false")
    run("gst-play-1.0", "--no-interactive", "--quiet", "--start-position=9", *sinks, opened)
    shown = len(list(tmp_path.iterdir()))
    assert abs(shown - (SECONDS - 9) * RATE) <= 2


def test_chromium_sees_the_length_and_seeks(film: Film, opened: Path) -> None:
    script = """async () => {
        const video = document.querySelector("video"), seen = [video.duration];
        video.pause();  // a page that is nothing but a film begins to play it
        for (const time of [11, 2.5, 7]) {
            video.currentTime = time;
            await new Promise(done => { video.onseeked = done });
            seen.push(video.currentTime);
        }
        return seen;
    }"""
    with chromium() as browser:
        page = browser.new_page()
        page.goto(opened.as_uri())
        page.wait_for_function("document.querySelector('video')?.readyState > 0")
        seen = page.evaluate(script)
    assert seen[0] == pytest.approx(length(film) / SECOND, abs=0.05)
    assert seen[1:] == pytest.approx([11, 2.5, 7], abs=0.02)


def test_a_film_cut_short_has_its_index_too(film: Film) -> None:
    def parts() -> Iterator[bytes]:
        yield film.init
        yield film.segments[0].data
        raise CutShort

    given = []
    with pytest.raises(CutShort):
        for part in indexed(parts(), film.segments[0].end):
            given.append(part)
    assert given[-1][4:8] == b"mfra"
    assert given[1] == film.segments[0].data


@pytest.mark.parametrize("header", [b"", b"ftyp and moov", bytes(8), b"\0\0\0\x08moov", b"\xff" * 100])
def test_what_is_no_mp4_is_given_as_it_is(header: bytes) -> None:
    assert list(indexed([header, b"one", b"two"], SECOND)) == [header, b"one", b"two"]


def test_what_is_no_fragment_is_left_out_of_the_index(film: Film) -> None:
    parts = [film.init, b"nonsense", film.segments[0].data, b"\0\0\0\x10moof" + bytes(8)]
    given = list(indexed(parts, SECOND))
    assert given[1:4] == parts[1:]
    assert struct.unpack_from(">II", given[4], 8 + 12)[1] == 0
    assert len(given[4]) == 8 + 2 * (24 + 19) + 16


def test_nothing_of_nothing() -> None:
    assert list(indexed([], SECOND)) == []
