"""Where a case's films and keys are known to be: from its log, the keyring and the desk's settings."""

import secrets
from collections.abc import Iterator
from datetime import date

import msgspec

from desk.cases.case import Case, FilmEntry
from desk.cases.handovers import BegunHandover
from desk.completion.plan import Erasure, KnownCopy, PlannedFilm, Why, WorkCounts
from desk.errors import HeldMeanwhile, NoSuchErasure, NotYourCase, OnHold
from desk.imports.take import FIRST
from desk.unlocked import Desk
from desk.writing import now
from sealed.film.facts import fingerprint
from stores.address import name_of
from stores.errors import BadStore

BROKEN_OFF = "It was broken off."
GIVEN = ("stick", "pack")
"""What is outside this desk's reach from the start, so that no step changes it."""
OTHER_SOURCE = "a folder, a stick or a bundle"


def plan_case(desk: Desk, code: str, why: Why) -> Erasure:
    """What the end of a case takes. Nothing is written. Raises NoSuchCase, NotYourCase, LogDamaged, OnHold."""
    case, events = _own(desk, code), desk.events(code)
    check_holds(case)
    begun = now()
    return Erasure(
        id=secrets.token_hex(8),
        case=code,
        why=why,
        begun=begun,
        latest=max(begun, *(saved.when for saved in events)),
        key=fingerprint(str(desk.identity(code).recipient)),
        films=(*map(planned, case.films), *(PlannedFilm(film=film, day=None) for film in case.erased)),
        counts=counts(case),
        copies=tuple(_copies(desk, case, case.films)),
    )


def plan_film(desk: Desk, code: str, film: str, why: Why) -> Erasure:
    """What the erasure of one film takes. Nothing is written. Raises as `plan_case`, and NoSuchErasure."""
    case, events = _own(desk, code), desk.events(code)
    entry = next((each for each in case.films if each.film == film), None)
    if entry is None:
        raise NoSuchErasure(what=film)
    check_holds(case, film)
    begun = now()
    return Erasure(
        id=secrets.token_hex(8),
        case=code,
        film=film,
        why=why,
        begun=begun,
        latest=max(begun, *(saved.when for saved in events)),
        key=fingerprint(str(desk.identity(code).recipient)),
        films=(planned(entry),),
        counts=counts(case),
        copies=tuple(_copies(desk, case, (entry,), film)),
    )


def _own(desk: Desk, code: str) -> Case:
    case = desk.case(code)
    if case.borrowed is not None:
        raise NotYourCase(code=code)
    return case


def up_to_date(desk: Desk, plan: Erasure) -> Erasure:
    """With what was imported, given or heard of since the plan was written. Hold the desk's lock until the key is gone.

    Raises NoSuchCase, LogDamaged.
    """
    case, events = desk.case(plan.case), desk.events(plan.case)
    entries = tuple(entry for entry in case.films if plan.film in (None, entry.film))
    known = {(copy.place, copy.name): copy for copy in plan.copies if copy.place not in GIVEN}
    copies = {(copy.place, copy.name): copy for copy in _copies(desk, case, entries, plan.film)}
    films = {film.film: film for film in (*plan.films, *map(planned, entries))}
    renewed: Erasure = msgspec.structs.replace(
        plan,
        latest=max(plan.latest, *(saved.when for saved in events)),
        films=tuple(films.values()),
        counts=counts(case),
        copies=tuple((copies | known).values()),
    )
    return renewed


def check_holds(case: Case, film: str | None = None, error: type[OnHold] | type[HeldMeanwhile] = OnHold) -> None:
    """Raises OnHold, or another error, for the first hold that stands."""
    for hold in case.held(film):
        raise error(who=hold.who, day=hold.day, why=hold.why or "no reason was given")


def planned(entry: FilmEntry) -> PlannedFilm:
    """A film of the case as the plan names it."""
    day = date.fromisoformat(entry.started[:10]) if entry.started else None
    first = entry.source.removeprefix(FIRST) if entry.source.startswith(FIRST) else None
    return PlannedFilm(film=entry.film, day=day, first=first)


def counts(case: Case) -> WorkCounts:
    """A cycle is a film that was watched together."""
    ended = [review for review in case.reviews if review.ended]
    seen = {film for review in ended for film in review.films}
    return WorkCounts(films=len(case.films) + len(case.erased), reviews=len(ended), cycles=len(seen))


def _copies(desk: Desk, case: Case, films: tuple[FilmEntry, ...], film: str | None = None) -> Iterator[KnownCopy]:
    """Copies of these films, and whatever holds the key. `film`: that one alone is erased."""
    yield KnownCopy(place="desk", name=desk.name)
    store = _store(desk)
    firsts = any(film.source.startswith(FIRST) for film in films)
    if store:
        yield KnownCopy(place="store", name=store, readable=firsts)
    yield from _sources(films, store, firsts)
    for box in sorted({*case.boxes, *(film.recorder for film in case.films)} - {desk.name}):
        yield KnownCopy(place="box", name=box, readable=firsts)
    yield from outside(case, film)
    for name in desk.keys.now().named_backups():
        yield KnownCopy(place="backup", name=name, readable=True)


def _store(desk: Desk) -> str | None:
    """The store by the name that films out of it bear, which is not always how its address was typed."""
    typed = desk.folder.settings.store
    try:
        return name_of(typed) if typed else None
    except BadStore:
        return typed


def outside(case: Case, film: str | None = None) -> Iterator[KnownCopy]:
    """What left the desk: the family's own copies, those that were broken off, and packs with colleagues.

    `film`: without those that hold nothing of it.
    """
    of = {clip.id: clip.film for clip in case.clips} | {still.id: still.film for still in case.stills}

    def may_hold(*parts: str) -> bool:
        """A part that is gone from the case may have been of the film."""
        return film is None or any(of.get(part, film) == film for part in parts)

    for number, given in enumerate(case.handovers, 1):
        if not may_hold(*given.clips, *given.stills):
            continue
        name = f"copy {number}, given on {given.day}"
        yield KnownCopy(place="stick", name=name, state="outside", objects=len(given.files), readable=True)
    for number, begun in enumerate(case.begun_handovers, 1):
        if may_hold(*begun.clips, *begun.stills):
            yield _unfinished(number, begun)
    for number, pack in enumerate(case.packs, 1):
        if film not in pack.films and not may_hold(*pack.clips):
            continue
        erased = pack.erased is not None
        name = f"pack {number} for {pack.purpose}, made on {pack.day}"
        when = f"{pack.erased}T00:00:00Z" if erased else None
        yield KnownCopy(
            place="pack", name=name, state="removed" if erased else "outside", when=when, readable=not erased
        )


def _unfinished(number: int, begun: BegunHandover) -> KnownCopy:
    """A copy that was broken off. Nobody knows how much of it was written, unless this desk removed it."""
    name, many = f"unfinished copy {number}, begun on {begun.day}", len(begun.files)
    if begun.state == "cleared":
        when = f"{begun.settled}T00:00:00Z" if begun.settled else None
        return KnownCopy(place="stick", name=name, state="removed", when=when, objects=many)
    may = f"{name}: part of it, or all, may lie on a stick, in {begun.onto}"
    return KnownCopy(place="stick", name=may, state="outside", objects=many, trouble=BROKEN_OFF, readable=True)


def _sources(films: tuple[FilmEntry, ...], store: str | None, firsts: bool) -> Iterator[KnownCopy]:
    """Where films came from that this desk does not reach now: other stores, and what was plugged in once."""
    names = {film.source for film in films if film.source != store and not film.source.startswith(FIRST)}
    local = {name for name in names if name.startswith("file:")}
    for name in sorted(names - local):
        yield KnownCopy(place="source", name=name, state="outside", readable=firsts)
    if local:
        yield KnownCopy(place="source", name=OTHER_SOURCE, state="outside", readable=firsts)
