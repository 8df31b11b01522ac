"""Opening: what comes out, in which order, and how nothing comes out that was not verified."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sealed.age import generate, seal
from sealed.errors import (
    CutShort,
    Damaged,
    FilmError,
    Missing,
    NoKey,
    NothingFilmed,
    Reordered,
    Swapped,
    UnknownRecorder,
)
from sealed.film.decrypt import open_film, open_marks
from sealed.film.records import Mark
from tests.sealed.forge import forge
from tests.support.small_films import INIT, LATER, MARK, SEGMENTS, UNDO, Box, open_files

BOX = Box()
KEYS = [BOX.identity]
THIRD = "000002.m4s.age"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return BOX.film(tmp_path)


def exhaust(parts: Iterator[bytearray]) -> tuple[list[bytes], FilmError | None]:
    """All parts, and what ended them."""
    out = []
    try:
        for part in parts:
            out.append(bytes(part))
    except FilmError as error:
        return out, error
    return out, None


def test_all_parts_in_order_with_true_progress(tmp_path: Path) -> None:
    segments = [os.urandom(size) for size in (1, 65535, 65536, 65537, 300_000, 2, 200_000, 3, 4, 5)]
    film = BOX.film(tmp_path, segments=segments)
    told: list[tuple[int, int]] = []
    parts = open_film(film, KEYS, BOX.signers, lambda done, total: told.append((done, total)))
    assert list(parts) == [INIT, *segments]
    assert len(told) == 11
    assert told[-1][0] == told[-1][1]


def test_a_film_cut_short_gives_its_good_part_and_says_so(tmp_path: Path) -> None:
    parts, error = exhaust(open_film(BOX.film(tmp_path, closed=False), KEYS))
    assert parts == [INIT, *SEGMENTS]
    assert isinstance(error, CutShort)


def test_a_post_quantum_film_opens(tmp_path: Path) -> None:
    box = Box(identity=generate())
    assert list(open_film(box.film(tmp_path), [BOX.identity, box.identity])) == [INIT, *SEGMENTS]


def drop(film: Path) -> None:
    (film / THIRD).unlink()


def flip(film: Path) -> None:
    data = bytearray((film / THIRD).read_bytes())
    data[-1] ^= 1
    (film / THIRD).write_bytes(data)


def copy(film: Path) -> None:
    shutil.copy(film / "000001.m4s.age", film / THIRD)


def replace(film: Path) -> None:
    (film / THIRD).write_bytes(seal(SEGMENTS[2], [BOX.identity.recipient]))


def add(film: Path) -> None:
    (film / "000004.m4s.age").write_bytes(b"x")


def flip_mark(film: Path) -> None:
    (film / "000001.mark.age").write_bytes(b"x")


def flip_facts(film: Path) -> None:
    (film / "film.json").write_bytes(b"{}")


@pytest.mark.parametrize(
    ("harm", "kind", "before"),
    [
        (drop, Missing, 3),
        (flip, Damaged, 3),
        (copy, Reordered, 3),
        (replace, Swapped, 3),
        (add, Damaged, 0),
        (flip_mark, Damaged, 0),
        (flip_facts, Damaged, 0),
    ],
)
def test_what_is_wrong_ends_it_at_that_place(
    film: Path, harm: Callable[[Path], None], kind: type[FilmError], before: int
) -> None:
    harm(film)
    parts, error = exhaust(open_film(film, KEYS, BOX.signers))
    assert type(error) is kind
    assert parts == [INIT, *SEGMENTS][:before]


def test_the_worst_names_the_film_not_the_first(film: Path) -> None:
    copy(film)
    (film / "000003.m4s.age").unlink()
    _, error = exhaust(open_film(film, KEYS))
    assert type(error) is Missing


def test_an_unknown_recorder_gives_nothing(film: Path) -> None:
    parts, error = exhaust(open_film(film, KEYS, Box().signers))
    assert (parts, type(error)) == ([], UnknownRecorder)


def test_no_key(film: Path) -> None:
    for keys in ([], [generate()], [generate(post_quantum=False)]):
        parts, error = exhaust(open_film(film, keys))
        assert (parts, type(error)) == ([], NoKey)
    flip(film)
    assert type(exhaust(open_film(film, []))[1]) is Damaged, "which comes before"


def test_a_film_without_pictures(tmp_path: Path) -> None:
    writer = BOX.begin(tmp_path)
    writer.mark(Mark("0" * 16, 0, "button"))
    assert exhaust(open_film(writer.path, KEYS))[0] == []
    assert type(exhaust(open_film(writer.path, KEYS))[1]) is CutShort
    writer.init(INIT)
    assert type(exhaust(open_film(writer.path, KEYS))[1]) is CutShort
    writer.close("fault", 0)
    parts, error = exhaust(open_film(writer.path, KEYS))
    assert (parts, type(error)) == ([], NothingFilmed)


def test_what_is_signed_but_does_not_open_is_damaged(tmp_path: Path) -> None:
    objects = {"init.mp4.age": INIT, "000000.m4s.age": b"x"}
    film = forge(tmp_path / "film", BOX, BOX.facts().encode(), objects, spoilt="000000.m4s.age")
    parts, error = exhaust(open_film(film, KEYS))
    assert (parts, type(error)) == ([INIT], Damaged)
    assert "does not open" in str(error)


def test_leaving_early_leaves_no_thread_and_no_file(film: Path) -> None:
    before, files = threading.active_count(), open_files()
    parts = open_film(film, KEYS)
    assert next(parts) == INIT
    parts.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
    assert open_files() == files


def test_marks(film: Path) -> None:
    assert list(open_marks(film, KEYS, BOX.signers)) == [MARK, LATER, UNDO]
    (film / THIRD).unlink()
    assert list(open_marks(film, KEYS)) == [MARK, LATER, UNDO], "marks do not wait for pictures"
    flip_mark(film)
    with pytest.raises(Damaged):
        list(open_marks(film, KEYS))


def test_marks_of_a_film_cut_short(tmp_path: Path) -> None:
    records = open_marks(BOX.film(tmp_path, closed=False), KEYS)
    assert [next(records) for _ in range(3)] == [MARK, LATER, UNDO]
    with pytest.raises(CutShort):
        next(records)


def test_marks_without_a_key_or_a_known_recorder(film: Path) -> None:
    with pytest.raises(NoKey):
        list(open_marks(film, [generate()]))
    with pytest.raises(UnknownRecorder):
        list(open_marks(film, KEYS, Box().signers))


def test_what_a_mark_may_hold(tmp_path: Path) -> None:
    objects = {"000000.mark.age": b'{"kind":"consent","x":1}', "init.mp4.age": INIT, "000000.m4s.age": b"x"}
    film = forge(tmp_path / "film", BOX, BOX.facts().encode(), objects)
    assert list(open_marks(film, KEYS)) == []
    film = forge(tmp_path / "bad", BOX, BOX.facts().encode(), objects | {"000000.mark.age": b"[" * 99})
    with pytest.raises(Damaged, match="does not hold a mark"):
        list(open_marks(film, KEYS))
