"""A WSGI application that is nothing but routes.

No web framework: the recorder would spend its start on importing one (docs/decisions/0025).
"""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from appliance.api.errors import NoSuchRoute
from appliance.api.http import Request, Response, refusal
from appliance.errors import BoxError, DeviceFault
from sealed.errors import SealedError

log = logging.getLogger("attune.control")

FILM = "<film>"
"""A segment of a route's path that stands for any name, which the handler gets."""

Handler = Callable[..., Response]


class Route(NamedTuple):
    """What answers a method of a path."""

    method: str
    path: str
    handler: Handler


class App:
    """Handlers get the request, and the film's name if their path has one. A body may have `largest` bytes."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self.routes: list[Route] = []

    def get(self, path: str) -> Callable[[Handler], Handler]:
        """Register a handler."""
        return self._route("GET", path)

    def post(self, path: str) -> Callable[[Handler], Handler]:
        """Register a handler."""
        return self._route("POST", path)

    def put(self, path: str) -> Callable[[Handler], Handler]:
        """Register a handler."""
        return self._route("PUT", path)

    def _route(self, method: str, path: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.routes.append(Route(method, path, handler))
            return handler

        return register

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        try:
            _record_peer(request)
            request.refuse_late()
            response = self._answer(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is an answer
            response = _failed(request, error)
        headers = [("Content-Type", response.kind), *response.headers.items()]
        body = response.body
        if isinstance(body, bytes):
            headers.append(("Content-Length", str(len(body))))
            body = [body]
        start_response(f"{response.code} {HTTPStatus(response.code).phrase}", headers)
        return body if request.method != "HEAD" else []

    def _answer(self, request: Request) -> Response:
        code = 404
        for method, path, handler in self.routes:
            found = _matched(path, request.path)
            if found is not None and method == request.method:
                return handler(request, *found)
            code = code if found is None else 405
        unknown = NoSuchRoute(method=request.method, path=request.path)
        unknown.http = code
        raise unknown


def _matched(pattern: str, path: str) -> list[str] | None:
    """What stands in `path` for the pattern's FILM; None if it is another path."""
    if FILM not in pattern:
        return [] if pattern == path else None
    front, _, end = pattern.partition(FILM)
    name = path[len(front) : len(path) - len(end)]
    return [name] if name and "/" not in name and path == front + name + end else None


def _failed(request: Request, error: Exception) -> Response:
    told = _as_box_error(request, error)
    if request.method != "GET" and request.path.startswith("/films/"):
        # Refusals about films are logged in journald too, each as one line whatever the request contained.
        log.warning("%s", " ".join(f"{request.method} {request.path}: {told}".split()))
    return Response(refusal(told), told.http)


def _as_box_error(request: Request, error: Exception) -> BoxError:
    if isinstance(error, BoxError):
        return error
    log.exception("%s %s", request.method, request.path, exc_info=error)
    match error:
        case SealedError():
            return BoxError(str(error))
        case OSError():
            return DeviceFault(
                f"The card failed ({error.strerror or error}). Try again; if it stays, have it looked at."
            )
        case _:
            return BoxError("The recorder itself failed. Its log says where; try again.")


def _record_peer(request: Request) -> None:
    """Log the account and process that ask for a change of a film, in journald."""
    if request.method != "GET" and request.path.startswith("/films/") and not request.path.endswith("/progress"):
        log.info("%s asks for %s %s", request.peer, request.method, " ".join(request.path.split()))
