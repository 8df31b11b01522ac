"""The fault matrix: one trial for each fault, what must hold in every one of them. counts.py keeps the count."""

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Generic, TypeVar

from appliance.courier.sync import sync
from appliance.films.receipts import check_cover
from sealed.errors import Finding
from sealed.film.reader import examine
from sealed.papers.receipt import Receipt, decode
from stores import errors
from stores.errors import CourierError
from stores.store import Store
from tests.support.fault_counts import counted
from tests.support.sample_film import contents
from tests.support.store_places import Place

P = TypeVar("P", bound=Place)
ROOT = Path(__file__).parents[2]
Outcome = Receipt | CourierError | None
"""A receipt, a reason, or nothing at all from a courier that was killed."""


async def _unheard(*_: object) -> None:
    """Nobody watches."""


def attempt(film: Path, store: Store) -> Receipt | CourierError:
    """One film's way to a store, in this process."""
    try:
        return asyncio.run(sync(film, store, _unheard))
    except CourierError as error:
        return error


def attempt_apart(film: Path, url: str, credentials: Path, *under: str) -> "subprocess.Popen[str]":
    """The same in a process of its own, which can be killed; `under` other commands."""
    command = [*under, sys.executable, "-m", "tests.stores.once", str(film), url, str(credentials)]
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=quiet)


def kill(begun: "list[subprocess.Popen[str]]") -> None:
    """Kill the first that was begun."""
    begun[0].kill()


def outcome_of(process: "subprocess.Popen[str]") -> Outcome:
    """What a process said."""
    said, trouble = process.communicate(timeout=120)
    if process.returncode == -9:
        return None
    assert process.returncode == 0, trouble
    if said.startswith("{"):
        return decode(said.encode())
    error: CourierError = Exception.__new__(getattr(errors, said.partition(":")[0]))
    error.args = (said,)
    return error


class Trial(Generic[P]):
    """One fault at one place. `judge` what came of it; then the fault is gone, and the film must arrive."""

    def __init__(self, kind: str, fault: str, seed: int, film: Path, place: P) -> None:
        self.kind, self.fault, self.seed, self.film, self.place = kind, fault, seed, film, place
        self.chance = random.Random(f"{kind} {fault} {seed}")
        self.before = contents(film)

    def judge(self, outcome: Outcome, *allowed: type[CourierError]) -> None:
        """A receipt is true, byte for byte; a reason is one of those allowed; the box still has its film."""
        case = f"{self.kind}, {self.fault}, seed {self.seed}: {outcome}"
        assert contents(self.film) == self.before, case
        if isinstance(outcome, Receipt):
            check_cover(outcome, self.film)
            assert self.place.there(self.film.name) == self.before, case
            said = "receipt at once"
        elif outcome is None:
            said = "killed, then receipt"
        else:
            assert isinstance(outcome, allowed), case
            assert str(outcome), case
            said = f"{type(outcome).__name__}, then receipt"
        self.mended(case)
        counted[self.kind, self.fault, said] += 1

    def mended(self, case: str) -> None:
        """Without the fault: a receipt, and it is true."""
        outcome = attempt(self.film, self.place.store())
        assert isinstance(outcome, Receipt), f"{case}; afterwards: {outcome}"
        check_cover(outcome, self.film)
        assert self.place.there(self.film.name) == self.before, case

    def somewhere(self, names: bool = False) -> int:
        """A place in the film: one of its bytes, or one of its objects."""
        return self.chance.randrange(len(self.before) if names else sum(map(len, self.before.values())))


def not_whole(folder: Path) -> bool:
    """Whether what lies in a folder is visibly not the whole film."""
    return examine(folder).finding is not Finding.COMPLETE
