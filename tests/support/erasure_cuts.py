"""An erasure whose every write is watched: each state that a cut may leave, and what lies elsewhere then.

Most cuts leave the same state once the desk was opened: what was half written is gone. From there it goes on once only.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.ended_case import EndedCase
from tests.support.medium import Recorder, State

STATES = int(os.environ.get("ATTUNE_ERASURE_CUTS", "10"))
PARTS = range(2 if STATES > 1000 else 1)
"""So many tests share the states among them, on as many processors as there are."""
OUTSIDE = ("store", "box")
AWAY = ("", "store", "box")
"""What is away at first when an erasure goes on."""


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
        self._copies: dict[frozenset[tuple[str, int, int]], Path] = {}
        self.instants: list[Instant] = []

    def after(self) -> None:
        for state in (self.medium.now(self.root), *self.medium.cuts(self.root)):
            if (key := frozenset(state.tree.items())) not in self._seen:
                self._seen.add(key)
                self.instants.append(Instant(state, self._outside()))

    def _outside(self) -> Path:
        """A copy of what lies elsewhere, made again when it changed."""
        paths = [path for name in OUTSIDE for path in (self._world / name).rglob("*")]
        state = frozenset((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
        if state not in self._copies:
            self._copies[state] = copy = self._scratch / str(self.operations)
            for name in OUTSIDE:
                shutil.copytree(self._world / name, copy / name)
        return self._copies[state]


def replay(world: EndedCase, instant: Instant) -> None:
    """Make this moment the present."""
    for name in ("computer", *OUTSIDE):
        shutil.rmtree(world.home / name)
    instant.computer.lay_down(world.computer)
    for name in OUTSIDE:
        shutil.copytree(instant.beside / name, world.home / name)


def present(world: EndedCase) -> frozenset[tuple[str, bytes | None]]:
    """All that lies there now."""
    paths = [path for name in ("computer", *OUTSIDE) for path in (world.home / name).rglob("*")]
    return frozenset((str(path), path.read_bytes() if path.is_file() else None) for path in paths)


def spread(
    world: EndedCase, instants: list[Instant], opened: Callable[[Instant], object], part: int, states: int = STATES
) -> Iterator[tuple[Instant, str]]:
    """Of some so many moments, evenly, this part's, with what is away afterwards: all of it, if all are chosen.

    Each that leaves another state once `opened` has opened the desk comes; the others go on just so.
    """
    chosen = instants[:: max(1, len(instants) // states)]
    first, last = (len(chosen) * each // len(PARTS) for each in (part, part + 1))
    gone_on_from = set()
    for number in range(first, last):
        opened(chosen[number])
        if (state := present(world)) in gone_on_from:
            continue
        gone_on_from.add(state)
        for away in AWAY if states >= len(instants) else AWAY[number % 3 :][:1]:
            yield chosen[number], away
