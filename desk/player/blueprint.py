"""The player's pages: a film, what it is made of, and what a person does to its clips. Nothing of it may be cached."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk.cases import events
from desk.cases.case import Case, FilmEntry
from desk.cases.history import next_redo, next_undo
from desk.cases.review_events import ClipVetoed, VetoLifted
from desk.clips.principles import headings
from desk.player.films import PlayedFilms, case_of
from desk.player.words import words
from desk.unlocked import Desk
from sealed.errors import SealedError

HERE = Path(__file__).parent
STATIC = HERE / "static"
MODULES = sorted(path.name for path in STATIC.glob("player-*.js"))

FilmEvent = (
    events.ClipAdded
    | events.ClipChanged
    | events.ClipRemoved
    | events.ClipsOrdered
    | events.StillKept
    | events.StillRemoved
    | events.NoteWritten
    | ClipVetoed
    | VetoLifted
)
_decoder = msgspec.json.Decoder(FilmEvent)


def player(desk: Callable[[], Desk]) -> Blueprint:
    """The blueprint, to be mounted at /film. `desk` gives the opened desk, or ends the request.

    The app has a converter `film` for its addresses.
    """
    pages = Blueprint("player", __name__, url_prefix="/film", template_folder="templates")
    films = PlayedFilms()

    @pages.get("/<film:film>")
    @pages.get("/<film:film>/beside/<film:other>")
    def page(film: str, other: str | None = None) -> ResponseReturnValue:
        case = _case(desk(), film)
        shown = [_entry(case, each) for each in (film, other) if each]
        addresses = [url_for("player.page", film=entry.film) for entry in shown]
        facts = {
            "films": shown,
            "addresses": addresses,
            "others": _others(case, film, other),
            "headings": headings(desk().folder.root),
        }
        return render_template("player/film.html", modules=MODULES, script_words=words(), **facts)

    @pages.get("/<film:film>/about")
    def about(film: str) -> ResponseReturnValue:
        playing = films.get(desk(), film)
        spans = playing.film.spans
        labels = {each.value: each.label for each in headings(desk().folder.root)}
        marks = [
            {"at": mark.at, "note": mark.note, "label": labels.get(mark.principle or "")} for mark in playing.marks
        ]
        return jsonify(bounds=[start for start, _ in spans] + [spans[-1][1]], marks=marks)

    @pages.get("/<film:film>/init")
    def init(film: str) -> ResponseReturnValue:
        return _bytes(films.get(desk(), film).film.header)

    @pages.get("/<film:film>/segment/<int:number>")
    def segment(film: str, number: int) -> ResponseReturnValue:
        try:
            return _bytes(films.get(desk(), film).film.segment(number))
        except IndexError:
            abort(404)

    @pages.get("/<film:film>/peaks")
    def peaks(film: str) -> ResponseReturnValue:
        found = films.peaks(desk(), film)
        return Response(status=202) if found is None else _bytes(found)

    @pages.get("/<film:film>/clips")
    def clips(film: str) -> ResponseReturnValue:
        return _state(desk(), film)

    @pages.post("/<film:film>/events")
    def add(film: str) -> ResponseReturnValue:
        case = _case(desk(), film)
        try:
            event = _decoder.decode(request.get_data())
        except (msgspec.MsgspecError, ValueError) as error:
            abort(400, f"This cannot be saved: {error}.")
        if _film_of(case, event) != film:
            abort(409, "This belongs to another film. Open the film again.")
        desk().append(case.code, event)
        return _state(desk(), film)

    @pages.post("/<film:film>/undo")
    def undo(film: str) -> ResponseReturnValue:
        desk().undo(_case(desk(), film).code, film)
        return _state(desk(), film)

    @pages.post("/<film:film>/redo")
    def redo(film: str) -> ResponseReturnValue:
        desk().redo(_case(desk(), film).code, film)
        return _state(desk(), film)

    @pages.errorhandler(SealedError)
    def damaged(error: SealedError) -> ResponseReturnValue:
        return Response(str(error), 422, mimetype="text/plain")

    @pages.errorhandler(KeyError)
    def unknown(_error: KeyError) -> ResponseReturnValue:
        return Response("No case has this film.", 404, mimetype="text/plain")

    @pages.after_request
    def never_kept(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return pages


def _bytes(data: bytes | bytearray) -> Response:
    return Response(bytes(data), mimetype="application/octet-stream")


def _case(desk: Desk, film: str) -> Case:
    try:
        return case_of(desk, film)
    except KeyError:
        abort(404)


def _entry(case: Case, film: str) -> FilmEntry:
    return next((entry for entry in case.films if entry.film == film), None) or abort(404)


def _others(case: Case, film: str, other: str | None) -> list[tuple[str, FilmEntry, bool]]:
    """Where a page with each of the case's other films beside this one is."""
    return [
        (url_for("player.page", film=film, other=entry.film), entry, entry.film == other)
        for entry in case.films
        if entry.film != film
    ]


def _film_of(case: Case, event: FilmEvent) -> str | None:
    """The film that an event is about."""
    match event:
        case events.ClipChanged() | events.ClipRemoved():
            clip = case.clip(event.id)
            return clip.film if clip else None
        case ClipVetoed() | VetoLifted():
            clip = case.clip(event.clip) if event.review is None else None
            return clip.film if clip else None
        case events.StillRemoved():
            return next((still.film for still in case.stills if still.id == event.id), None)
        case _:
            return event.film


def _state(desk: Desk, film: str) -> Response:
    """What the page shows of the case: this film's clips, stills and note, and whether something can be undone."""
    case = _case(desk, film)
    log = desk.events(case.code)
    state = {
        "clips": case.clips_of(film),
        "vetoed": [clip.id for clip in case.clips_of(film) if case.vetoed(clip.id)],
        "stills": case.stills_of(film),
        "note": case.film_notes.get(film, ""),
        "undo": next_undo(log, film) is not None,
        "redo": next_redo(log, film) is not None,
    }
    return Response(msgspec.json.encode(state), mimetype="application/json")
