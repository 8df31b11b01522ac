"""The visit page: what the box does, and start, mark, stop."""

import time
from typing import Annotated

import msgspec
from flask import Blueprint, Response, abort, jsonify, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.context import box, eyes, look
from web.pages.forms import asked, done
from web.text import catalogue, text

visit = Blueprint("visit", __name__)

Name = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
EARLY = 2_000_000_000  # ns: a tap as the first picture came belongs to the film's beginning
PRINCIPLES = tuple(catalogue.PRINCIPLES)


class Touch(msgspec.Struct, frozen=True):
    """A tap: its own id, when the thumb touched (ms of the box's monotonic clock, see /time), and in which film."""

    id: Name | None = None
    touched: Annotated[float, msgspec.Meta(ge=0, le=1e13)] | None = None
    film: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class Which(msgspec.Struct, frozen=True):
    """Which mark; with a principle, which one it stands for."""

    id: Name
    principle: Annotated[str, msgspec.Meta(pattern=rf"^({'|'.join(PRINCIPLES)})?$(?!\n)")] | None = None


class Told(msgspec.Struct, frozen=True):
    """What time a phone says it is, in seconds since 1970."""

    utc: Annotated[float, msgspec.Meta(ge=0, le=1e11)]


@visit.get("/")
def page() -> str:
    """The page of the visit, in whatever state the box is."""
    return render_template("visit.html", view=look())


@visit.post("/start")
def start() -> BaseResponse:
    """Begin to film."""
    box().start()
    return done("started")


@visit.post("/mark")
def mark() -> BaseResponse:
    """Mark the moment that was touched, or this one. The same id is placed once, however often it is sent."""
    touch = asked(Touch)
    at = _in_film(touch) if touch.touched is not None else None
    return done("marked", precisely=text.marked(box().mark(touch.id, at).at))


def _in_film(touch: Touch) -> int | None:
    """Where a touch lies on the film's timeline, in ns; None for its beginning. Answers 410 if it is over, or 422."""
    # What the live pages last heard will do: should that film be over, the recorder refuses the mark.
    seen = eyes().watch.view.status
    film = seen.film if seen else None
    if film is None or film.zero is None or touch.film != film.id:
        film = box().status().film
    if film is None or touch.film not in {None, film.id}:
        abort(410, str(catalogue.TOO_LATE))
    if film.zero is None:
        return None  # it has no picture yet: the recorder places the mark at its beginning
    at = round((touch.touched or 0) * 1e6) - film.zero
    if not -EARLY <= at <= time.monotonic_ns() - film.zero + EARLY:
        abort(422, str(catalogue.NOT_IN_FILM))
    return min(max(0, at), max(0, time.monotonic_ns() - film.zero))


@visit.post("/undo")
def undo() -> BaseResponse:
    """Take a mark of the film being made back."""
    box().undo(asked(Which).id)
    return done("undone")


@visit.post("/principle")
def principle() -> BaseResponse:
    """Say afterwards which principle a mark stands for; without one, that it stands for none."""
    which = asked(Which)
    box().name(which.id, which.principle or None)
    return done("named")


@visit.get("/time")
def now() -> Response:
    """The box's monotonic clock in ms: the pages, like the recorder, read it on the same machine."""
    return jsonify({"now": time.monotonic_ns() / 1e6})


@visit.post("/clock")
def clock() -> BaseResponse:
    """A phone says what time it is. It counts while nothing better set the box's clock."""
    box().tell_time(asked(Told).utc)
    return done("time")


@visit.post("/stop")
def stop() -> BaseResponse:
    """End the film."""
    box().stop()
    return done("stopped")


@visit.post("/sync")
def sync() -> BaseResponse:
    """Sync every film that has no receipt."""
    return done("syncing" if box().sync() else "nothing", url_for("visit.page"))
