"""What is obscured is so in every frame of its stretch, as the MP4 decodes, and what is silenced to the sample."""

import io
from math import ceil

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from desk.cases.handover_events import Keyframe, Method
from desk.cases.handovers import Obscuring, Silence
from desk.clips.cut import cut, sound_between, still
from desk.handover.redaction import Redaction, place
from sealed.film.opened import OpenedFilm
from tests.support.clock_films import PER_SEGMENT, SOUND_RATE, filmed, sealed
from tests.support.making_films import frames_of, sound_of
from tests.support.small_films import FILM, Box

pytestmark = pytest.mark.slow

SECOND = 10**9
WIDTH, HEIGHT = 320, 180
NEAR = 4  # pixels at an edge, which the encoder smears
BOX = Box()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> OpenedFilm:
    return OpenedFilm(sealed(BOX, tmp_path_factory.mktemp("film"), filmed(6 * PER_SEGMENT)), [BOX.identity])


@pytest.fixture(scope="module")
def starts(film: OpenedFilm) -> list[int]:
    return [time for number in range(len(film.spans)) for time in film.frames(number)] + [film.length]


def frame(at: int, x: float, y: float, width: float = 0.3, height: float = 0.4) -> Keyframe:
    return Keyframe(at_ns=at, x=x, y=y, width=width, height=height)


def moving(starts: list[int], method: Method) -> Obscuring:
    """From frame 20 to 80; its keyframes at 30, 45 and 70, so that it stands still before and after."""
    frames = (frame(starts[30], 0.05, 0.1), frame(starts[45], 0.6, 0.5, 0.4, 0.5), frame(starts[70], 0.2, 0.0))
    return Obscuring(id="0" * 16, film=FILM, start_ns=starts[20], end_ns=starts[80], method=method, keyframes=frames)


def grey(image: av.VideoFrame) -> NDArray[np.int16]:
    return image.to_ndarray(format="yuv420p")[:HEIGHT].astype(np.int16)


def inner(cover: Obscuring, at: int, grow: int) -> tuple[slice, slice]:
    """The cover at a time, interpolated by numpy, larger by some pixels at each side."""
    times = [each.at_ns for each in cover.keyframes]
    x, y, w, h = (
        float(np.interp(at, times, [getattr(each, side) for each in cover.keyframes]))
        for side in ("x", "y", "width", "height")
    )
    left, top = x * WIDTH - grow, y * HEIGHT - grow
    right, bottom = min(x + w, 1) * WIDTH + grow, min(y + h, 1) * HEIGHT + grow
    return slice(max(0, round(top)), max(0, round(bottom))), slice(max(0, round(left)), max(0, round(right)))


@pytest.mark.parametrize("method", ["mosaic", "solid"])
def test_each_frame_of_the_stretch_is_obscured_and_no_other(
    film: OpenedFilm, starts: list[int], method: Method
) -> None:
    cover = moving(starts, method)
    plain = frames_of(cut(film, starts[10], starts[90]))
    for fragmented in (False, True):
        shown = frames_of(cut(film, starts[10], starts[90], Redaction((cover,)), fragmented))
        assert len(shown) == len(plain) == 80
        for number, (copy, original) in enumerate(zip(shown, plain, strict=True), 10):
            if 20 <= number < 80:
                check(copy, original, cover, starts[number])
            else:
                assert np.abs(grey(copy) - grey(original)).mean() < 4, f"frame {number} is as it was"


def check(copy: av.VideoFrame, original: av.VideoFrame, cover: Obscuring, at: int) -> None:
    """In the cover stands what the next test looks at, give or take what the encoder smears; all else is as it was."""
    seen, before, drawn = grey(copy), grey(original), grey(Redaction((cover,)).frame(at, original))
    inside = inner(cover, at, -NEAR)
    assert np.abs(seen - drawn)[inside].mean() < 4
    assert np.quantile(np.abs(seen - drawn)[inside], 0.99) < 24
    if cover.method == "solid":
        assert np.abs(seen[inside] - 128).max() < 40
    outside = np.ones_like(seen, bool)
    outside[inner(cover, at, 2 * NEAR)] = False
    assert np.abs(seen - before)[outside].mean() < 4


@pytest.mark.parametrize("method", ["mosaic", "solid"])
def test_cells_are_of_one_colour_before_anything_is_encoded(
    film: OpenedFilm, starts: list[int], method: Method
) -> None:
    cover = moving(starts, method)
    with av.open(io.BytesIO(film.header + film.segment(1)), mode="r") as container:
        source = next(container.decode(video=0))
    before = grey(source)
    drawn = Redaction((cover,)).frame(starts[24], source)
    assert (grey(source) == before).all(), "what the decoder refers to did not change"
    rows, columns = inner(cover, starts[24], 0)
    covered = grey(drawn)[rows, columns]
    cell = HEIGHT // 10
    most = 1 if method == "solid" else (1 + covered.shape[1] // cell) * (1 + covered.shape[0] // cell)
    assert len(np.unique(covered)) <= most
    for plane in drawn.to_ndarray(format="yuv420p")[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2):
        inside = plane[rows.start // 2 + 1 : rows.stop // 2 - 1, columns.start // 2 + 1 : columns.stop // 2 - 1]
        assert len(np.unique(inside)) <= most, "the colours too"


def test_a_cover_stays_at_its_nearest_keyframe_and_goes_straight_between(starts: list[int]) -> None:
    cover = moving(starts, "solid")
    assert place(cover, starts[20]) == cover.keyframes[0]
    assert place(cover, starts[79]) == cover.keyframes[-1]
    assert place(cover, starts[45]) == cover.keyframes[1]
    middle = (starts[30] + starts[45]) // 2
    assert place(cover, middle).x == pytest.approx(0.325, abs=0.001)
    assert place(cover, middle).height == pytest.approx(0.45, abs=0.001)


@pytest.mark.parametrize(("x", "y", "size"), [(0, 0, 1), (1, 1, 1), (0.999, 0.999, 0), (0.5, 0.5, 0), (0.3, 1, 0.2)])
def test_a_cover_anywhere_covers_something(film: OpenedFilm, x: float, y: float, size: float) -> None:
    at = (Keyframe(at_ns=0, x=x, y=y, width=size, height=size),)
    cover = Obscuring(id="0" * 16, film=FILM, start_ns=0, end_ns=SECOND, method="solid", keyframes=at)
    with av.open(io.BytesIO(film.header + film.segment(0)), mode="r") as container:
        source = next(container.decode(video=0))
    drawn = grey(Redaction((cover,)).frame(0, source))
    assert (drawn[min(round(y * HEIGHT), HEIGHT - 1), min(round(x * WIDTH), WIDTH - 1)] == 128).all()


def test_a_still_is_obscured_too(film: OpenedFilm, starts: list[int]) -> None:
    cover = moving(starts, "solid")
    for number in (20, 50, 79):
        jpeg = still(film, starts[number] + 5_000_000, Redaction((cover,)))
        with av.open(io.BytesIO(jpeg), mode="r") as container:
            image = next(container.decode(video=0)).to_ndarray(format="gray").astype(np.int16)
        assert np.abs(image[inner(cover, starts[number], -NEAR)] - 128).max() < 16


def test_a_stretch_is_silenced_to_the_sample(film: OpenedFilm, starts: list[int]) -> None:
    first, last = 2 * SECOND + 1, 3 * SECOND + 12_345_678
    silence = Silence(id="1" * 16, film=FILM, start_ns=first, end_ns=last)
    redaction = Redaction(silences=(silence,))
    heard = sound_between(film, SECOND, 4 * SECOND)
    quiet = sound_between(film, SECOND, 4 * SECOND, redaction)
    begins, ends = SOUND_RATE, ceil(2.012345678 * SOUND_RATE)
    assert not quiet[begins:ends].any()
    assert (quiet[:begins] == heard[:begins]).all()
    assert (quiet[ends:] == heard[ends:]).all()
    assert heard[begins:ends].any()
    decoded = sound_of(cut(film, starts[25], starts[100], redaction))[:, 0]
    offset = round(starts[25] * SOUND_RATE / SECOND)
    inside = decoded[2 * SOUND_RATE - offset + 2048 : SOUND_RATE + ends - offset - 2048]
    assert len(inside) > SOUND_RATE * 0.9
    assert np.abs(inside).max() < 1e-4, "as good as nothing, beyond the blocks in which the encoder cuts sound"


def test_what_was_watched_is_named_by_all_that_is_left_out(starts: list[int]) -> None:
    cover = moving(starts, "mosaic")
    silence = Silence(id="1" * 16, film=FILM, start_ns=0, end_ns=SECOND)
    both = Redaction((cover,), (silence,))
    assert both.within(starts[79], starts[90])
    assert not both.within(starts[80], starts[90])
    known = both.digest(0, 2 * SECOND)
    assert known == Redaction((cover,), (silence,)).digest(0, 2 * SECOND)
    other = Redaction((moving(starts, "solid"),), (silence,))
    assert (
        len({known, both.digest(0, 3 * SECOND), Redaction((cover,)).digest(0, 2 * SECOND), other.digest(0, 2 * SECOND)})
        == 4
    )
