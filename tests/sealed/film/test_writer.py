"""FilmWriter: what it writes, in which order, from several threads, and how it fails."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import generate
from sealed.age.errors import AgeError
from sealed.disk import Bytes
from sealed.errors import CutShort, FilmClosed, Finding, OutOfOrder, WriteFailed
from sealed.film.decrypt import open_film, open_marks
from sealed.film.facts import fingerprint
from sealed.film.journal import LARGEST_OBJECT
from sealed.film.reader import examine
from sealed.film.records import Mark, standing
from sealed.film.recovery import Repair, close_cut
from sealed.film.writer import FilmWriter
from tests.support.small_films import FILM, INIT, LATER, SEGMENTS, SPAN, Box, Unflushed, contents, open_files, shoot

BOX = Box()


def test_what_it_writes_is_what_a_reader_reads(tmp_path: Path) -> None:
    folder = BOX.film(tmp_path)
    report = examine(folder, BOX.signers)
    assert (report.finding, report.facts) == (Finding.COMPLETE, BOX.facts())
    assert list(open_film(folder, [BOX.identity], BOX.signers)) == [INIT, *SEGMENTS]
    assert standing(open_marks(folder, [BOX.identity], BOX.signers)) == (LATER,)
    assert {path.name for path in tmp_path.iterdir()} == {FILM}
    assert not any(path.suffix == ".tmp" for path in folder.iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o007 == 0 for path in [folder, *folder.iterdir()])


def test_at_every_step_it_is_cut_short_and_good_so_far(tmp_path: Path) -> None:
    writer = BOX.begin(tmp_path)
    writer.init(INIT)
    for number, segment in enumerate(SEGMENTS):
        writer.segment(segment, number * SPAN, (number + 1) * SPAN, 24)
        report = examine(writer.path, BOX.signers)
        assert (report.finding, report.segments, report.end) == (Finding.CUT_SHORT, number + 1, None)
        parts = open_film(writer.path, [BOX.identity])
        assert [next(parts) for _ in range(number + 2)] == [INIT, *SEGMENTS[: number + 1]]
        with pytest.raises(CutShort):
            next(parts)
    assert (writer.segments, writer.frames, writer.duration) == (4, 96, 4 * SPAN)
    assert writer.bytes == report.bytes
    writer.close("limit", 97)
    assert examine(writer.path).delivered == 97


def test_nothing_of_the_film_is_there_in_the_clear(tmp_path: Path) -> None:
    secret = os.urandom(5000)
    folder = BOX.film(tmp_path, segments=[secret])
    everything = b"".join(contents(folder).values())
    assert not any(secret[at : at + 16] in everything for at in range(len(secret) - 16))
    assert LATER.id.encode() not in everything


def test_segments_and_marks_come_from_different_threads(tmp_path: Path) -> None:
    writer = BOX.begin(tmp_path)
    writer.init(INIT)
    with ThreadPoolExecutor(4) as pool:
        for number in range(40):
            pool.submit(writer.mark, Mark(f"{number:016x}", number, "phone"))
        for number in range(40):
            writer.segment(b"s" * 5000, number * SPAN, (number + 1) * SPAN, 24)
    writer.close("stopped", None)
    report = examine(writer.path, BOX.signers)
    assert (report.finding, report.segments, report.marks) == (Finding.COMPLETE, 40, 40)
    assert len(standing(open_marks(writer.path, [BOX.identity]))) == 40


def test_a_film_may_be_judged_while_it_is_written(tmp_path: Path) -> None:
    writer = BOX.begin(tmp_path)

    def film() -> None:
        writer.init(INIT)
        for number in range(300):
            writer.segment(b"s", number * SPAN, (number + 1) * SPAN, 24)
        writer.close("stopped", None)

    judged = set()
    with ThreadPoolExecutor(1) as pool:
        filming = pool.submit(film)
        while not filming.done():
            report = examine(writer.path, BOX.signers)
            assert report.finding in {Finding.CUT_SHORT, Finding.COMPLETE}, report
            judged.add(report.lines)
        filming.result()
    assert len(judged) > 3
    assert examine(writer.path, BOX.signers).finding is Finding.COMPLETE


def test_closing_again_does_nothing(tmp_path: Path) -> None:
    writer = BOX.begin(tmp_path)
    shoot(writer)
    writer.close("stopped", 96)
    before = contents(writer.path)
    writer.close("fault", 0)
    assert contents(writer.path) == before
    late_calls: list[Callable[[], object]] = [
        lambda: writer.segment(b"x", 4 * SPAN, 5 * SPAN, 24),
        lambda: writer.mark(LATER),
    ]
    for late in late_calls:
        with pytest.raises(FilmClosed):
            late()
    assert contents(writer.path) == before


def test_it_lets_go_of_its_files(tmp_path: Path) -> None:
    before = open_files()
    BOX.film(tmp_path)
    assert open_files() == before


def test_what_is_out_of_order_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    writer = BOX.begin(tmp_path)
    with pytest.raises(OutOfOrder):
        writer.segment(b"x", 0, SPAN, 24)
    writer.init(INIT)
    before = contents(writer.path)
    wrong_calls: list[Callable[[], object]] = [
        lambda: writer.init(INIT),
        lambda: writer.segment(b"x", 1, SPAN, 24),
        lambda: writer.segment(b"x", 0, 0, 24),
        lambda: writer.segment(b"x", 0, SPAN, 0),
        lambda: writer.segment(bytes(LARGEST_OBJECT), 0, SPAN, 24),
        lambda: writer.close("stopped", -1),
    ]
    for wrong in wrong_calls:
        with pytest.raises(OutOfOrder):
            wrong()
    assert contents(writer.path) == before
    again = BOX.begin(tmp_path, "undated-abcd")
    again.init(INIT)
    again.segment(b"x", 0, SPAN, 24)
    again.close("space", None)
    assert examine(again.path).finding is Finding.COMPLETE


def test_what_does_not_fit_together_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    facts, recipients = BOX.facts(), [BOX.identity.recipient]
    with pytest.raises(ValueError, match="another signer"):
        FilmWriter.create(tmp_path, facts, recipients, Ed25519PrivateKey.generate())
    with pytest.raises(ValueError, match="other recipients"):
        FilmWriter.create(tmp_path, facts, [generate().recipient], BOX.signer)
    mixed = [BOX.identity.recipient, generate().recipient]
    prints = tuple(fingerprint(str(recipient)) for recipient in mixed)
    with pytest.raises(AgeError):
        FilmWriter.create(tmp_path, msgspec.structs.replace(facts, recipients=prints), mixed, BOX.signer)
    assert not list(tmp_path.iterdir())


def test_a_film_never_takes_the_place_of_another(tmp_path: Path) -> None:
    before = contents(BOX.film(tmp_path))
    with pytest.raises(WriteFailed, match="already"):
        BOX.begin(tmp_path)
    assert contents(tmp_path / FILM) == before
    assert [path.name for path in tmp_path.iterdir()] == [FILM]


class Full(Unflushed):
    """A card that takes no more from the n-th operation on, the first half of a write excepted."""

    def __init__(self, operations: int) -> None:
        self.left = operations

    def _take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(28, "No space left on device")

    def create(self, folder: int, name: str) -> int:
        self._take()
        return super().create(folder, name)

    def write(self, file: int, data: Bytes) -> None:
        super().write(file, data[: len(data) // 2])
        self._take()
        super().write(file, data[len(data) // 2 :])

    def sync(self, file: int) -> None:
        self._take()
        super().sync(file)

    def rename(self, folder: int, old: str, new: str) -> None:
        self._take()
        super().rename(folder, old, new)


def test_a_writer_that_failed_fails_for_ever_and_leaves_a_film_cut_short(tmp_path: Path) -> None:
    handles = open_files()
    outcomes = set()
    for operations in range(10, 200):
        disk = Full(operations)
        shelf = tmp_path / str(operations)
        shelf.mkdir()
        try:
            writer = BOX.begin(shelf, disk=disk)
        except WriteFailed as error:
            assert "No space left" in str(error)
            assert not (shelf / FILM).exists() or examine(shelf / FILM).segments == 0
            continue
        try:
            shoot(writer)
            writer.close("stopped", 96)
        except WriteFailed:
            disk.left = 10**6
            signed = examine(writer.path, BOX.signers)
            outcomes.add(signed.segments)
            for late in (partial(writer.mark, LATER), partial(writer.init, INIT), partial(writer.close, "fault", None)):
                with pytest.raises(WriteFailed):
                    late()
            assert signed.finding in {Finding.CUT_SHORT, Finding.COMPLETE}
            assert examine(writer.path, BOX.signers) == signed
            assert close_cut(writer.path, BOX.signer, disk) in (
                {Repair.CLOSED} if signed.finding is Finding.CUT_SHORT and signed.segments else set(Repair)
            )
            assert examine(writer.path, BOX.signers).segments == signed.segments
        else:
            break
    assert outcomes == {0, 1, 2, 3, 4}
    assert open_files() == handles
