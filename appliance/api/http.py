"""Requests and responses of the control socket: always JSON, errors included (docs/control.md)."""

import logging
import os
import time
from typing import TypeVar

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from appliance.api.errors import NoSuchRoute, TooLarge
from appliance.errors import BadRequest, BoxError, DeviceFault, Refused
from control.client import DEADLINE
from control.messages import Refusal
from sealed.errors import SealedError

log = logging.getLogger("attune.control")

T = TypeVar("T")
JSON = "application/json"
PEER, UID = "attune.peer", "attune.uid"
"""Where the listener puts "uid N pid N" of the client, and the account's number (SO_PEERCRED)."""


def new_app(name: str, largest: int) -> Flask:
    """An app without routes. A body may have `largest` bytes."""
    app = Flask(name, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = largest
    app.url_map.strict_slashes = False
    app.register_error_handler(Exception, _failed)
    app.before_request(_refuse_late)
    app.before_request(_record_peer)
    return app


def body_as(kind: type[T]) -> T:
    """The request's body as `kind`; an empty body stands for `{}`."""
    try:
        return msgspec.json.decode(request.get_data() or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"The request is malformed: {error}.") from error


def by_owner() -> bool:
    """Whether the client is root or the recorder's own account: on a box an account that may write its settings, and on
    a
    laptop any.
    """
    return request.environ.get(UID) in (0, os.geteuid())


def reply(body: object, code: int = 200) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(body) + b"\n", code, mimetype=JSON)


def refusal(error: BoxError) -> bytes:
    """The documented body of an error."""
    return msgspec.json.encode(Refusal(error.code, str(error), error.exit)) + b"\n"


def _failed(error: Exception) -> Response:
    told = _as_box_error(error)
    if request.method != "GET" and request.path.startswith("/films/"):
        # Refusals about films are logged in journald too, each as one line whatever the request contained.
        log.warning("%s", " ".join(f"{request.method} {request.path}: {told}".split()))
    return Response(refusal(told), told.http, mimetype=JSON)


def _as_box_error(error: Exception) -> BoxError:
    match error:
        case BoxError():
            return error
        case RequestEntityTooLarge():
            return TooLarge("The request is too large. Send less.")
        case HTTPException():
            unknown = NoSuchRoute(f"There is no {request.method} {request.path} at this socket. See docs/control.md.")
            unknown.http = error.code or 500
            return unknown
        case SealedError():
            log.exception("%s %s", request.method, request.path, exc_info=error)
            return BoxError(str(error))
        case OSError():
            log.exception("%s %s", request.method, request.path, exc_info=error)
            return DeviceFault(
                f"The card failed ({error.strerror or error}). Try again; if it stays, have it looked at."
            )
        case _:
            log.exception("%s %s", request.method, request.path, exc_info=error)
            return BoxError("The recorder itself failed. Its log says where; try again.")


def _refuse_late() -> None:
    """Refuse requests that a recorder which hung finds late: their senders were told by a timeout that nothing
    happened."""
    deadline = request.headers.get(DEADLINE, type=float)
    if deadline is not None and time.monotonic() * 1000 > deadline:
        raise Refused("This came too late, so nothing was done. If you still want it, try again.")


def _record_peer() -> None:
    """Log the account and process that ask for a change of a film, in journald."""
    if request.method != "GET" and request.path.startswith("/films/") and not request.path.endswith("/progress"):
        path = " ".join(request.path.split())
        log.info("%s asks for %s %s", request.environ.get(PEER, "somebody"), request.method, path)
