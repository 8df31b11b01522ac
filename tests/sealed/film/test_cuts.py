"""Power cuts at every instant of a film's making and of its repair, with whatever was not flushed lost in any way."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sealed.errors import CutShort, Finding
from sealed.film.decrypt import open_film
from sealed.film.reader import examine
from sealed.film.recovery import Repair, beginnings, close_cut
from tests.support.medium import Recorder
from tests.support.small_films import FILM, INIT, MARK, SEGMENTS, SPAN, Box, Unflushed

BOX = Box()
BEGINNING = 6  # flushes until a film's folder is there


class Cutter(Recorder):
    """Lays down every state that a cut may leave, after every operation, and has it judged."""

    def __init__(self, root: Path, scratch: Path, judge: Callable[[Path], None]) -> None:
        super().__init__(root)
        self.states = 0
        self._scratch = scratch / "cuts"
        self._scratch.mkdir()
        self._judge = judge
        self._seen: set[Any] = set()

    def after(self) -> None:
        """Judge each state that was not judged since the last promise."""
        for state in [self.medium.now(self.root), *self.medium.cuts(self.root)]:
            key = frozenset(state.tree.items())
            if key not in self._seen:
                self._seen.add(key)
                self.states += 1
                self._judge(state.lay_down(self._scratch / str(self.states)))

    def forget(self) -> None:
        """Judge states again that were judged before: more was promised since."""
        self._seen.clear()


@dataclass
class Promise:
    """What the writer has returned from: so many lines of the journal, the end among them or not."""

    lines: int = 0
    closed: bool = False

    def judge(self, card: Path) -> None:
        """Fail unless the film on this card is all that was promised, and can be repaired."""
        folder = card / FILM
        if not folder.exists():
            assert self.lines == 0
            assert [path.name for path in beginnings(card)] in ([], [f".{FILM}.tmp"])
            return
        report = examine(folder, BOX.signers)
        assert report.finding is (Finding.COMPLETE if report.end else Finding.CUT_SHORT), report
        assert report.lines >= self.lines
        assert report.end or not self.closed
        assert opened(folder) == ([INIT, *SEGMENTS[: report.segments]] if report.segments else [])
        repaired(folder, before=report.segments, complete=report.end is not None)


def film_on(disk: Cutter, shelf: Path, promise: Promise) -> None:
    """Make a film, and promise more after each call that returns."""
    writer = BOX.begin(shelf, disk=disk)
    steps: list[Callable[[], object]] = [
        lambda: writer.init(INIT),
        lambda: writer.segment(SEGMENTS[0], 0, SPAN, 24),
        lambda: writer.mark(MARK),
        lambda: writer.segment(SEGMENTS[1], SPAN, 2 * SPAN, 24),
        lambda: writer.close("stopped", 48),
    ]
    for number, step in enumerate(steps, 1):
        promise.lines = number
        disk.forget()
        step()
    promise.lines, promise.closed = 6, True
    disk.forget()
    disk.after()


def test_whatever_was_written_before_a_cut_opens_and_is_repaired(tmp_path: Path) -> None:
    shelf, promise = tmp_path / "shelf", Promise()
    shelf.mkdir()
    disk = Cutter(shelf, tmp_path, promise.judge)
    film_on(disk, shelf, promise)
    assert disk.states > 140


def test_a_medium_that_ignores_flushes_fails_the_test_above(tmp_path: Path) -> None:
    """The control: the states are harsh enough to find a flush that is missing."""

    class Lying(Cutter):
        def sync(self, file: int) -> None:
            self._done()

    shelf, promise = tmp_path / "shelf", Promise()
    shelf.mkdir()
    with pytest.raises(AssertionError):
        film_on(Lying(shelf, tmp_path, promise.judge), shelf, promise)


@pytest.mark.parametrize("left_out", range(5))
def test_each_of_the_five_flushes_is_needed(tmp_path: Path, left_out: int) -> None:
    """docs/format.md, "Order of writes": object, folder, journal, signature, folder."""

    class Forgetful(Cutter):
        flushes = 0

        def sync(self, file: int) -> None:
            self.flushes += 1
            if self.flushes > BEGINNING and (self.flushes - BEGINNING - 1) % 5 == left_out:
                self._done()
            else:
                super().sync(file)

    shelf, promise = tmp_path / "shelf", Promise()
    shelf.mkdir()
    with pytest.raises(AssertionError):
        film_on(Forgetful(shelf, tmp_path, promise.judge), shelf, promise)


def opened(folder: Path) -> list[bytes]:
    """The parts that come out before the cut."""
    parts = []
    try:
        for part in open_film(folder, [BOX.identity], BOX.signers):
            parts.append(bytes(part))
    except CutShort:
        pass
    return parts


def repaired(folder: Path, before: int, complete: bool) -> None:
    """Repair, twice; nothing signed is lost, and only the film's own files are left."""
    expected = Repair.ALREADY if complete else Repair.CLOSED if before else Repair.EMPTY
    assert close_cut(folder, BOX.signer, Unflushed()) is expected
    if expected is Repair.CLOSED:
        report = examine(folder, BOX.signers)
        assert (report.finding, report.end, report.segments) == (Finding.CUT_SHORT, "cut", before)
        names = {path.name for path in folder.iterdir()}
        assert len(names) == report.lines - 1 + 2, "each object, the journal and its signature"
        assert close_cut(folder, BOX.signer, Unflushed()) is Repair.ALREADY


def torn_film(shelf: Path) -> Path:
    """A film that a cut ended in the worst place: an unsigned object and line, and unfinished files."""
    folder = BOX.film(shelf, segments=SEGMENTS[:2], closed=False)
    spare = BOX.film(shelf / "spare", segments=SEGMENTS[:3], closed=False)
    (folder / "000002.m4s.age").write_bytes((spare / "000002.m4s.age").read_bytes())
    lines = (folder / "journal").read_bytes().splitlines(keepends=True)
    (folder / "journal").write_bytes(b"".join(lines) + lines[-1].replace(b'"n":5', b'"n":6'))
    for name in ("000003.m4s.age.tmp", "journal.sig.tmp", "000001.mark.age.tmp"):
        (folder / name).write_bytes(b"unfinished")
    (folder / "notes.tmp").write_bytes(b"somebody else's")
    return folder


def test_a_cut_in_the_middle_of_a_repair_is_repaired(tmp_path: Path) -> None:
    folder = torn_film(tmp_path / "shelf")

    def judge(cut: Path) -> None:
        report = examine(cut, BOX.signers)
        assert (report.finding, report.segments) == (Finding.CUT_SHORT, 2), report
        assert opened(cut) == [INIT, *SEGMENTS[:2]]
        expected = Repair.ALREADY if report.end else Repair.CLOSED
        assert close_cut(cut, BOX.signer, Unflushed()) is expected
        assert (cut / "notes.tmp").read_bytes() == b"somebody else's"
        after = examine(cut, BOX.signers)
        assert (after.finding, after.end, after.segments) == (Finding.CUT_SHORT, "cut", 2)

    disk = Cutter(folder, tmp_path, judge)
    assert close_cut(folder, BOX.signer, disk) is Repair.CLOSED
    assert disk.states > 20
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".tmp") == ["notes.tmp"]
    assert not (folder / "000002.m4s.age").exists()
