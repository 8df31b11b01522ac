"""From events to a case: pure, so that the same log always gives the same case."""

from collections.abc import Iterable

import msgspec
from msgspec import UNSET

from desk.cases import events, fold_endings, fold_reviews  # noqa: F401  # they register what their events change
from desk.cases.case import Case, CaseConsent, Clip, FilmEntry, Question, Rating, Still
from desk.cases.changes import Changes, changes
from desk.cases.history import standing
from desk.cases.reviews import Stretch, Veto


def fold(log: Iterable[events.Saved]) -> Case:
    """The case that these events make. An event that does not apply, as a change to a removed clip, changes nothing."""
    saved = list(log)
    case = Case(code="")
    for each in standing(saved):
        case = msgspec.structs.replace(case, **changes(each.event, case, each.when))
    changed = max((each.when for each in saved), default="")
    vetoes = tuple(each if each.seen else _seen(each, saved) for each in case.vetoes)
    return msgspec.structs.replace(case, events=len(saved), changed=changed, vetoes=vetoes)


def _seen(veto: Veto, log: Iterable[events.Saved]) -> Veto:
    """With what was seen of a clip whose making was undone since: the family saw it all the same."""
    added = (each.event for each in log if isinstance(each.event, events.ClipAdded) and each.event.id == veto.clip)
    clip = next(added, None)
    return msgspec.structs.replace(veto, seen=Stretch(clip.film, clip.start_ns, clip.end_ns)) if clip else veto


@changes.register
def _(event: events.CaseOpened, _case: Case, when: str) -> Changes:
    return {"code": event.code, "opened": when}


@changes.register
def _(event: events.HelpingQuestion, case: Case, when: str) -> Changes:
    return {"questions": (*case.questions, Question(text=event.question, when=when))}


@changes.register
def _(event: events.FilmsPlanned, _case: Case, _when: str) -> Changes:
    return {"planned": event.days}


@changes.register
def _(event: events.CardGiven, case: Case, _when: str) -> Changes:
    return {"boxes": tuple(dict.fromkeys((*case.boxes, *event.boxes)))}


@changes.register
def _(event: events.ConsentGiven, case: Case, _when: str) -> Changes:
    others = (each for each in case.consents if each.kind != event.consent)
    return {"consents": (*others, CaseConsent(kind=event.consent, given=event.day, until=event.until))}


@changes.register
def _(event: events.ConsentRevoked, case: Case, _when: str) -> Changes:
    def revoked(consent: CaseConsent) -> CaseConsent:
        if consent.kind != event.consent or not consent.stands:
            return consent
        return msgspec.structs.replace(consent, revoked=event.day)

    return {"consents": tuple(map(revoked, case.consents))}


@changes.register
def _(event: events.GoalRated, case: Case, _when: str) -> Changes:
    return {"ratings": (*case.ratings, Rating(**msgspec.structs.asdict(event)))}


@changes.register
def _(event: events.FilmImported, case: Case, when: str) -> Changes:
    others = (each for each in case.films if each.film != event.film)
    return {"films": (*others, FilmEntry(imported=when, **msgspec.structs.asdict(event)))}


@changes.register
def _(event: events.NoteWritten, case: Case, _when: str) -> Changes:
    if event.film is None:
        return {"note": event.text}
    return {"film_notes": {**case.film_notes, event.film: event.text}}


@changes.register
def _(event: events.StillKept, case: Case, _when: str) -> Changes:
    others = (each for each in case.stills if each.id != event.id)
    still = Still(id=event.id, film=event.film, at_ns=event.at_ns)
    return {"stills": tuple(sorted((*others, still), key=lambda each: (each.film, each.at_ns)))}


@changes.register
def _(event: events.StillRemoved, case: Case, _when: str) -> Changes:
    return {"stills": tuple(each for each in case.stills if each.id != event.id)}


@changes.register
def _(event: events.ClipAdded, case: Case, _when: str) -> Changes:
    others = (clip for clip in case.clips if clip.id != event.id)
    return {"clips": (*others, Clip(**msgspec.structs.asdict(event)))}


@changes.register
def _(event: events.ClipChanged, case: Case, _when: str) -> Changes:
    given = {name: value for name, value in msgspec.structs.asdict(event.changes).items() if value is not UNSET}

    def changed(clip: Clip) -> Clip:
        new = msgspec.structs.replace(clip, **given) if clip.id == event.id else clip
        return new if new.start_ns < new.end_ns else clip

    return {"clips": tuple(map(changed, case.clips))}


@changes.register
def _(event: events.ClipRemoved, case: Case, _when: str) -> Changes:
    return {"clips": tuple(clip for clip in case.clips if clip.id != event.id)}


@changes.register
def _(event: events.ClipsOrdered, case: Case, _when: str) -> Changes:
    place = {clip: at for at, clip in enumerate(event.ids)}
    others = (clip for clip in case.clips if clip.film != event.film)
    mine = sorted(case.clips_of(event.film), key=lambda clip: place.get(clip.id, len(place)))
    return {"clips": (*others, *mine)}
