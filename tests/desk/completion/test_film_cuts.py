"""One film's erasure, cut at every write: the other film opens at any moment, and in the end all is as without a cut.

`make test-desk` judges every state; `make test` some of them, spread evenly.
"""

from functools import partial
from pathlib import Path

import pytest

from desk.completion import plans
from desk.completion.plan import Erasure
from desk.completion.steps import begin_film, go_on
from desk.opened import open_film
from desk.unlocked import Desk
from sealed.papers.erasure_certificate import ErasureCertificate, read_certificate
from stores.folder import FolderStore
from tests.support.desks import at_desk
from tests.support.ended_case import CODE, FILMS, EndedCase
from tests.support.erasure_cuts import PARTS, STATES, Instant, Watcher, replay, spread

GONE, OTHER = FILMS[:2]
LEFTOVERS = (".tmp", ".new", ".gone", ".old")


@pytest.fixture
def world(memory: Path) -> EndedCase:
    home = memory / "all"
    (home / "store").mkdir(parents=True)
    return EndedCase(home, FolderStore(home / "store"), (home / "store").as_uri(), films=(GONE, OTHER))


def to_the_end(world: EndedCase, desk: Desk, away: str = "") -> None:
    """The box comes twice. A film whose plan was not written yet is begun again.

    `away`: the store is away at first, or the box for some days on which the desk is opened.
    """
    under_way = plans.open_erasures(desk)
    if not under_way and GONE not in [entry.film for entry in desk.films(CODE)]:
        return
    plan = under_way[0] if under_way else begin_film(desk, CODE, GONE, CODE)
    if away == "store":
        (world.home / "store").rename(world.home / "unplugged")
        plan = once(desk, plan)
        judge_the_moment(world, desk)
        (world.home / "unplugged").rename(world.home / "store")
    for _ in range(2 if away == "box" else 0):
        desk = at_desk(world.computer)
        plan = once(desk, plan)
        judge_the_moment(world, desk)
    for _ in range(2):
        plan = once(desk, plan)
        world.box.fetch(world.store)
        world.box.report(world.store)
    assert once(desk, plan).finished


def once(desk: Desk, plan: Erasure) -> Erasure:
    return plan if plan.finished else go_on(desk, plan)


def certificates(desk: Desk) -> list[ErasureCertificate]:
    return [read_certificate(path)[0] for path in desk.folder.certificates.glob("*.json")]


def opens(world: EndedCase) -> set[str]:
    return {name for name in world.opens() if "practice.age" not in name and "/erasures/" not in name}


def judge_the_moment(world: EndedCase, desk: Desk) -> None:
    """The other film and the notes open; a certificate that lies there says nothing that is not so."""
    world.desk = desk
    assert open_film(desk, CODE, OTHER).header
    assert desk.case(CODE).question == "How do I calm her?"
    for found in certificates(desk):
        fates = {copy.place: copy.fate for copy in found.copies}
        if found.destroyed:
            assert desk.keys.now().former == {}
            assert not [name for name in opens(world) if GONE in name]
        if fates["desk"] == "removed":
            assert not desk.film_folder(GONE).exists()
        if fates["store"] == "removed":
            assert [path for name in ("store", "unplugged") for path in (world.home / name).rglob("*.age")] == []
        if fates["box"] == "confirmed":
            assert world.box.shelf.ids() == []


def judge_the_end(world: EndedCase, desk: Desk) -> None:
    world.desk = desk
    [found] = certificates(desk)
    assert (found.final, bool(found.destroyed)) == (True, True)
    said = {copy.place: copy.fate for copy in found.copies}
    assert said == {"desk": "removed", "store": "removed", "box": "confirmed"}
    assert plans.open_erasures(desk) == []
    assert desk.keys.now().former == {}
    assert open_film(desk, CODE, OTHER).header
    assert desk.read_sealed(CODE, "peaks") == b"a waveform"
    case = desk.case(CODE)
    assert ([film.film for film in case.films], case.erased, case.question) == ([OTHER], (GONE,), "How do I calm her?")
    places = ("computer/desk/films", "computer/desk/cases", "computer/desk/derived")
    assert {name for name in opens(world) if not name.startswith(places) or GONE in name} == set()
    left = [path.name for path in desk.folder.root.rglob("*") if path.name.endswith(LEFTOVERS)]
    assert left == []


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_cut_at_every_write_it_ends_in_the_same_state(world: EndedCase, memory: Path, part: int) -> None:
    watcher = Watcher(world.home, memory / "beside")
    to_the_end(world, at_desk(world.computer, disk=watcher))
    judge_the_end(world, at_desk(world.computer))
    assert len(watcher.instants) > 300
    for instant, away in spread(world, watcher.instants, partial(opened, world), part, STATES // 2):
        to_the_end(world, opened(world, instant), away)
        judge_the_end(world, at_desk(world.computer))


def opened(world: EndedCase, instant: Instant) -> Desk:
    """The desk, once it was opened after the cut."""
    replay(world, instant)
    desk = at_desk(world.computer)
    judge_the_moment(world, desk)
    return desk
