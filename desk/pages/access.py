"""Access control before every route: host, one browser's cookie, CSRF token, lock; headers of every answer."""

import hmac
import secrets
import threading
from hashlib import sha256

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from desk.pages import catalogue
from desk.pages.session import HeldDesk

SAFE = {"GET", "HEAD", "OPTIONS"}
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send `Origin: null` even to ourselves
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
STRANGERS = {"start.enter", "start.again"}
"""What a browser without the cookie may ask for: each has a secret of its own."""
LOCKED = {"static", "start.first", "start.create", "start.unlock", "start.open_desk", "start.strength", "start.state",
          "start.restore", "start.restore_from", *STRANGERS}  # fmt: skip
"""What it may ask for while the desk is locked, or not there yet."""


class AccessControl:
    """Checks every request of one app, those of later blueprints included."""

    def __init__(self, app: Flask, session: HeldDesk, cookie: str, host: str) -> None:
        """`cookie`: its name; browsers send cookies to every port of a host. `host`: what `Host` must say."""
        self._session = session
        self._name = cookie
        self._host = host
        self._guard = threading.Lock()
        self._ticket: str | None = None
        self._secret: str | None = None
        app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 256 * 1024  # never spooled to a file
        for check in (self._check_host, self._check_browser, self._check_token, self._check_lock):
            app.before_request(check)
        app.after_request(_seal)
        app.jinja_env.globals["token"] = self.token

    def ticket(self) -> str:
        """A new one-time token, for the address that is opened. The one before ends."""
        with self._guard:
            self._ticket = secrets.token_urlsafe(24)
            return self._ticket

    def admit(self, ticket: str, response: BaseResponse) -> bool:
        """Give the browser that brings the one-time token its cookie. The browser before is shut out."""
        with self._guard:
            good = self._ticket is not None and _equal(self._ticket, ticket)
            if good:
                self._ticket, self._secret = None, secrets.token_urlsafe(32)
                response.set_cookie(self._name, self._secret, path="/", httponly=True, samesite="Strict")
        return good

    def token(self) -> str:
        """The CSRF token of this browser's forms."""
        return sha256(b"attune desk form\0" + (self._secret or "").encode()).hexdigest()

    def _check_host(self) -> Response | None:
        # A name that somebody made point here must not make this desk a page of theirs.
        return None if request.host == self._host else Response("Bad request", 400, mimetype="text/plain")

    def _check_browser(self) -> None:
        if request.endpoint in STRANGERS:
            return
        if self._secret is None or not _equal(self._secret, request.cookies.get(self._name, "")):
            abort(403, str(catalogue.STRANGER))
        g.inside = True

    def _check_token(self) -> None:
        if request.method in SAFE or request.endpoint in STRANGERS:
            return
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin != request.host_url.rstrip("/")
        sent = request.headers.get("X-Attune-Token") or request.form.get("token", "")
        if foreign or not _equal(self.token(), sent):
            abort(403, str(catalogue.OLD_PAGE))

    def _check_lock(self) -> BaseResponse | None:
        if request.endpoint in LOCKED:
            return None
        if self._session.desk is None:
            if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
                return redirect(url_for("start.first" if self._session.is_new else "start.unlock"), 303)
            abort(403, str(catalogue.LOCKED))
        return None


def _equal(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())


def _seal(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response
