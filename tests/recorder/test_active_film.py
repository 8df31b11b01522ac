"""Marks in the film being made: what the card did not take never counts as placed."""

import errno
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.capture.film_encoder import Segment
from appliance.capture.settings import VideoFormat
from appliance.devices.protocols import Clock
from appliance.errors import Refused
from appliance.recorder.active_film import ActiveFilm
from appliance.recorder.identity import RecorderIdentity
from sealed.age import generate
from sealed.disk import Bytes, Disk
from sealed.errors import CutShort, WriteFailed
from sealed.film.decrypt import open_marks
from sealed.film.records import Mark, Named, Record, Undo, Visit
from tests.support.sample_film import FILM, SECOND

MARK = Mark("00112233445566aa", 5, "phone")


class FailingDisk(Disk):
    """Writes until it fails with `error`."""

    error: OSError | None = None

    def write(self, file: int, data: Bytes) -> None:
        if self.error is not None:
            raise self.error
        super().write(file, data)


class Made:
    """A film on a disk that can fail."""

    def __init__(self, shelf: Path, visit: Visit | None = None) -> None:
        self.disk, self.identity = FailingDisk(), generate()
        recorder = RecorderIdentity("attune-test", Ed25519PrivateKey.generate(), [self.identity.recipient], "test")
        facts = recorder.facts(FILM, Clock(0.0, "none"), VideoFormat(64, 48, Fraction(25)), None)
        self.film = ActiveFilm(shelf, facts, recorder, visit or Visit(), self.disk)
        self.folder = shelf / FILM

    def begin(self) -> None:
        self.film.init(b"the header of an MP4")
        self.film.segment(Segment(b"a segment", 0, SECOND, 24))

    def on_card(self) -> list[Record]:
        """What the desk will read; the film has no end yet."""
        found: list[Record] = []
        with suppress(CutShort):
            found.extend(open_marks(self.folder, [self.identity]))
        return found


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_mark_that_the_card_refused_is_refused_again(tmp_path: Path, number: int) -> None:
    made = Made(tmp_path)
    made.begin()
    made.disk.error = OSError(number, "no")
    for _ in range(2):  # the phone sends it again with the same id
        with pytest.raises(WriteFailed) as refused:
            made.film.mark(MARK)
        assert refused.value.errno == number
    made.disk.error = None
    with pytest.raises(WriteFailed):
        made.film.mark(MARK)
    assert made.film.marks == ()
    assert made.on_card() == []


def test_a_mark_sent_again_is_placed_once(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.begin()
    assert made.film.mark(MARK) == made.film.mark(msgspec.structs.replace(MARK, at=7)) == MARK
    assert made.on_card() == [MARK]


def test_an_undo_that_the_card_refused_leaves_the_mark(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.begin()
    made.film.mark(MARK)
    made.disk.error = OSError(errno.EIO, "no")
    with pytest.raises(WriteFailed):
        made.film.amend(Undo(MARK.id))
    assert made.film.marks == (MARK,)
    assert made.on_card() == [MARK]


def test_a_mark_before_the_films_first_byte_waits_for_it(tmp_path: Path) -> None:
    made = Made(tmp_path, Visit(question="Why?"))
    with ThreadPoolExecutor(1) as phone:
        placed = phone.submit(made.film.mark, MARK)
        with pytest.raises(TimeoutError):
            placed.result(0.05)
        made.begin()
        assert placed.result(60) == MARK
    assert made.on_card() == [Visit(question="Why?"), MARK]


def test_a_mark_in_a_film_that_could_not_begin_is_refused(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.disk.error = OSError(errno.EIO, "no")
    with pytest.raises(WriteFailed):
        made.film.init(b"the header of an MP4")
    with pytest.raises(WriteFailed):
        made.film.mark(MARK)
    made.film.close("fault", 0)
    assert made.film.marks == ()


def test_what_is_said_of_a_mark_that_does_not_stand_is_refused(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.begin()
    made.film.mark(MARK)
    made.film.amend(Undo(MARK.id))
    made.film.amend(Undo(MARK.id))
    with pytest.raises(Refused, match="no such mark"):
        made.film.amend(Named(MARK.id, "guiding"))
