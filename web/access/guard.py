"""Access control before every route: host names, the paired phone's cookie, rate limit, CSRF token."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response as BaseResponse

from web.access.headers import CLEAR, HEADERS
from web.access.phones import Phone, Phones
from web.access.token_bucket import TokenBucket
from web.settings import Settings
from web.text import catalogue

SAFE = {"GET", "HEAD", "OPTIONS"}
LONG = 400 * 24 * 3600  # seconds: browsers keep no cookie for longer
# What an unpaired client may ask for. None of it may reach the control socket.
OPEN = {
    "static",
    "papers.openapi",
    "papers.png",
    "papers.worker",
    "pair.page",
    "pair.ask",
    "pair.state",
    "trust.page",
    "trust.profile",
    "trust.file",
}
# A simulated box's button, light and camera, for requests from the machine that simulates it (docs/decisions/).
SIMULATED_BOX = {"simulated.page", "simulated.framing", "simulated.press", "simulated.hold", "simulated.trouble"}
VISITS = {"visit.page", "live.events"}  # what counts as use of a pairing
UNPAIRED = (60, 1 / 2)  # requests of an address at once, then seconds for each


class Guard:
    """Checks every request of one app, those of later blueprints included."""

    def __init__(self, app: Flask, settings: Settings, phones: Phones, today: Callable[[], date | None]) -> None:
        """`today`: the date by a trustworthy clock."""
        self._settings, self._phones, self._today = settings, phones, today
        self._unpaired = TokenBucket(*UNPAIRED)
        # Browsers send cookies to every port of a host, so the name of each box is in that of its cookies.
        self.cookie = ("__Host-" if settings.tls else "") + settings.name
        self._visitor_cookie = f"{self.cookie}-visitor"
        app.config["TRUSTED_HOSTS"] = settings.trusted
        # Small enough that a form is never spooled to a temporary file.
        app.config["MAX_CONTENT_LENGTH"] = 16 * 1024
        app.before_request(_check_host)
        app.before_request(self._check_phone)
        app.before_request(self._check_token)
        app.after_request(self._seal_answer)
        app.jinja_env.globals["token"] = self.token

    def token(self) -> str:
        """The CSRF token of this browser's forms.

        A paired phone's is derived from its secret: nothing but unpairing changes it. Any other browser's is the value
        of a cookie of its own, which also names it while it asks to be paired.
        """
        if "token" not in g:
            paired = self.phone()
            g.token = _derived(self._secret()) if paired else self.visitor() or secrets.token_urlsafe(24)
        made: str = g.token
        return made

    def visitor(self) -> str:
        """The token of a browser that is not paired; empty if it has none yet."""
        return request.cookies.get(self._visitor_cookie, "")

    def phone(self) -> Phone | None:
        """The paired phone that sent this request."""
        return self._phones.known(self._secret())

    def remember(self, response: BaseResponse, secret: str) -> None:
        """Set the cookie with the secret, for as long as browsers keep cookies."""
        self._set_cookie(response, self.cookie, secret)

    def forget(self, response: BaseResponse) -> None:
        """Clear the cookie, and what the pages stored."""
        response.delete_cookie(self.cookie, secure=self._settings.tls is not None, httponly=True, samesite="Lax")
        response.headers["Clear-Site-Data"] = CLEAR

    def sees_box(self) -> bool:
        """Whether this request may cause one to the control socket, and be answered with the box's state."""
        return self.phone() is not None or (request.endpoint in SIMULATED_BOX and self.from_this_machine())

    def from_this_machine(self) -> bool:
        """Whether this request may use a simulated box's button: it never left the machine.

        A request from the address where the pages are served comes from this machine too.
        """
        here = self._settings.address if not self._settings.loopback else request.remote_addr
        return (
            self._settings.simulated
            and request.remote_addr == here
            and (not self._settings.loopback or _loopback(here))
        )

    def _secret(self) -> str:
        return request.cookies.get(self.cookie, "")

    def _check_phone(self) -> BaseResponse | None:
        if phone := self.phone():
            g.phone_id = phone.id
            if request.endpoint in VISITS:
                with suppress(OSError):  # its next visit notes it again
                    self._phones.use(phone, self._today())
            request.environ.get("attune.paired", lambda: None)()  # the server never drops a paired phone's connection
            return None
        if request.endpoint in {*SIMULATED_BOX, "static"} and self.from_this_machine():
            return None
        if request.endpoint == "live.events" and request.args.get("page") == "box" and self.from_this_machine():
            return None
        if not self._unpaired.take(request.remote_addr or ""):
            abort(429, str(catalogue.TOO_MUCH))
        if request.endpoint in OPEN:
            return None
        if request.method != "GET" or "text/html" not in request.headers.get("Accept", ""):
            abort(401, str(catalogue.PAIR_FIRST))
        return redirect(url_for("pair.page"), 303)

    def _check_token(self) -> None:
        if request.method in SAFE:
            return
        expected = self.token() if self.phone() else self.visitor()
        sent = request.headers.get("X-Attune-Token") or request.form.get("token", "")
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin != request.host_url.rstrip("/")
        if foreign or not expected or not hmac.compare_digest(expected.encode(), sent.encode()):
            abort(403, str(catalogue.OLD_PAGE))

    def _seal_answer(self, response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        phone = self.phone()
        if phone and self._settings.tls and self._settings.hsts and not _address(request.host):
            response.headers["Strict-Transport-Security"] = f"max-age={self._settings.hsts}"
        if phone and request.endpoint == "visit.page":
            self.remember(response, self._secret())
        # A browser without the cookie gets one by a GET only: a page elsewhere that posts here replaces nothing.
        if "token" in g and not phone and request.method == "GET" and not self.visitor():
            self._set_cookie(response, self._visitor_cookie, g.token)
        return response

    def _set_cookie(self, response: BaseResponse, name: str, value: str) -> None:
        # Not Strict: a link from another page would then come without the cookie, look unpaired, and be given another.
        secure = self._settings.tls is not None
        response.set_cookie(name, value, max_age=LONG, path="/", httponly=True, samesite="Lax", secure=secure)


def _derived(secret: str) -> str:
    return hashlib.sha256(b"attune form token\0" + secret.encode()).hexdigest()


def _check_host() -> None:
    # Flask notices a foreign host while it routes, and would still run what comes before the route.
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def _address(host: str) -> bool:
    try:
        return bool(ip_address(urlsplit(f"//{host}").hostname or ""))
    except ValueError:
        return False


def _loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
