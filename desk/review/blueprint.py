"""The pages of a shared review: begin it, the practitioner's window, the family's, and how it ends."""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk.review import saving
from desk.review.answers import Answers
from desk.review.ending import add_ending
from desk.review.stage import Stages
from desk.review.words import words
from desk.unlocked import Desk
from desk.writing import today

HERE = Path(__file__).parent
STATIC = HERE / "static"
MODULES = (
    *("player-film.js", "player-list.js", "player-log.js", "player-mp4.js", "player-order.js"),
    *("player-prefetch.js", "player-words.js", "review-stage.js"),
)
AUDIENCE = (
    *("player-engine.js", "player-buffer.js", "player-film.js", "player-frames.js", "player-loop.js"),
    *("player-mp4.js", "player-prefetch.js", "player-seek.js", "review-picture.js", "review-stage.js"),
)


def review(desk: Callable[[], Desk]) -> Blueprint:
    """The blueprint. `desk` gives the opened desk, or ends the request; the app has a converter `alias`."""
    pages = Blueprint("review", __name__, url_prefix="/case/<alias:code>/review", template_folder="templates")
    stages = Stages()
    answers = Answers(desk, stages)

    @pages.get("")
    def choose(code: str) -> str:
        return _choose(desk(), code)

    @pages.post("")
    def begin(code: str) -> ResponseReturnValue:
        case = desk().case(code)
        films = [film.film for film in case.films if film.film in request.form.getlist("film")]
        ticked = request.form.getlist("clip")
        clips = [clip.id for clip in saving.choice(case, films) if clip.id in ticked]
        if not clips:
            return _choose(desk(), code, nothing=True), 422
        made = saving.begin(desk(), code, films, clips, today())
        return redirect(url_for(".page", code=code, review=made.id), 303)

    @pages.get("/<alias:review>")
    def page(code: str, review: str) -> ResponseReturnValue:
        case = desk().case(code)
        found = saving.find(case, review)
        if found.ended is not None:
            return redirect(url_for(".record", code=code, review=review), 303)
        facts = {"case": case, "review": found, "goal": case.ratings[-1].goal if case.ratings else ""}
        return render_template("review/review.html", modules=MODULES, script_words=words(), **facts)

    @pages.get("/<alias:review>/audience")
    def audience(code: str, review: str) -> str:
        saving.find(desk().case(code), review)
        return render_template("review/audience.html", modules=AUDIENCE, code=code, review=review)

    @pages.get("/<alias:review>/stage")
    def stage(code: str, review: str) -> Response:
        return answers.stage(code, review)

    @pages.get("/version")
    def version(code: str) -> Response:
        return answers.version(code)

    @pages.post("/<alias:review>/stage")
    def wish(code: str, review: str) -> Response:
        return answers.wish(code, review)

    @pages.get("/<alias:review>/state")
    def state(code: str, review: str) -> Response:
        return answers.state(code, review)

    @pages.post("/<alias:review>/events")
    def add(code: str, review: str) -> Response:
        return answers.add(code, review)

    @pages.post("/<alias:review>/undo")
    def undo(code: str, review: str) -> Response:
        desk().undo(code, saving.lasting(desk().case(code), review).id)
        return answers.state(code, review)

    @pages.post("/<alias:review>/redo")
    def redo(code: str, review: str) -> Response:
        desk().redo(code, saving.lasting(desk().case(code), review).id)
        return answers.state(code, review)

    add_ending(pages, desk, stages)
    return pages


def _choose(desk: Desk, code: str, nothing: bool = False) -> str:
    case = desk.case(code)
    films = [film for film in case.films if film.about == "interaction"]
    last = next((film.film for film in reversed(films) if saving.choice(case, [film.film])), None)
    clips = {film.film: case.clips_of(film.film) for film in films}
    return render_template("review/choose.html", case=case, films=films, clips=clips, last=last, nothing=nothing)
