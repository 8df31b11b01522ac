"""A case as lines of text: what comes next first, then its cycles, then the rest."""

from collections.abc import Iterator

from desk import words
from desk.cases.case import Case
from desk.cycle.cycles import Cycle, day_of
from desk.cycle.steps import NextStep, Standing, review_due

STEPS = {
    "film": "film {}",
    "clips": "cut clips of film {}",
    "review": "shared review {}",
    "reviewing": "shared review {} is not ended",
    "handover": "hand the copies over that the family asked for",
    "complete": "complete the case",
}


def case_lines(found: Case, progress: Standing) -> Iterator[str]:
    """What `attune desk case show` prints."""
    yield f"{found.code}, opened {found.opened[:10]}"
    yield f"  next       {_step(progress.step)}"
    if progress.clock_behind:
        yield f"  clock      this computer's day lies before the last change of {found.changed[:10]}: check its date"
    for cycle in progress.cycles:
        yield from _cycle(cycle)
    for begun in found.unfinished_handovers:
        yield f"  copy       begun {begun.day} and not finished: attune desk handover show {found.code}"
    yield from _agreed(found)
    for film in found.films:
        yield f"  film       {film.film}, {words.length(film.seconds)}, {film.finding}, by {film.recorder}"
        for clip in found.clips_of(film.film):
            span = f"{words.position(clip.start_ns)} to {words.position(clip.end_ns)}"
            wanted = "  (not this clip)" if found.vetoed(clip.id) else ""
            yield f"    clip     {span}  {words.plain(clip.title)}".rstrip() + wanted
    if found.note:
        yield f"  note       {words.plain(found.note)}"


def _step(step: NextStep) -> str:
    said = STEPS[step.kind].format(step.number)
    if step.due is None:
        return said
    if step.overdue:
        return f"{said}, was due until {step.due.last}. Is a new day agreed?"
    return f"{said}, on {step.due.first}" if step.due.agreed else f"{said}, from {step.due.first} to {step.due.last}"


def _cycle(cycle: Cycle) -> Iterator[str]:
    filmed = [f"filmed {day_of(film)}" for film in cycle.films]
    if not filmed and cycle.planned_film:
        filmed = [f"to be filmed {cycle.planned_film}"]
    reviewed = [f"reviewed {review.ended}" if review.ended else "review begun" for review in cycle.reviews]
    if not reviewed and (due := review_due(cycle)):
        reviewed = [f"review {due.first}" if due.agreed else f"review {due.first} to {due.last}"]
    if filmed or reviewed:
        yield f"  cycle {cycle.number}    {', '.join(filmed + reviewed)}"


def _agreed(found: Case) -> Iterator[str]:
    for question in found.questions:
        yield f"  question   {words.plain(question.text)} ({question.when[:10]})"
    for review in found.reviews:
        yield from (f"  strength   {words.plain(point)}" for point in review.strengths)
        yield from (f"  agreed     {words.plain(point)}" for point in review.next)
    for consent in found.consents:
        last = f", until {consent.until}" if consent.until else ""
        ended = f", revoked {consent.revoked}" if consent.revoked else last
        yield f"  consent    {consent.kind}, given {consent.given}{ended}"
    for rating in found.ratings:
        yield f"  rating     {rating.rating} of 10, {rating.day} {words.plain(rating.goal)}".rstrip()
