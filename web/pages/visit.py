"""The visit page: what the box does, and start, mark, stop."""

import time
from typing import Annotated, Literal

import msgspec
from flask import Blueprint, Response, abort, jsonify, render_template, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as BaseResponse

from control.requests import MarkId, MarkRequest, Principle, PrincipleRequest, VisitPlan
from web.context import current_view, recorder
from web.pages.forms import asked, done
from web.text import catalogue, text

visit = Blueprint("visit", __name__)


class Touch(msgspec.Struct, frozen=True):
    """A tap: its own id, when the thumb touched (ms of the box's monotonic clock, see /time), and in which film.

    It goes to the recorder as it is, which alone knows where that lies in the film.
    """

    id: MarkId | None = None
    touched: Annotated[float, msgspec.Meta(ge=0, le=1e13)] | None = None
    film: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class MarkChange(msgspec.Struct, frozen=True):
    """A mark that is taken back, or the principle that it stands for (empty: none)."""

    id: MarkId
    principle: Principle | Literal[""] | None = None


class PhoneTime(msgspec.Struct, frozen=True):
    """What time a phone says it is, in seconds since 1970."""

    utc: Annotated[float, msgspec.Meta(ge=0, le=1e11)]


@visit.get("/")
def page() -> str:
    """The page of the visit, in whatever state the box is."""
    return render_template("visit.html", view=current_view())


class Beginning(msgspec.Struct, frozen=True):
    """A start; with `consent`, the family has just consented to filming; with `again`, all else is as before too."""

    consent: Literal["yes"] | None = None
    again: Literal["yes"] | None = None


@visit.get("/start")
def ask_consent() -> str:
    """Ask for the family's consent to filming, where none was recorded before the film."""
    return render_template("start.html", view=current_view())


@visit.post("/start")
def start() -> BaseResponse:
    """Begin to film."""
    beginning = asked(Beginning)
    if beginning.consent:
        plan = _as_before() if beginning.again else recorder().visit()
        recorder().plan(replace(plan, consent=replace(plan.consent, filming=True)))
    recorder().start()
    return done("started", url_for("visit.page"))


@visit.post("/again")
def again() -> BaseResponse:
    """The next film is of the same family: all is as it was entered for the one before."""
    recorder().plan(_as_before())
    return done("planned")


def _as_before() -> VisitPlan:
    before = recorder().news().before
    if isinstance(before, msgspec.UnsetType) or before is None:
        abort(409, str(catalogue.NOTHING_BEFORE))
    return before


@visit.post("/mark")
def mark() -> BaseResponse:
    """Mark the moment that was touched, or this one. The same id is placed once, however often it is sent."""
    touch = asked(Touch)
    placed = recorder().mark(MarkRequest(touch.id, touch.film, touch.touched, by="phone"))
    return done("marked", precisely=text.marked(placed.at))


@visit.post("/undo")
def undo() -> BaseResponse:
    """Take a mark of the film being made back."""
    recorder().undo(asked(MarkChange).id)
    return done("undone")


@visit.post("/principle")
def principle() -> BaseResponse:
    """Say afterwards which principle a mark stands for; without one, that it stands for none."""
    which = asked(MarkChange)
    recorder().set_principle(PrincipleRequest(which.id, which.principle or None))
    return done("named")


@visit.get("/time")
def now() -> Response:
    """The box's monotonic clock in ms: the pages, like the recorder, read it on the same machine."""
    return jsonify({"now": time.monotonic_ns() / 1e6})


@visit.post("/clock")
def clock() -> BaseResponse:
    """The phone's time. It counts while nothing better set the box's clock."""
    recorder().set_clock(asked(PhoneTime).utc)
    return done("time")


@visit.post("/stop")
def stop() -> BaseResponse:
    """End the film."""
    recorder().stop()
    return done("stopped")


@visit.post("/sync")
def sync() -> BaseResponse:
    """Sync every film that has no receipt."""
    return done("syncing" if recorder().sync() else "nothing", url_for("visit.page"))
