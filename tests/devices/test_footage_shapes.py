"""Footage shows frames of every shape upright, whole and undistorted."""

import gc
import struct
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest

from appliance.devices.errors import FootageUnreadable
from appliance.devices.simulated.footage import Footage
from tests.support.odd_films import H264, ffmpeg, film

pytestmark = pytest.mark.process


@pytest.mark.parametrize(
    ("matrix", "upright", "size"),
    [
        ((0, 1, -1, 0), "transpose=clock", (240, 320)),
        ((0, -1, 1, 0), "transpose=cclock", (240, 320)),
        ((-1, 0, 0, -1), "vflip,hflip", (320, 240)),
        ((-1, 0, 0, 1), "hflip", (320, 240)),
        ((1, 0, 0, -1), "vflip", (320, 240)),
        ((0, 1, 1, 0), "transpose=cclock_flip", (240, 320)),
        ((0, -1, -1, 0), "transpose=clock_flip", (240, 320)),
    ],
)
def test_a_turned_or_mirrored_film_is_shown_upright(
    tmp_path: Path, matrix: tuple[int, int, int, int], upright: str, size: tuple[int, int]
) -> None:
    """A phone writes how it was held into the track's matrix (ISO 14496-12, 8.3.2)."""
    path = film(tmp_path / "turned.mp4", *H264[:4], sound=0)
    raw = ffmpeg("-i", path, "-vf", upright, "-pix_fmt", "yuv420p", "-frames:v", "1", "-f", "rawvideo", "-")
    data = bytearray(path.read_bytes())
    a, b, c, d = (value << 16 for value in matrix)
    struct.pack_into(">9i", data, data.index(b"tkhd") + 44, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    shown = next(Footage(path, *size).frames(0)).to_ndarray()
    assert shown.tobytes() == raw


@pytest.mark.parametrize("cover_first", [True, False])
def test_a_cover_is_not_the_film(tmp_path: Path, cover_first: bool) -> None:
    plain = film(tmp_path / "plain.mp4", *H264)
    ffmpeg("-f", "lavfi", "-i", "color=red:s=600x600", "-frames:v", "1", tmp_path / "cover.jpg")
    maps = ("-map", "1", "-map", "0") if cover_first else ("-map", "0", "-map", "1")
    kind = "-disposition:v:0" if cover_first else "-disposition:v:1"
    covered = tmp_path / "covered.mp4"
    ffmpeg("-i", plain, "-i", tmp_path / "cover.jpg", *maps, "-c", "copy", kind, "attached_pic", covered)
    assert Footage(covered, 320, 240).facts == Footage(plain, 320, 240).facts
    one, two = (next(Footage(path, 320, 240).frames(40)) for path in (covered, plain))
    assert (one.to_ndarray() == two.to_ndarray()).all()


def test_a_cover_alone_is_no_film(tmp_path: Path) -> None:
    film(tmp_path / "sound.m4a", *H264[-2:], "-vn")
    ffmpeg("-f", "lavfi", "-i", "color=red:s=600x600", "-frames:v", "1", tmp_path / "cover.jpg")
    covered = tmp_path / "covered.m4a"
    both = ("-i", tmp_path / "sound.m4a", "-i", tmp_path / "cover.jpg")
    ffmpeg(*both, "-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic", covered)
    with pytest.raises(FootageUnreadable, match="no video"):
        Footage(covered, 320, 240)


@pytest.mark.parametrize(
    ("size", "columns", "rows"),
    [("321x241", (0, 320), (0, 240)), ("160x240", (80, 240), (0, 240)), ("640x240", (0, 320), (60, 180))],
)
def test_other_shapes_are_letterboxed(
    tmp_path: Path, size: str, columns: tuple[int, int], rows: tuple[int, int]
) -> None:
    path = tmp_path / "white.mkv"
    ffmpeg("-f", "lavfi", "-i", f"color=white:s={size}:d=0.2", "-c:v", "ffv1", "-pix_fmt", "yuv444p", path)
    frame = next(Footage(path, 320, 240).frames(0))
    assert (frame.format.name, frame.width, frame.height) == ("yuv420p", 320, 240)
    luma = frame.to_ndarray()[:240]
    white = np.zeros((240, 320), bool)
    white[slice(*rows), slice(*columns)] = True
    assert (luma[white] > 200).all()
    assert (luma[~white] == 16).all()


def test_wide_pixels_are_shown_wide(tmp_path: Path) -> None:
    path = tmp_path / "anamorphic.mkv"
    ffmpeg("-f", "lavfi", "-i", "color=white:s=160x240:d=0.2,setsar=2/1", "-c:v", "ffv1", path)
    assert (next(Footage(path, 320, 240).frames(0)).to_ndarray()[:240] > 200).all()


def test_no_frame_outlives_its_use(tmp_path: Path) -> None:
    """A frame in a reference cycle waits for a collection: at 1.4 MB each, that is hundreds of megabytes."""
    path = film(tmp_path / "film.mp4", *H264[:4], sound=0)
    gc.collect()
    gc.disable()
    try:
        before = living_frames()
        for _ in islice(Footage(path, 320, 240).frames(0), 60):
            assert living_frames() - before < 8
    finally:
        gc.enable()


def living_frames() -> int:
    return sum(isinstance(each, av.VideoFrame) for each in gc.get_objects())
