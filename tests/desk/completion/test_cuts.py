"""The end of a case, cut at every write: whatever was lost, it goes on and ends as if nothing had happened.

`make test-desk` goes on from every state: with the store and the box there, the store away, the box away for a week;
`make test` from some, spread evenly.
"""

from functools import partial
from pathlib import Path

import pytest

from desk.completion import plans
from desk.completion.practice import practice
from desk.completion.steps import begin_case, go_on
from desk.unlocked import Desk
from sealed.papers.erasure_certificate import ErasureCertificate, read_certificate
from stores.folder import FolderStore
from tests.support.desks import at_desk
from tests.support.ended_case import CODE, FILMS, EndedCase
from tests.support.erasure_cuts import PARTS, Instant, Watcher, replay, spread


@pytest.fixture
def world(memory: Path) -> EndedCase:
    home = memory / "all"
    (home / "store").mkdir(parents=True)
    return EndedCase(home, FolderStore(home / "store"), (home / "store").as_uri(), films=FILMS[:1])


def to_the_end(world: EndedCase, desk: Desk, away: str = "") -> None:
    """The box is away at first, and comes back. A case whose plan was not written yet is begun again.

    `away`: the store is away too, or the box for a week in which the desk is opened every day.
    """
    if CODE in desk.codes() or plans.open_erasures(desk):
        plan = begin_case(desk, CODE, CODE)
        if away == "store":
            (world.home / "store").rename(world.home / "unplugged")
            plan = go_on(desk, plan)
            judge_what_was_certified(world, desk, "unplugged")
            (world.home / "unplugged").rename(world.home / "store")
        if not plan.finished:
            plan = go_on(desk, plan)
        for _ in range(7 if away == "box" and not plan.finished else 0):
            desk = at_desk(world.computer)
            plan = go_on(desk, plan)
            judge_what_was_certified(world, desk)
        world.box.fetch(world.store)
        world.box.report(world.store)
        if not plan.finished:
            go_on(desk, plan)


def certificates(world: EndedCase, desk: Desk) -> list[ErasureCertificate]:
    return [read_certificate(path)[0] for path in desk.folder.certificates.glob("*.json")]


def judge_what_was_certified(world: EndedCase, desk: Desk, store: str = "store") -> None:
    """A certificate that lies there now says nothing that is not so."""
    for found in certificates(world, desk):
        fates = {copy.place: copy.fate for copy in found.copies}
        world.desk = desk
        if found.destroyed:
            assert CODE not in desk.keys.now().cases
            assert not kept_open(world)
        if fates["desk"] == "removed":
            assert [path for path in desk.folder.films.iterdir() if not path.name.endswith(".tmp")] == []
        if fates["store"] == "removed":
            assert list((world.home / store).rglob("*.age")) == []
        if fates["box"] == "confirmed":
            assert world.box.shelf.ids() == []


def judge_the_end(world: EndedCase, desk: Desk) -> None:
    world.desk = desk
    [found] = certificates(world, desk)
    assert found.final
    assert {copy.place: copy.fate for copy in found.copies} == {
        "desk": "removed",
        "store": "removed",
        "box": "confirmed",
    }
    assert [work.counts.films for work in practice(desk)] == [1]
    assert plans.open_erasures(desk) == []
    assert kept_open(world) == set()
    left = {path.name for path in desk.folder.root.rglob("*") if path.is_file()}
    kept = {"desk.toml", "recorders", "keyring.age", "lock", "imports.lock", "practice.age"}
    kept |= {f"{found.id}.json", f"{found.id}.json.sig"}
    assert left - {"device.age"} == kept


def kept_open(world: EndedCase) -> set[str]:
    return {name for name in world.opens() if "practice.age" not in name and "/erasures/" not in name}


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_cut_at_every_write_it_ends_in_the_same_state(world: EndedCase, memory: Path, part: int) -> None:
    watcher = Watcher(world.home, memory / "beside")
    to_the_end(world, at_desk(world.computer, disk=watcher))
    assert len(watcher.instants) > 100
    for instant, away in spread(world, watcher.instants, partial(opened, world), part):
        to_the_end(world, opened(world, instant), away)
        judge_the_end(world, at_desk(world.computer))


def opened(world: EndedCase, instant: Instant) -> Desk:
    """The desk, once it was opened after the cut."""
    replay(world, instant)
    desk = at_desk(world.computer)
    judge_what_was_certified(world, desk)
    return desk
