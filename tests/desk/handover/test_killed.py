"""A hand-over that is killed before any of its calls to a disk: the case knows of all that lies on the stick."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from desk.cases.events import ClipAdded, ConsentGiven, FilmImported
from desk.cases.handovers import BegunHandover
from desk.cases.review_events import ClipVetoed
from desk.completion.inventory import outside
from desk.handover.broken_off import broken_off, clear, give_up, where
from desk.handover.errors import ClipUnwanted, NoSuchHandover, NotOnStick, StickFails
from desk.handover.give import put
from desk.handover.rules import CopyRequest
from desk.handover.stick import PIECE
from desk.unlocked import Desk
from sealed.disk import Bytes, Disk
from tests.support.desks import at_desk, make_desk
from tests.support.small_films import FILM, contents

CODE, CLIP, TODAY = "K-17", "1" * 16, date.today()
FILES = {"clip-1.mp4": os.urandom(PIECE + 17), "letter.pdf": b"Dear family"}
ASKED = CopyRequest(
    asked_by="parent", consented=("partner",), clips=(CLIP,), stills=(), titles={CLIP: "She waits"}, confirmed=True
)


class Killed(BaseException):
    """The process is gone: nothing of it runs afterwards."""


@dataclass
class Calls:
    """How many calls to any disk are left before the kill, and which they were."""

    left: int = 10**9
    names: list[str] = field(default_factory=list)

    def count(self, name: str) -> None:
        self.names.append(name)
        self.left -= 1
        if self.left < 0:
            raise Killed


class KilledDisk(Disk):
    """Neither flushes nor does anything after the kill. A write that is killed is half done."""

    file_mode, folder_mode = 0o600, 0o700

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def make_folder(self, path: Path) -> None:
        self._calls.count("make folder")
        super().make_folder(path)

    def remove_folder(self, path: Path) -> None:
        self._calls.count("remove folder")
        super().remove_folder(path)

    def create(self, folder: int, name: str) -> int:
        self._calls.count("create")
        return super().create(folder, name)

    def write(self, file: int, data: Bytes) -> None:
        half = len(data) // 2
        super().write(file, data[:half] if self._calls.left < 1 else data)
        self._calls.count("write")

    def sync(self, file: int) -> None:
        self._calls.count("sync")

    def rename(self, folder: int, old: str, new: str) -> None:
        self._calls.count("rename")
        super().rename(folder, old, new)

    def remove(self, folder: int, name: str) -> None:
        self._calls.count("remove")
        super().remove(folder, name)

    def open_to_read(self, folder: int, name: str, flags: int = 0) -> int:
        self._calls.count("read")
        return super().open_to_read(folder, name, flags)


def lay_small_case(root: Path) -> None:
    """A desk with a case whose clip may be given. There is no film: nothing here looks into one."""
    desk = make_desk(root)
    desk.open_case(CODE)
    for event in (
        FilmImported(film=FILM, started=None, seconds=9, recorder="box", finding="complete", source="x"),
        ClipAdded(id=CLIP, film=FILM, start_ns=0, end_ns=10**9),
        ConsentGiven(consent="copies", day=TODAY),
    ):
        desk.append(CODE, event)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lay_small_case(tmp_path)
    return tmp_path


def hand_over(root: Path, stick: Path, calls: Calls) -> None:
    disk = KilledDisk(calls)
    put(at_desk(root, disk=disk), CODE, ASKED, FILES, stick, TODAY, disk=disk)


def killed_at_every_call(root: Path, stick: Path) -> Iterator[Desk]:
    """The desk after each kill. Those of its unlocking are left out."""
    counted = Calls()
    unlocking = Calls()
    at_desk(root, disk=KilledDisk(unlocking))
    hand_over(root, stick, counted)
    assert counted.names.count("write") > 6, "events of the log, and files of the stick"
    for number in range(len(unlocking.names), len(counted.names)):
        with pytest.raises(Killed):
            hand_over(root, stick, Calls(number))
        yield at_desk(root)


@pytest.mark.slow
def test_nothing_lies_on_the_stick_that_the_case_does_not_list(root: Path, stick: Path) -> None:
    (stick / "theirs.txt").write_text("kept")
    found = 0
    for desk in killed_at_every_call(root, stick):
        case = desk.case(CODE)
        listed = {each.onto: each for each in (*case.handovers, *case.begun_handovers)}
        there = {folder.name: contents(folder) for folder in stick.iterdir() if folder.is_dir()}
        assert all(set(files) <= {file.name for file in listed[name].files} for name, files in there.items())
        assert all(there[given.onto] == FILES for given in case.handovers)
        assert len([copy for copy in outside(case) if copy.state == "outside"]) >= len(there)
        for begun in broken_off(desk, CODE):
            assert (begun.stick, begun.titles, begun.consented) == (str(stick), {CLIP: "She waits"}, ("partner",))
            if where(begun) == stick:
                found += 1
                clear(desk, CODE, begun.id, stick)
            else:
                with pytest.raises(NotOnStick):
                    clear(desk, CODE, begun.id, stick)
                give_up(desk, CODE, begun.id)
            assert broken_off(desk, CODE) == ()
            assert not (stick / begun.onto).exists()
        assert {path.name for path in stick.iterdir()} == {"theirs.txt", *(given.onto for given in case.handovers)}
    assert found > 8


@pytest.fixture
def broken(root: Path, stick: Path) -> tuple[Desk, BegunHandover]:
    """Killed while the second file was written."""
    calls = Calls()
    hand_over(root, stick, calls)
    first = calls.names.index("create", calls.names.index("make folder"))
    second = calls.names.index("create", first + 1)
    with pytest.raises(Killed):
        hand_over(root, stick, Calls(calls.names.index("write", second)))
    desk = at_desk(root)
    (begun,) = broken_off(desk, CODE)
    return desk, begun


def test_it_is_found_again_and_cleared_and_nothing_else_is(broken: tuple[Desk, BegunHandover], stick: Path) -> None:
    desk, begun = broken
    folder = stick / begun.onto
    assert set(contents(folder)) == set(FILES)
    assert contents(folder) != FILES, "the last one is half there"
    (folder / "theirs.txt").write_text("kept")
    (others := stick / f"{begun.onto[:-1]}1").mkdir()
    (others / "clip-1.mp4").write_bytes(b"of another family")
    (whole,) = desk.case(CODE).handovers
    clear(desk, CODE, begun.id, stick)
    assert contents(folder) == {"theirs.txt": b"kept"}
    assert contents(others) == {"clip-1.mp4": b"of another family"}
    assert contents(stick / whole.onto) == FILES
    with pytest.raises(NoSuchHandover):
        clear(desk, CODE, begun.id, stick)
    assert [(copy.state, copy.readable) for copy in outside(desk.case(CODE))] == [("outside", True), ("removed", False)]


def test_another_stick_at_the_same_place_is_not_taken_for_it(broken: tuple[Desk, BegunHandover], stick: Path) -> None:
    desk, begun = broken
    (stick / begun.onto).rename(away := stick / "away")
    (stick / "clips-of-others").mkdir()
    assert where(begun) is None
    with pytest.raises(NotOnStick, match="another stick"):
        clear(desk, CODE, begun.id, stick)
    (stick / begun.onto).symlink_to(away)
    with pytest.raises(NotOnStick):
        clear(desk, CODE, begun.id, stick)
    assert contents(away)
    assert broken_off(desk, CODE) == (begun,)
    give_up(desk, CODE, begun.id)
    assert broken_off(desk, CODE) == ()
    (_, lost) = outside(desk.case(CODE))
    assert (lost.state, lost.readable, "may lie on a stick" in lost.name) == ("outside", True, True)


def test_what_is_being_written_is_not_called_broken_off(root: Path, stick: Path) -> None:
    desk, seen = at_desk(root), list[tuple[int, int]]()

    def look_about() -> None:
        seen.append((len(broken_off(desk, CODE)), len(list(outside(desk.case(CODE))))))

    def look(_step: str, _done: int, _total: int) -> None:
        window = Thread(target=look_about)
        window.start()
        window.join()

    with desk.folder.giving:
        put(desk, CODE, ASKED, FILES, stick, TODAY, look)
    assert set(seen) == {(0, 1)}, "and counted all the same"


def test_a_fault_that_left_nothing_is_noted_as_that(root: Path, stick: Path) -> None:
    class Torn(Disk):
        def sync(self, file: int) -> None:
            raise OSError(errno.EIO, "torn")

    desk = at_desk(root)
    with pytest.raises(StickFails):
        put(desk, CODE, ASKED, FILES, stick, TODAY, disk=Torn())
    assert [begun.state for begun in desk.case(CODE).begun_handovers] == ["open"], "that it is removed did not last"
    with pytest.raises(KeyboardInterrupt):
        put(desk, CODE, ASKED, FILES, stick, TODAY, interrupt)
    assert [begun.state for begun in desk.case(CODE).begun_handovers] == ["open", "cleared"]


def interrupt(_step: str, _done: int, _total: int) -> None:
    raise KeyboardInterrupt


def test_a_no_that_comes_last_is_heard_before_the_stick_is_touched(root: Path, stick: Path) -> None:
    desk = at_desk(root)
    desk.append(CODE, ClipVetoed(clip=CLIP, voice="parent", day=TODAY))
    with pytest.raises(ClipUnwanted):
        put(desk, CODE, ASKED, FILES, stick, TODAY)
    assert list(stick.iterdir()) == []
    assert desk.case(CODE).begun_handovers == ()
