"""What the two windows of a review ask the program for by script, as JSON."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from flask import Response, abort, jsonify, request, url_for

from desk.cases.case import Case, Clip
from desk.cases.events import GoalRated, StillKept
from desk.cases.fold import fold
from desk.cases.history import next_redo, next_undo
from desk.cases.log import log_state
from desk.cases.review_events import ClipVetoed, ReviewClipsChosen, VetoLifted, WordsReceived, WordsRemoved
from desk.cases.reviews import Review
from desk.review import saving
from desk.review.stage import Stages, Wish
from desk.unlocked import Desk

ReviewEvent = ReviewClipsChosen | WordsReceived | WordsRemoved | ClipVetoed | VetoLifted | GoalRated | StillKept
T = TypeVar("T")
_event = msgspec.json.Decoder(ReviewEvent)
_wish = msgspec.json.Decoder(Wish)


class Answers:
    """Over the opened desk that `desk` gives."""

    def __init__(self, desk: Callable[[], Desk], stages: Stages) -> None:
        self._desk, self._stages = desk, stages

    def stage(self, code: str, review: str) -> Response:
        """What the family's window shows: nothing else of the case."""
        case = self._desk().case(code)
        return self._stage(case, saving.find(case, review), Wish())

    def version(self, code: str) -> Response:
        """Another one as soon as anything was saved in the case, by a command too. No sign that a person is there."""
        return jsonify(version=self._version(code))

    def wish(self, code: str, review: str) -> Response:
        """Something else is shown from now on."""
        case = self._desk().case(code)
        return self._stage(case, saving.lasting(case, review), _decoded(_wish))

    def state(self, code: str, review: str) -> Response:
        """What the practitioner's window shows."""
        version, log = self._version(code), self._desk().events(code)
        case = fold(log)
        found = saving.find(case, review)
        state = {
            "clips": [_clip(case, found, clip.id) for clip in _in_order(case, found)],
            "words": found.words,
            "stills": [still for still in case.stills if still.film in found.films],
            "ratings": {rating.moment: rating.rating for rating in case.ratings if rating.review == found.id},
            "undo": next_undo(log, found.id) is not None,
            "redo": next_redo(log, found.id) is not None,
            "seconds": self._stages.seconds(found),
            "ended": found.ended,
            "version": version,
        }
        return _json(state)

    def add(self, code: str, review: str) -> Response:
        """Save an event of this review."""
        case = self._desk().case(code)
        found, event = saving.lasting(case, review), _decoded(_event)
        if event.review != found.id or not _about(case, found, event):
            abort(409, "This belongs to another review. Open the review again.")
        self._desk().append(code, event)
        return self.state(code, review)

    def _version(self, code: str) -> str:
        try:
            size, when = log_state(self._desk().folder.cases / code)
        except OSError:
            abort(404)
        return f"{size}-{when}"

    def _stage(self, case: Case, review: Review, wish: Wish) -> Response:
        shown = saving.shown(case, review)
        stage = self._stages.change(review, shown, wish)
        clip = next((clip for clip in shown if clip.id == stage.clip), None)
        span = (
            {"film": url_for("player.page", film=clip.film), "start": clip.start_ns, "end": clip.end_ns} if clip else {}
        )
        return _json(msgspec.to_builtins(stage) | span)


def _in_order(case: Case, review: Review) -> list[Clip]:
    """The clips of the review's films: those that were chosen first, in their order."""
    known = {clip.id: clip for clip in case.clips}
    chosen = [known[clip] for clip in review.clips if clip in known]
    return [*chosen, *(clip for clip in case.clips if clip.film in review.films and clip not in chosen)]


def _clip(case: Case, review: Review, id_: str) -> dict[str, object]:
    clip = case.clip(id_)
    facts: dict[str, object] = msgspec.to_builtins(clip)
    return facts | {"vetoed": case.vetoed(id_), "chosen": id_ in review.clips}


def _about(case: Case, review: Review, event: ReviewEvent) -> bool:
    """Whether what an event names is part of this review."""
    clips = {clip.id for clip in case.clips if clip.film in review.films or clip.id in review.clips}
    match event:
        case ReviewClipsChosen():
            return clips.issuperset(event.clips)
        case WordsReceived():
            return event.clip is None or event.clip in clips
        case ClipVetoed() | VetoLifted():
            return event.clip in clips
        case StillKept():
            return event.film in {clip.film for clip in case.clips if clip.id in clips}
        case _:
            return True


def _decoded(decoder: msgspec.json.Decoder[T]) -> T:
    try:
        return decoder.decode(request.get_data())
    except (msgspec.MsgspecError, ValueError) as error:
        abort(400, f"This cannot be saved: {error}.")


def _json(found: object) -> Response:
    return Response(msgspec.json.encode(found), mimetype="application/json")
