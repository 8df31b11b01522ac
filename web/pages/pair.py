"""Pairing: the only page for a phone that is not paired. A paired one sees who is paired, and unpairs."""

from typing import Literal

import msgspec
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from web.access.guard import Guard
from web.context import GUARD, context, current_view
from web.errors import TooManyAsk
from web.live.view import View
from web.pages.forms import asked, done, refused, wants_json
from web.text import catalogue

pair = Blueprint("pair", __name__)


def guard() -> Guard:
    """The guard of the app that answers this request."""
    found: Guard = current_app.extensions[GUARD]
    return found


@pair.get("/pair")
def page() -> BaseResponse:
    """How to pair this phone, and its code once it asked; a paired one goes on to the visit."""
    if guard().phone():
        return redirect(url_for("visit.page"), 303)
    if secret := _claim():
        response = done("paired")
        guard().remember(response, secret)
        return response
    context().pairing.visit(guard().token())
    code = context().pairing.code(guard().visitor())
    return make_response(render_template("pair.html", view=View(), code=code, wrong=None))


@pair.post("/pair")
def ask() -> BaseResponse:
    """Ask to be paired: the page then shows the code to press on the box."""
    try:
        kind = device(request.headers.get("User-Agent", ""))
        context().pairing.ask(guard().visitor(), request.remote_addr or "", kind)
    except TooManyAsk:
        message = str(catalogue.TOO_MANY_ASK)
        if wants_json():
            return refused(message, 503)
        return make_response(render_template("pair.html", view=View(), code=None, wrong=message), 503)
    return redirect(url_for(".page"), 303)


@pair.get("/pair/state")
def state() -> Response:
    """Whether this phone is paired by now, and its code while it asks."""
    secret = None if guard().phone() else _claim()
    code = None if secret else context().pairing.code(guard().visitor())
    response = jsonify({"paired": bool(secret or guard().phone()), "code": code})
    if secret:
        guard().remember(response, secret)
    return response


def _claim() -> str | None:
    """The secret of this phone, if its code was pressed."""
    return context().pairing.claim(guard().visitor(), now())


@pair.get("/phones")
def phones() -> str:
    """Who is paired."""
    return render_template("phones.html", view=current_view(), phones=context().phones.all(), mine=guard().phone())


class Unpairing(msgspec.Struct, frozen=True):
    """While a film is made phones are unpaired only when the family wants it (`yes`)."""

    family: Literal["yes"] | None = None


@pair.get("/phones/<phone:name>/unpair")
def ask_unpair(name: str) -> str:
    """Ask before one phone is unpaired."""
    return _ask_unpair(url_for(".unpair", name=name), mine=name == _mine())


@pair.get("/phones/unpair")
def ask_unpair_all() -> str:
    """Ask before all phones are unpaired."""
    return _ask_unpair(url_for(".unpair_all"), every=True)


def _ask_unpair(action: str, mine: bool = False, every: bool = False) -> str:
    return render_template("unpair.html", view=current_view(), action=action, mine=mine, every=every)


def _mine() -> str | None:
    phone = guard().phone()
    return phone.id if phone else None


def _refuse_while_filming() -> None:
    if current_view().state in {"filming", "sealing"} and asked(Unpairing).family is None:
        abort(409, str(catalogue.UNPAIR_WHILE_FILMING))


@pair.post("/phones/seen")
def acknowledge() -> BaseResponse:
    """The person has seen which phones were paired since."""
    if phone := guard().phone():
        context().phones.acknowledge(phone)
    return done("seen")


@pair.post("/phones/<phone:name>/unpair")
def unpair(name: str) -> BaseResponse:
    """Unpair one phone."""
    _refuse_while_filming()
    mine = guard().phone()
    found = context().phones.remove(name)
    if mine and mine.id == name:
        response = done("unpaired", url_for(".page"))
        guard().forget(response)
        return response
    if not found:
        return _gone()
    return done("unpaired", url_for(".phones"))


@pair.post("/phones/unpair")
def unpair_all() -> BaseResponse:
    """Unpair all phones, this one too."""
    _refuse_while_filming()
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
    """The time in UTC, if a trustworthy clock set it."""
    moment = context().pairing_feed.now()
    return moment.isoformat(timespec="seconds") if moment else None
