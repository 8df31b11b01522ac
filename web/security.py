"""What keeps other people's pages out: host names, content policy, and a token on every form."""

import hmac
import secrets

from flask import Flask, Response, abort, g, request
from werkzeug.exceptions import SecurityError

from web import words

COOKIE = "attune-token"
SAFE = {"GET", "HEAD", "OPTIONS"}
A_YEAR = 365 * 24 * 3600

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with that a browser sends `Origin: null` even to ourselves.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
}


def protect(app: Flask, hosts: list[str]) -> None:
    """Guard every route of the app, those of later blueprints included."""
    app.config["TRUSTED_HOSTS"] = hosts
    # Small enough that a form is never spooled to a temporary file.
    app.config["MAX_CONTENT_LENGTH"] = 16 * 1024
    app.before_request(_check_host)
    app.before_request(_check_token)
    app.after_request(_seal_answer)
    app.jinja_env.globals["token"] = token


def token() -> str:
    """This browser's token: the same in its cookie and in every form that it is given."""
    if "token" not in g:
        g.token = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
    made: str = g.token
    return made


def _check_host() -> None:
    # Flask notices a foreign host while it routes, and would still run what comes before the route.
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def _check_token() -> None:
    if request.method in SAFE:
        return
    cookie = request.cookies.get(COOKIE, "")
    sent = request.form.get("token", "")
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != request.host_url.rstrip("/")
    if foreign or not cookie or not hmac.compare_digest(cookie.encode(), sent.encode()):
        abort(403, words.OLD_PAGE)


def _seal_answer(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    # On every page, even one without a form: the live page may bring one later, and can set no cookie then.
    if request.endpoint not in {None, "static"} and token() != request.cookies.get(COOKIE):
        response.set_cookie(COOKIE, g.token, max_age=A_YEAR, httponly=True, samesite="Strict", secure=request.is_secure)
    return response
