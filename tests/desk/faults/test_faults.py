"""Each fault ends in a sentence, with nothing lost: by command in a distinct exit code, by page in no error of ours.

`make test-desk` tries all of them, `make test` some, spread evenly.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sealed.errors import AttuneError
from tests.desk.faults import faults_at_the_desk, faults_of_papers, faults_of_places, faults_of_windows
from tests.desk.faults.by_page import Pages
from tests.desk.faults.fault import Fault
from tests.desk.faults.operations import Operation, operations
from tests.desk.faults.outcome import Outcome
from tests.desk.faults.world import FaultWorld
from tests.support.desk_pages import PASSPHRASE

TRIED = int(os.environ.get("ATTUNE_DESK_FAULTS", "24"))
PARTS = range(8 if TRIED > 1000 else 1)
"""So many tests share the trials among them, on as many processors as there are."""
KILLS = 12
SLOW = ("complete", "erase", "pack erase")
"""By command they seal the keyring anew, under a passphrase that takes a second to try."""
ROOT = ("read only", "refuses deletes", "full", "no room", "cannot be written")


class Trial(NamedTuple):
    """A fault, in the way of an operation, by command or by page."""

    fault: Fault
    operation: Operation
    way: str

    @property
    def name(self) -> str:
        return f"{self.operation.name}, by {self.way}: {self.fault.name}"


def trials() -> Iterator[Trial]:
    for part in (faults_at_the_desk, faults_of_papers, faults_of_places, faults_of_windows):
        for fault in part.faults():
            for operation in filter(fault.on, operations()):
                for way in fault.by:
                    if way == "command" or operation.page:
                        yield Trial(fault, operation, way)


ALL = list(trials())
NOTHING = Outcome(False, 0, "")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultWorld]:
    made = FaultWorld(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(made.home / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    yield made
    made.close()


def test_there_are_more_than_300() -> None:
    names = [trial.name for trial in ALL]
    assert len(set(names)) == len(names)
    assert len(names) >= 300, Counter(trial.fault.name for trial in ALL)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", PARTS)
def test_each_ends_in_a_sentence_and_loses_nothing(world: FaultWorld, part: int) -> None:
    world.lay_out()
    pages = {desk: Pages(world.folder(desk)) for desk in ("one", "two")}
    wrong: list[str] = []
    tried = chosen()[part :: len(PARTS)]
    for trial in tried:
        world.lay_out()
        try:
            attempt(world, pages[trial.operation.desk], trial)
        except Exception as error:  # noqa: BLE001  # all of them are of interest, not the first alone
            wrong.append(f"{trial.name}: {type(error).__name__}: {str(error)[:400]}")
    for each in pages.values():
        each.close()
    assert not wrong, f"{len(wrong)} of {len(tried)}:\n" + "\n".join(wrong)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.skipif("ATTUNE_DESK_FAULTS" not in os.environ, reason="a part of `make test-desk`")
@pytest.mark.parametrize("operation", [operation.name for operation in operations()])
def test_a_killed_command_loses_nothing(tmp_path: Path, operation: str) -> None:
    command = [sys.executable, "-m", "tests.desk.faults.killed", str(tmp_path), operation, str(KILLS), "7"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["kills"] == KILLS


def chosen() -> list[Trial]:
    """All, or some, spread evenly; those that take long or must be root only among all."""
    every = [trial for trial in ALL if os.getuid() == 0 or not any(word in trial.fault.name for word in ROOT)]
    if len(every) <= TRIED:
        return every
    quick = [trial for trial in every if trial.way == "page" or trial.operation.name not in SLOW]
    return quick[:: max(1, len(quick) // TRIED)]


def attempt(world: FaultWorld, pages: Pages, trial: Trial) -> None:
    """Make the fault, try, judge; then, if it passes, once more without it."""
    fault, operation, way = trial
    assert pages.unlock().went
    with fault.makes(world, pages):
        before = already(world, operation)
        outcome = act(world, pages, trial)
        outcome.check()
        if way == "command":
            assert outcome.code in fault.exits, outcome
    fault.check(world)
    erases = {world.facts.opened} if "PACK" in operation.erases else operation.erases
    if not fault.unreadable:
        world.judge(frozenset(erases))
        done = operation.done(world, outcome)
        assert outcome.went or fault.ends != "whole", outcome
        assert outcome.went is done or before or fault.ends == "goes on", (outcome, done)
        assert not outcome.went or fault.ends != "refused", outcome
        if fault.passes and not done:
            again = operation.by_command(world)
            assert again.went, again
            assert operation.done(world, again)
            world.judge(frozenset(erases))


def already(world: FaultWorld, operation: Operation) -> bool:
    """Whether another window has done it."""
    try:
        return operation.done(world, NOTHING)
    except AttuneError:  # nobody could see it now
        return False


def act(world: FaultWorld, pages: Pages, trial: Trial) -> Outcome:
    fault, operation, way = trial
    if way == "command":
        return operation.by_command(world, fault.passphrase)
    assert operation.page
    if fault.locks:
        refused = pages.unlock("Correct horse" if fault.passphrase == "wrong" else PASSPHRASE)
        if not refused.went:
            refused.check()
            return refused
    return operation.page(world, pages)
