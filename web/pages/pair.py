"""The door: a phone that is not paired sees only this page. A paired one sees who is paired, and unpairs."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.access.guard import Guard
from web.context import context, current_view, recorder
from web.errors import NotPaired
from web.live.view import View
from web.pages.forms import done, refused, wants_json
from web.text import catalogue

door = Blueprint("door", __name__)
GUARD = "attune-guard"


def guard() -> Guard:
    """The guard of the app that answers this request."""
    found: Guard = current_app.extensions[GUARD]
    return found


@door.get("/pair")
def page() -> BaseResponse:
    """How to pair this phone; a paired one goes on to the visit."""
    if guard().phone():
        return redirect(url_for("visit.page"), 303)
    return make_response(render_template("pair.html", view=View(), wrong=None))


@door.post("/pair")
def ask() -> BaseResponse:
    """Pair this phone, if the box waits for one. Answers after the pause in which a second phone may ask."""
    try:
        kind = device(request.headers.get("User-Agent", ""))
        secret = context().pairing.ask(guard().token(), request.remote_addr or "", kind, now)
    except NotPaired as error:
        message = str(catalogue.NOT_PAIRED[type(error).__name__])
        if wants_json():
            return refused(message, error.status)
        return make_response(render_template("pair.html", view=View(), wrong=message), error.status)
    response = done("paired")
    guard().remember(response, secret)
    return response


@door.get("/phones")
def phones() -> str:
    """Who is paired."""
    return render_template("phones.html", view=current_view(), phones=context().phones.all(), mine=guard().phone())


@door.post("/phones/<phone:name>/unpair")
def unpair(name: str) -> BaseResponse:
    """Unpair one phone."""
    mine = guard().phone()
    found = context().phones.remove(name)
    if mine and mine.id == name:
        response = done("unpaired", url_for(".page"))
        guard().forget(response)
        return response
    if not found:
        return _gone()
    return done("unpaired", url_for(".phones"))


@door.post("/phones/unpair")
def unpair_all() -> BaseResponse:
    """Unpair all phones, this one too."""
    context().phones.clear()
    response = done("all-unpaired", url_for(".page"))
    guard().forget(response)
    return response


def _gone() -> Response:
    message = str(catalogue.UNKNOWN_PAGE)
    if wants_json():
        return refused(message, 404)
    return make_response(render_template("sorry.html", message=message, view=current_view()), 404)


def device(agent: str) -> str:
    """What kind of device sends such a User-Agent: a key of catalogue.DEVICES, and nothing that tells more."""
    for sign, kind in (("iPhone", "iphone"), ("iPad", "ipad"), ("Android", "android")):
        if sign in agent:
            return kind
    return "computer"


def now() -> str | None:
    """The time in UTC, if the box knows it."""
    if recorder().status().clock.source == "none":
        return None
    return datetime.now(UTC).isoformat(timespec="seconds")
