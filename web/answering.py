"""How a form is answered: a page for a browser without JavaScript, a word for the live page."""

from flask import Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web import words


def wants_json() -> bool:
    """Whether the live page asked."""
    return request.accept_mimetypes.best == "application/json"


def done(said: str, page: str | None = None, precisely: str | None = None) -> BaseResponse:
    """It worked: say so. `said` is a key of words.SAID, said more `precisely` where the page can.

    `page` is where to go on, by default the visit page.
    """
    if wants_json():
        return jsonify({"said": {"key": said, "words": precisely or words.SAID[said]}, "go": page})
    return redirect(_with_word(page or url_for("visit.page"), said), 303)


def refused(message: str, status: int) -> Response:
    """It did not work: the reason, for the live page to say."""
    answer = jsonify({"error": message})
    answer.status_code = status
    return answer


def _with_word(page: str, said: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}said={said}"
