"""What keeps others out: host names, content policy, a token on every form, no page for a phone that is not paired."""

import hmac
import secrets
from ipaddress import ip_address

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response as BaseResponse

from web.access.phones import Phone, Phones
from web.access.token_bucket import TokenBucket
from web.settings import Settings
from web.text import catalogue

SAFE = {"GET", "HEAD", "OPTIONS"}
LONG = 400 * 24 * 3600  # seconds: browsers keep no cookie for longer
# What a phone that is not paired may see.
OPEN = {
    "static",
    "papers.openapi",
    "papers.worker",
    "door.page",
    "door.ask",
    "trust.page",
    "trust.profile",
    "trust.file",
}
# The hands and eyes of a simulated box, for whoever sits at the machine that simulates it (docs/decisions/).
BENCH = {"simulated.page", "simulated.framing", "simulated.press", "simulated.hold", "simulated.trouble"}
STRANGERS = (300, 1 / 20)  # requests at once, then seconds for each

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
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


class Guard:
    """Stands before every route of one app, those of later blueprints included."""

    def __init__(self, app: Flask, settings: Settings, phones: Phones) -> None:
        self._settings = settings
        self._phones = phones
        self._strangers = TokenBucket(*STRANGERS)
        prefix = "__Host-" if settings.tls else ""
        self.cookie, self._token_cookie = f"{prefix}attune", f"{prefix}attune-token"
        app.config["TRUSTED_HOSTS"] = settings.trusted
        # Small enough that a form is never spooled to a temporary file.
        app.config["MAX_CONTENT_LENGTH"] = 16 * 1024
        app.before_request(_check_host)
        app.before_request(self._check_phone)
        app.before_request(self._check_token)
        app.after_request(self._seal_answer)
        app.jinja_env.globals["token"] = self.token

    def token(self) -> str:
        """This browser's token: the same in its cookie and in every form that it is given."""
        if "token" not in g:
            g.token = request.cookies.get(self._token_cookie) or secrets.token_urlsafe(24)
        made: str = g.token
        return made

    def phone(self) -> Phone | None:
        """The paired phone that sent this request."""
        return self._phones.known(request.cookies.get(self.cookie, ""))

    def remember(self, response: BaseResponse, secret: str) -> None:
        """Let this browser keep its secret, for as long as browsers keep anything."""
        self._set_cookie(response, self.cookie, secret)

    def forget(self, response: BaseResponse) -> None:
        """Let this browser forget its secret."""
        response.delete_cookie(self.cookie, secure=self._settings.tls is not None, httponly=True, samesite="Strict")

    def at_the_bench(self) -> bool:
        """Whether this request may use a simulated box's own hands: it never left the machine."""
        return self._settings.simulated and self._settings.loopback and _loopback(request.remote_addr)

    def _check_phone(self) -> BaseResponse | None:
        if self.phone():
            request.environ.get("attune.known", lambda: None)()  # the server never drops a paired phone's connection
            return None
        if request.endpoint in BENCH and self.at_the_bench():
            return None
        if request.endpoint == "live.events" and request.args.get("page") == "box" and self.at_the_bench():
            return None
        if request.endpoint not in {"static"} and not self._strangers.take(request.remote_addr or ""):
            abort(429, str(catalogue.TOO_MUCH))
        if request.endpoint in OPEN:
            return None
        if request.method != "GET" or "text/html" not in request.headers.get("Accept", ""):
            abort(401, str(catalogue.PAIR_FIRST))
        return redirect(url_for("door.page"), 303)

    def _check_token(self) -> None:
        if request.method in SAFE:
            return
        cookie = request.cookies.get(self._token_cookie, "")
        sent = request.headers.get("X-Attune-Token") or request.form.get("token", "")
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin != request.host_url.rstrip("/")
        if foreign or not cookie or not hmac.compare_digest(cookie.encode(), sent.encode()):
            abort(403, str(catalogue.OLD_PAGE))

    def _seal_answer(self, response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if self._settings.hsts:
            response.headers["Strict-Transport-Security"] = f"max-age={self._settings.hsts}"
        response.headers.setdefault("Cache-Control", "no-store")
        # On every page, even one without a form: the live page may bring one later, and can set no cookie then.
        if request.endpoint not in {None, "static", "papers.openapi"}:
            if self.token() != request.cookies.get(self._token_cookie):
                self._set_cookie(response, self._token_cookie, g.token)
            if request.endpoint == "visit.page" and self.phone():
                self.remember(response, request.cookies[self.cookie])
        return response

    def _set_cookie(self, response: BaseResponse, name: str, value: str) -> None:
        secure = self._settings.tls is not None
        response.set_cookie(name, value, max_age=LONG, path="/", httponly=True, samesite="Strict", secure=secure)


def _check_host() -> None:
    # Flask notices a foreign host while it routes, and would still run what comes before the route.
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def _loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
