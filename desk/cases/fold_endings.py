"""What the events of hand-overs, holds, packs and erased films change in a case."""

from datetime import date

import msgspec

from desk.cases import ending_events, handover_events, pack_events
from desk.cases.case import Case, Clip, FilmEntry
from desk.cases.changes import Changes, changes
from desk.cases.handovers import BegunHandover, Handover, Obscuring, Silence
from desk.cases.packs import Borrowed, LegalHold, Pack
from desk.cases.reviews import Veto, without_clips


@changes.register
def _(event: handover_events.Obscured, case: Case, _when: str) -> Changes:
    others = (each for each in case.obscurings if each.id != event.id)
    return {"obscurings": (*others, Obscuring(**_fields(event)))}


@changes.register
def _(event: handover_events.ObscuringRemoved, case: Case, _when: str) -> Changes:
    return {"obscurings": tuple(each for each in case.obscurings if each.id != event.id)}


@changes.register
def _(event: handover_events.Silenced, case: Case, _when: str) -> Changes:
    others = (each for each in case.silences if each.id != event.id)
    return {"silences": (*others, Silence(**_fields(event)))}


@changes.register
def _(event: handover_events.SilenceRemoved, case: Case, _when: str) -> Changes:
    return {"silences": tuple(each for each in case.silences if each.id != event.id)}


@changes.register
def _(event: handover_events.ClipWatched, case: Case, _when: str) -> Changes:
    return {"watched": {**case.watched, event.clip: event.digest}}


@changes.register
def _(event: handover_events.HandedOver, case: Case, _when: str) -> Changes:
    begun = tuple(each for each in case.begun_handovers if each.id != event.id)
    return {"handovers": (*case.handovers, Handover(**_fields(event))), "begun_handovers": begun}


@changes.register
def _(event: handover_events.HandoverBegun, case: Case, _when: str) -> Changes:
    return {"begun_handovers": (*case.begun_handovers, BegunHandover(**_fields(event)))}


@changes.register
def _(event: handover_events.HandoverSettled, case: Case, _when: str) -> Changes:
    def settled(begun: BegunHandover) -> BegunHandover:
        if begun.id != event.id:
            return begun
        return msgspec.structs.replace(begun, state=event.outcome, settled=event.day)

    return {"begun_handovers": tuple(map(settled, case.begun_handovers))}


@changes.register
def _(event: ending_events.SummaryWritten, _case: Case, _when: str) -> Changes:
    return {"summary": event.text}


@changes.register
def _(event: ending_events.HoldPlaced, case: Case, _when: str) -> Changes:
    return {"holds": (*case.holds, LegalHold(**_fields(event)))}


@changes.register
def _(event: ending_events.HoldLifted, case: Case, _when: str) -> Changes:
    return {"holds": tuple(_lifted(hold, event.day) if hold.id == event.id else hold for hold in case.holds)}


@changes.register
def _(event: ending_events.FilmErased, case: Case, _when: str) -> Changes:
    """Nothing that was said of the film is shown any more; a copy that was given stays noted."""
    gone = {clip.id for clip in case.clips_of(event.film)}
    named = gone | {still.id for still in case.stills_of(event.film)}
    return {
        "erased": (*case.erased, event.film),
        "erased_firsts": (*case.erased_firsts, *((event.first,) if event.first else ())),
        "films": tuple(each for each in case.films if each.film != event.film),
        "clips": tuple(each for each in case.clips if each.film != event.film),
        "stills": tuple(each for each in case.stills if each.film != event.film),
        "film_notes": {film: note for film, note in case.film_notes.items() if film != event.film},
        "obscurings": tuple(each for each in case.obscurings if each.film != event.film),
        "silences": tuple(each for each in case.silences if each.film != event.film),
        "vetoes": tuple(each for each in case.vetoes if each.clip not in gone and not _seen_in(each, event.film)),
        "reviews": tuple(without_clips(each, event.film, gone) for each in case.reviews),
        "watched": {each: digest for each, digest in case.watched.items() if each not in named},
        "packs": tuple(_without_notes(each, event.film) for each in case.packs),
        "begun_handovers": tuple(msgspec.structs.replace(each, titles={}) for each in case.begun_handovers),
    }


@changes.register
def _(event: pack_events.PackOpened, _case: Case, when: str) -> Changes:
    films = tuple(
        FilmEntry(
            film=each.film,
            started=each.started,
            seconds=each.seconds,
            recorder=event.sender,
            finding="complete",
            source="pack",
            about=each.about,
            number=each.number,
            imported=when,
        )
        for each in event.films
    )
    facts = {name: getattr(event, name) for name in ("id", "sender", "key", "purpose", "until", "reply_to", "films")}
    return {
        "borrowed": Borrowed(**facts, clips=tuple(each.id for each in event.clips)),
        "films": films,
        "clips": tuple(Clip(**_fields(each)) for each in event.clips),
    }


@changes.register
def _(event: pack_events.PackMade, case: Case, _when: str) -> Changes:
    shown = {name: value for name, value in _fields(event).items() if name != "reply"}  # a secret: the log keeps it
    return {"packs": (*case.packs, Pack(**shown))}


@changes.register
def _(event: pack_events.PackNotesReceived, case: Case, _when: str) -> Changes:
    return {"packs": _pack(case, event.pack, notes=event.notes)}


@changes.register
def _(event: pack_events.PackErased, case: Case, _when: str) -> Changes:
    return {"packs": _pack(case, event.pack, erased=event.day)}


def _seen_in(veto: Veto, film: str) -> bool:
    return veto.seen is not None and veto.seen.film == film


def _fields(event: msgspec.Struct) -> Changes:
    return msgspec.structs.asdict(event)


def _lifted(hold: LegalHold, day: date) -> LegalHold:
    return msgspec.structs.replace(hold, lifted=day) if hold.stands else hold


def _without_notes(pack: Pack, film: str) -> Pack:
    return msgspec.structs.replace(pack, notes=tuple(note for note in pack.notes if note.film != film))


def _pack(case: Case, id: str, **changed: object) -> tuple[Pack, ...]:  # noqa: A002  # the field's name
    return tuple(msgspec.structs.replace(each, **changed) if each.id == id else each for each in case.packs)
