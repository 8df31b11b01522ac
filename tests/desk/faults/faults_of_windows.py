"""Two windows at once: what another window, or another program, did since this page was opened."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from desk.cases.ending_events import HoldPlaced
from desk.cases.events import ConsentGiven, ConsentRevoked
from desk.cases.review_events import ClipVetoed
from desk.completion.settle import go_on_without
from desk.completion.steps import begin_case, begin_film, go_on
from desk.packs import erasing
from desk.packs.open import open_pack
from desk.review import saving
from desk.unlocked import Desk
from desk.writing import today
from tests.desk.faults.fault import Fault, Makes, does, named, on_the_case
from tests.desk.faults.operations import Operation
from tests.desk.faults.world import BOX, FaultWorld
from tests.support.packing import LATER, WANTED
from tests.support.player_page import CODE
from tests.support.small_films import FILM

GIVES = named("hand-over", "pack make")
ENDS = named("complete", "erase")


def other_window(act: Callable[[Desk, FaultWorld], object]) -> Makes:
    """What it does is no loss."""

    def made(world: FaultWorld) -> None:
        act(world.one, world)
        world.before = {name: world.events(desk) for name, desk in world.desks()}

    return does(made)


def _case_ended(desk: Desk, _: FaultWorld) -> None:
    plan = go_on(desk, begin_case(desk, CODE, CODE))
    go_on(desk, go_on_without(desk, plan, "box", BOX))


def _film_erased(desk: Desk, _: FaultWorld) -> None:
    plan = go_on(desk, begin_film(desk, CODE, FILM, CODE))
    go_on(desk, go_on_without(desk, plan, "box", BOX))


def _held(desk: Desk, _: FaultWorld) -> None:
    desk.append(CODE, HoldPlaced(id="0" * 16, who="Children's services", why="A court asked", day=today()))


def _film_held(desk: Desk, _: FaultWorld) -> None:
    desk.append(CODE, HoldPlaced(id="0" * 16, who="A court", why="Evidence", day=today(), film=FILM))


def _unwanted(desk: Desk, _: FaultWorld) -> None:
    for clip in (WANTED, LATER):
        desk.append(CODE, ClipVetoed(clip=clip, voice="parent", day=today()))


def _revoked(desk: Desk, _: FaultWorld) -> None:
    for kind in ("copies", "stills", "supervision"):
        desk.append(CODE, ConsentRevoked(consent=kind, day=today()))


def _consents(given: int, until: int) -> Callable[[Desk, FaultWorld], None]:
    """Given and over so many days from today, by a clock that was set meanwhile."""

    def note(desk: Desk, world: FaultWorld) -> None:
        _revoked(desk, world)
        day, last = (today() + timedelta(days=days) for days in (given, until))
        for kind in ("copies", "stills", "supervision"):
            desk.append(CODE, ConsentGiven(consent=kind, day=day, until=last))

    return note


def _review_over(desk: Desk, world: FaultWorld) -> None:
    saving.end(desk, CODE, saving.find(desk.case(CODE), world.facts.review), today(), 60)


def _ends_the_film(desk: Desk, _: FaultWorld) -> None:
    begin_film(desk, CODE, FILM, CODE)


def _ends_the_case(desk: Desk, _: FaultWorld) -> None:
    begin_case(desk, CODE, CODE)


def _pack_erased(_: Desk, world: FaultWorld) -> None:
    erasing.erase(world.two, world.facts.opened)


def _all_packs_erased(_: Desk, world: FaultWorld) -> None:
    desk = world.two
    erasing.erase(desk, open_pack(desk, world.paper("ready.pack")))


def _case_named(operation: Operation) -> bool:
    return on_the_case(operation) or operation.name in ("pack notes", "pack erased")


def faults() -> Iterator[Fault]:
    """All of them."""
    yield Fault("the case was completed", other_window(_case_ended), _case_named, frozenset({2, 6}))
    yield Fault(
        "the film was erased", other_window(_film_erased), named("hand-over", "erase", "pack make"), frozenset({2}),
    )  # fmt: skip
    yield Fault("a hold was placed", other_window(_held), ENDS, frozenset({2, 7}))
    yield Fault("a hold on the film was placed", other_window(_film_held), ENDS, frozenset({2, 7}))
    yield Fault("the family said “not this clip”", other_window(_unwanted), GIVES, frozenset({7}))
    yield Fault("consent was revoked", other_window(_revoked), GIVES, frozenset({7}))
    year = other_window(_consents(-730, -365))
    yield Fault("clock set forward by a year: consent is over", year, GIVES, frozenset({7}))
    back = other_window(_consents(365, 395))
    yield Fault("clock set back by a year: consent is not given yet", back, named("hand-over"), frozenset({7}))
    yield Fault("the review ended", other_window(_review_over), named("words"), frozenset({7}))
    film = other_window(_ends_the_film)  # by command, that is finished first
    yield Fault("the film is being erased", film, named("complete"), frozenset({0, 7}), "goes on")
    yield Fault("the case is being ended", other_window(_ends_the_case), named("erase"), frozenset({7}))
    yield Fault(
        "the pack was erased", other_window(_pack_erased), named("pack reply", "pack erase"), frozenset({2}),
    )  # fmt: skip
    yield Fault(
        "the pack was opened and erased", other_window(_all_packs_erased), named("pack open"), frozenset({6}),
    )  # fmt: skip
