"""Power cuts at every instant of a desk's work, with whatever was not flushed lost in any way."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from desk.cases.events import HelpingQuestion
from desk.errors import DeskError, NoSuchCase, NotThisComputer
from desk.keyring.device_secrets import FileSecrets
from desk.keyring.keyring_file import KEYRING
from desk.unlocked import Desk
from tests.support.desks import PASSPHRASE, at_desk
from tests.support.medium import Recorder, State


@dataclass
class Promise:
    """What the desk has returned from: its keyring, so many events of each case, and the cases that it forgot."""

    made: bool = False
    events: dict[str, list[str]] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    under_way: set[str] = field(default_factory=set)
    old_keyrings: list[bytes] = field(default_factory=list)

    def judge(self, root: Path) -> None:
        """Fail unless the desk in this state is all that was promised, and no more opens."""
        try:
            desk = at_desk(root)
        except DeskError:
            assert not self.made
            return
        for code, questions in self.events.items():
            if code in self.under_way:
                continue
            found = [each.event.question for each in desk.events(code) if isinstance(each.event, HelpingQuestion)]
            assert found[: len(questions)] == questions
            assert len(found) <= len(questions) + 1
        assert not desk.broken()
        for code in self.forgotten:
            with pytest.raises(NoSuchCase):
                desk.identity(code)
        if self.forgotten:
            for number, keyring in enumerate(self.old_keyrings):
                with pytest.raises(NotThisComputer):
                    with_keyring(root, keyring, number)


def with_keyring(root: Path, keyring: bytes, number: int) -> Desk:
    """The desk with an old copy of its keyring in place of the one that it has."""
    copy = root.with_name(f"{root.name}-{number}")
    shutil.copytree(root, copy)
    (copy / "desk" / KEYRING).write_bytes(keyring)
    return at_desk(copy)


class Cutter(Recorder):
    """Lays down the states that a cut may leave after each operation, and has them judged."""

    def __init__(self, root: Path, scratch: Path, promise: Promise) -> None:
        super().__init__(root)
        self.states = 0
        self.file_mode, self.folder_mode = 0o600, 0o700
        self._scratch, self._promise = scratch / "cuts", promise
        self._scratch.mkdir()
        self._seen: set[Any] = set()

    def after(self) -> None:
        """Judge each state that was not judged since the last promise."""
        for state in (self.medium.now(self.root), *self.medium.cuts(self.root)):
            key = frozenset(state.tree.items())
            if key not in self._seen:
                self._seen.add(key)
                self._judge(state)

    def forget(self) -> None:
        """Judge states again that were judged before: more was promised since."""
        self._seen.clear()

    def _judge(self, state: State) -> None:
        self.states += 1
        root = state.lay_down(self._scratch / str(self.states))
        self._promise.judge(root)
        shutil.rmtree(root)


def work(root: Path, disk: Cutter, promise: Promise) -> None:
    """A desk's life: made, two cases, questions, one case forgotten, work goes on."""
    secrets = FileSecrets(root / "secrets", disk)
    desk = Desk.create(root / "desk", "desk-1", PASSPHRASE, secrets=secrets, work_factor=1, disk=disk)
    promise.made = True

    def step(do: Callable[[], object]) -> None:
        disk.forget()
        do()

    def ask(code: str, text: str) -> None:
        step(lambda: desk.append(code, HelpingQuestion(question=text)))
        promise.events[code].append(text)

    for code in ("A", "B"):
        step(partial(desk.open_case, code))
        promise.events[code] = []
        promise.old_keyrings.append((root / "desk" / KEYRING).read_bytes())
    for number, code in product(range(2), ("A", "B")):
        ask(code, f"{code}{number}")
    step(lambda: desk.seal_for("A", "peaks", b"a waveform"))
    promise.under_way.add("A")
    step(lambda: desk.forget("A"))
    promise.forgotten.add("A")
    ask("B", "afterwards")
    disk.forget()
    disk.after()


@pytest.mark.slow
def test_nothing_that_was_saved_is_lost_and_nothing_forgotten_opens(tmp_path: Path) -> None:
    root, promise = tmp_path / "root", Promise()
    root.mkdir()
    disk = Cutter(root, tmp_path, promise)
    work(root, disk, promise)
    assert disk.states > 300


@pytest.mark.slow
def test_a_medium_that_ignores_flushes_fails_the_test_above(tmp_path: Path) -> None:
    """The control: the states are harsh enough to find a flush that is missing."""

    class Lying(Cutter):
        def sync(self, file: int) -> None:
            if "B" in promise.events:
                self._done()
            else:
                super().sync(file)

    root, promise = tmp_path / "root", Promise()
    root.mkdir()
    with pytest.raises((AssertionError, DeskError)):  # lost events, or a log whose lines have no object
        work(root, Lying(root, tmp_path, promise), promise)
