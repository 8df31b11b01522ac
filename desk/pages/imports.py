"""Import: what waits in the store, films on a stick, films without a case; how far an import is and what came of it."""

from flask import Blueprint, Response, abort, jsonify, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from desk.errors import NoFilmHere
from desk.imports.reseal import loose_films
from desk.imports.sources import FilmSource, local_source
from desk.imports.store_source import StoreSource, desk_store
from desk.imports.waiting import waiting_films
from desk.pages import catalogue, words
from desk.pages.context import context, desk, done
from desk.typed import typed_path
from desk.unlocked import Desk
from desk.writing import writing
from sealed.errors import AttuneError

imports = Blueprint("imports", __name__, url_prefix="/import")


@imports.get("")
def page() -> str:
    """Everything about importing."""
    return _page()


def _page(**more: object) -> str:
    opened, running = desk(), context().importing
    return render_template(
        "desk/import.html",
        progress=running.progress,
        outcomes=running.outcomes,
        store=opened.folder.settings.store,
        loose=loose_films(opened),
        codes=[case.code for case in opened.cases()],
        **more,
    )


@imports.get("/waiting")
def waiting() -> str:
    """What waits in the store, a part of a page: to choose from, or for the first page in a line."""
    opened = desk()
    if not opened.folder.settings.store:
        return ""
    try:
        films, wrong = waiting_films(opened, StoreSource(desk_store(opened))), ""
    except NoFilmHere:
        films, wrong = [], ""
    except AttuneError as error:
        films, wrong = [], str(error)
    return render_template("desk/waiting.html", films=films, wrong=wrong, choose="choose" in request.args)


@imports.post("/store")
def from_store() -> BaseResponse:
    """Import films of the store: those that were chosen, or all that wait."""
    opened = desk()
    source = StoreSource(desk_store(opened))
    there = waiting_films(opened, source)
    chosen = set(request.form.getlist("film"))
    return _start(opened, source, [film for film in there if film in chosen] if chosen else there)


@imports.post("/path")
def from_path() -> BaseResponse | tuple[str, int]:
    """Import what lies in a folder, on a stick, or in a box's bundle."""
    typed = request.form.get("path", "").strip().strip('"')
    try:
        with writing():
            source = local_source(typed_path(typed))
            films = source.films()
    except AttuneError as error:
        return _page(wrong={"path": str(error)}, path=typed), 422
    return _start(desk(), source, films)


@imports.post("/give")
def give() -> BaseResponse:
    """Give a film that was made without a card to a case."""
    film, code = request.form.get("film", ""), request.form.get("case", "")
    if film not in loose_films(desk()) or code not in desk().codes():
        abort(422, str(catalogue.OLD_PAGE))
    if not context().importing.give(desk(), film, code):
        abort(409, str(catalogue.BUSY))
    return done(".page", "importing")


@imports.get("/progress")
def progress() -> Response:
    """How far the import is."""
    now = context().importing.progress
    if now is None:
        return jsonify(running=False)
    return jsonify(running=True, done=now.done, total=now.total, words=words.progress(now.done, now.total, now.left))


def _start(opened: Desk, source: FilmSource, films: list[str]) -> BaseResponse:
    if not context().importing.start(opened, source, films):
        abort(409, str(catalogue.BUSY))
    return done(".page", "importing")
