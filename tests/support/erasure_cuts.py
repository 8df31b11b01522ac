"""An erasure whose every write is watched: each state that a cut may leave, and what lies elsewhere then."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.ended_case import EndedCase
from tests.support.medium import Recorder, State

STATES = int(os.environ.get("ATTUNE_ERASURE_CUTS", "10"))


@dataclass
class Instant:
    """A moment: what lies on the desk's disk, and beside it at the store and on the box."""

    computer: State
    beside: Path


class Watcher(Recorder):
    """Keeps each state that a cut may leave, with a copy of what lies elsewhere at that moment."""

    def __init__(self, world: Path, scratch: Path) -> None:
        super().__init__(world / "computer")
        self.file_mode, self.folder_mode = 0o600, 0o700
        self._world, self._scratch, self._seen = world, scratch, set[frozenset[tuple[str, bytes | None]]]()
        self.instants: list[Instant] = []

    def after(self) -> None:
        beside = self._scratch / str(self.operations)
        for state in (self.medium.now(self.root), *self.medium.cuts(self.root)):
            if (key := frozenset(state.tree.items())) not in self._seen:
                self._seen.add(key)
                if not beside.exists():
                    for name in ("store", "box"):
                        shutil.copytree(self._world / name, beside / name)
                self.instants.append(Instant(state, beside))


def replay(world: EndedCase, instant: Instant) -> None:
    """Make this moment the present."""
    for name in ("computer", "store", "box"):
        shutil.rmtree(world.home / name)
    instant.computer.lay_down(world.computer)
    for name in ("store", "box"):
        shutil.copytree(instant.beside / name, world.home / name)


def spread(instants: list[Instant]) -> Iterator[Instant]:
    step = max(1, len(instants) // STATES)
    yield from instants[:: step or 1]
