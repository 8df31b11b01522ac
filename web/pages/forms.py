"""How a form is answered: a page for a browser without JavaScript, a word for the live page."""

import time
from typing import TypeVar

import msgspec
from flask import Response, abort, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from control.sockets import DEADLINE
from web.text import catalogue

T = TypeVar("T")

LONGEST = 20_000.0  # ms: a deadline further away was set before the box restarted


def wants_json() -> bool:
    """Whether the live page asked."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def refuse_stale() -> None:
    """Before any form: answer 409 when the page no longer waits for an answer, and has said that nothing happened.

    A network that returns delivers what it had kept meanwhile.
    """
    deadline = request.headers.get(DEADLINE, type=float)
    setattr(g, DEADLINE, deadline)
    if deadline is not None and not 0 <= deadline - time.monotonic() * 1000 <= LONGEST:
        abort(409, str(catalogue.TOO_LATE))


def done(said: str, page: str | None = None, precisely: str | None = None) -> BaseResponse:
    """It worked: say so. `said` is a key of catalogue.SAID, said more `precisely` where the page can.

    `page` is where to go on, by default the visit page.
    """
    if wants_json():
        return jsonify({"said": {"key": said, "words": precisely or str(catalogue.SAID[said])}, "go": page})
    return redirect(_with_word(page or url_for("visit.page"), said), 303)


def moved(page: str) -> BaseResponse:
    """It worked, and the next page shows it."""
    return jsonify({"said": None, "go": page}) if wants_json() else redirect(page, 303)


def refused(message: str, status: int) -> Response:
    """It did not work: the reason, for the live page to say."""
    answer = jsonify({"error": message})
    answer.status_code = status
    return answer


def asked(kind: type[T]) -> T:
    """What was sent, as JSON or as a form, typed. Answers 422 if it is not that."""
    try:
        if request.is_json:
            return msgspec.json.decode(request.get_data(), type=kind)
        return msgspec.convert({name: value for name, value in request.form.items() if value}, kind, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        abort(422, _not_understood())


def _not_understood() -> str:
    return str(catalogue.OLD_PAGE)


def _with_word(page: str, said: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}said={said}"
