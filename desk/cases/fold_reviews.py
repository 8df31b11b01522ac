"""What the events of shared reviews change in a case."""

import msgspec

from desk.cases import review_events as events
from desk.cases.case import Case
from desk.cases.changes import Changes, changes
from desk.cases.reviews import Review, Stretch, Veto, Words, replaced, with_words


@changes.register
def _(event: events.ReviewsPlanned, _case: Case, _when: str) -> Changes:
    return {"reviews_planned": event.days}


@changes.register
def _(event: events.ReviewBegun, case: Case, when: str) -> Changes:
    others = (each for each in case.reviews if each.id != event.id)
    return {"reviews": (*others, Review(begun=when, **msgspec.structs.asdict(event)))}


@changes.register
def _(event: events.ReviewClipsChosen, case: Case, _when: str) -> Changes:
    return {"reviews": replaced(case.reviews, event.review, clips=event.clips)}


@changes.register
def _(event: events.WordsReceived, case: Case, when: str) -> Changes:
    words = Words(id=event.id, clip=event.clip, sort=event.sort, voice=event.voice, text=event.text, when=when)
    return {"reviews": tuple(with_words(each, words) if each.id == event.review else each for each in case.reviews)}


@changes.register
def _(event: events.WordsRemoved, case: Case, _when: str) -> Changes:
    review = case.review(event.review)
    kept = tuple(words for words in review.words if words.id != event.id) if review else ()
    return {"reviews": replaced(case.reviews, event.review, words=kept)}


@changes.register
def _(event: events.PointsAgreed, case: Case, _when: str) -> Changes:
    agreed = {"strengths": event.strengths, "next": event.next, "read_back": event.read_back}
    return {"reviews": replaced(case.reviews, event.review, **agreed)}


@changes.register
def _(event: events.ReviewEnded, case: Case, _when: str) -> Changes:
    return {"reviews": replaced(case.reviews, event.review, ended=event.day, seconds=event.seconds)}


@changes.register
def _(event: events.ClipVetoed, case: Case, _when: str) -> Changes:
    others = (each for each in case.vetoes if each.clip != event.clip)
    clip = case.clip(event.clip)
    seen = Stretch(clip.film, clip.start_ns, clip.end_ns) if clip else None
    return {"vetoes": (*others, Veto(clip=event.clip, voice=event.voice, day=event.day, seen=seen))}


@changes.register
def _(event: events.VetoLifted, case: Case, _when: str) -> Changes:
    """Of a clip that was removed, too, if the family now wants one of the same pictures."""
    return {"vetoes": tuple(each for each in case.vetoes if each not in case.vetoes_on(event.clip))}
