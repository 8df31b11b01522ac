"""Faults of the computer itself: its disk, its keyring, its clock, what lies in the desk's folder."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.cases.events import HelpingQuestion
from desk.cases.log import CaseLog
from desk.completion import plans
from desk.completion.steps import begin_case
from sealed.film.journal import JOURNAL, SIGNATURE
from tests.desk.faults.by_page import Pages
from tests.desk.faults.fault import (
    Fault,
    Makes,
    cut,
    does,
    empty,
    everything,
    flip,
    moved,
    named,
    on_the_case,
    puts,
    read_only,
)
from tests.desk.faults.world import FaultWorld
from tests.support.full_disk import full_disk
from tests.support.player_page import CODE
from tests.support.small_films import FILM

ENDS = ("complete", "erase")


def _log(world: FaultWorld) -> Path:
    return world.folder("one") / "cases" / CODE


def _film(world: FaultWorld) -> Path:
    return world.folder("one") / "films" / FILM


def _in_both(name: str, act: Callable[[Path], object]) -> Makes:
    def made(world: FaultWorld) -> None:
        for desk in ("one", "two"):
            act(world.folder(desk) / name)

    return does(made)


def _secrets(world: FaultWorld, _: Pages) -> AbstractContextManager[None]:
    return moved(world.secrets)


def _desk_read_only(world: FaultWorld, _: Pages) -> AbstractContextManager[None]:
    return _each(read_only(world.folder("one")), read_only(world.folder("two")))


@contextmanager
def _each(*ways: AbstractContextManager[None]) -> Iterator[None]:
    first, *rest = ways
    with first:
        if rest:
            with _each(*rest):
                yield
        else:
            yield


def _set_back(days: int) -> Makes:
    """The case's newest event is of a day that is still to come: then this computer's clock was set back."""

    def made(world: FaultWorld) -> None:
        desk = world.one
        when = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        log = CaseLog(_log(world), desk.identities(CODE), desk.signer, desk.folder.disk)
        log.append(HelpingQuestion(question="When does she sleep?"), when)
        world.before["one"] = world.events(world.one)

    return does(made)


def _plan_damaged(world: FaultWorld) -> None:
    plan = begin_case(world.one, CODE, CODE)
    flip(world.folder("one") / "erasures" / f"{plan.id}{plans.ENDING}")


def _last_object(world: FaultWorld, ending: str) -> Path:
    return sorted(_log(world).glob(f"*{ending}"))[-1]


NOTES: dict[str, Callable[[FaultWorld], object]] = {
    "a byte changed": lambda w: flip(_last_object(w, ".age")),
    "an event missing": lambda w: _last_object(w, ".age").unlink(),
    "its journal cut": lambda w: cut(_log(w) / JOURNAL),
    "its signature of another time": lambda w: flip(_log(w) / SIGNATURE, 80),
}
FILM_SPOILED: dict[str, Callable[[FaultWorld], object]] = {
    "a byte changed": lambda w: flip(sorted(_film(w).glob("*.m4s.age"))[1]),
    "a part missing": lambda w: sorted(_film(w).glob("*.m4s.age"))[1].unlink(),
    "gone": lambda w: shutil.rmtree(_film(w)),
}


def faults() -> Iterator[Fault]:
    """All of them."""
    yield Fault(
        "disk full", lambda w, p: full_disk(), lambda o: o.writes or o.puts, frozenset({1}), "goes on", passes=True
    )
    yield Fault(
        "desk's folder read only", _desk_read_only, lambda o: everything(o) and o.writes, frozenset({1}), passes=True
    )
    yield Fault(
        "wrong passphrase",
        does(lambda w: None),
        everything,
        frozenset({6}),
        passes=True,
        locks=True,
        passphrase="wrong",
    )
    for act in (flip, cut, empty):
        yield Fault(
            f"keyring: {act.__name__}", _in_both("keyring.age", act), everything, frozenset({4, 6}), unreadable=True
        )
    yield Fault("this computer's secret is gone", _secrets, everything, frozenset({6}), passes=True, locks=True)
    settings = _in_both("desk.toml", lambda path: path.write_bytes(b"id = ["))
    yield Fault("settings that are none", settings, everything, frozenset({2}), locks=True, unreadable=True)
    for name, spoil in NOTES.items():
        yield Fault(f"notes: {name}", does(spoil), on_the_case, frozenset({2, 4}), locks=True, unreadable=True)
    for name, spoil in FILM_SPOILED.items():
        yield Fault(
            f"film: {name}", does(spoil), named("hand-over", "pack make"), frozenset({1, 2, 4}),
            unreadable=True,
        )  # fmt: skip
    for days in (366, 31):
        yield Fault(
            f"clock set back by {days} days", _set_back(days), lambda o: everything(o) and o.desk == "one",
            frozenset({0}), "whole",
        )  # fmt: skip
    yield Fault("a plan damaged", does(_plan_damaged), named(*ENDS), frozenset({4}), unreadable=True)
    yield Fault("folder gone", lambda w, p: moved(w.out), puts, frozenset({2}), passes=True)
    yield Fault("folder read only", lambda w, p: read_only(w.out), puts, frozenset({1}), "goes on", passes=True)
