"""The recorder's only door: HTTP and JSON on a Unix socket (docs/control.md). Routes only; the work is the desk's behind it."""

from collections.abc import Iterator
from typing import Any, Protocol, TypeVar

import msgspec
from flask import Flask, Response, request

from appliance.errors import BadRequest, BoxError
from appliance.events import By
from appliance.status import Status

T = TypeVar("T")
JSON = "application/json"


class MarkWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mark as asked for. `id` lets a phone ask twice and be heard once."""

    id: str | None = None
    at: int | None = None
    principle: str | None = None
    note: str | None = None
    by: By = "command"


class UndoWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which mark to take back."""

    id: str


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the courier is, in bytes."""

    done: int
    total: int
    state: str = "copying"


class Failure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the courier gave up."""

    message: str


class Trouble(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a simulated device shall suffer."""

    device: str
    trouble: str


class Box(Protocol):
    """What stands behind the door. Each method raises BoxError when it cannot do what was asked."""

    def status(self) -> Status: ...
    def follow(self) -> Iterator[Status]: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def mark(self, wish: MarkWish) -> object: ...
    def undo(self, mark: str) -> None: ...
    def press(self) -> None: ...
    def hold(self) -> None: ...
    def framing(self) -> bytes: ...
    def films(self) -> list[Any]: ...
    def film(self, film: str) -> object: ...
    def ask_sync(self, film: str | None) -> list[str]: ...
    def wanted(self) -> list[str]: ...
    def progress(self, film: str, progress: Progress) -> None: ...
    def sync_failed(self, film: str, message: str) -> None: ...
    def receipt(self, film: str, receipt: bytes) -> None: ...
    def wipe(self, film: str) -> object: ...
    def discard(self, film: str) -> object: ...
    def simulate(self, device: str, trouble: str) -> None: ...


def create_app(box: Box) -> Flask:
    """The door of one box."""
    app = Flask("attune-control", static_folder=None)

    @app.errorhandler(BoxError)
    def refused(error: BoxError) -> Response:
        return answer({"error": error.code, "message": str(error), "exit": error.exit}, error.http)

    def status() -> Response:
        return answer(box.status())

    @app.get("/status")
    def get_status() -> Response:
        return status()

    @app.get("/events")
    def get_events() -> Response:
        events = (b"event: status\ndata: " + msgspec.json.encode(s) + b"\n\n" for s in box.follow())
        return Response(events, mimetype="text/event-stream")

    @app.post("/start")
    def post_start() -> Response:
        box.start()
        return status()

    @app.post("/stop")
    def post_stop() -> Response:
        box.stop()
        return status()

    @app.post("/mark")
    def post_mark() -> Response:
        return answer(box.mark(asked(MarkWish)))

    @app.post("/undo")
    def post_undo() -> Response:
        box.undo(asked(UndoWish).id)
        return status()

    @app.post("/panel/press")
    def post_press() -> Response:
        box.press()
        return status()

    @app.post("/panel/hold")
    def post_hold() -> Response:
        box.hold()
        return status()

    @app.get("/framing")
    def get_framing() -> Response:
        return Response(box.framing(), mimetype="image/jpeg", headers={"Cache-Control": "no-store"})

    @app.post("/simulate")
    def post_simulate() -> Response:
        wish = asked(Trouble)
        box.simulate(wish.device, wish.trouble)
        return status()

    _film_routes(app, box)
    return app


def _film_routes(app: Flask, box: Box) -> None:
    @app.get("/films")
    def get_films() -> Response:
        return answer({"films": box.films()})

    @app.get("/films/<film>")
    def get_film(film: str) -> Response:
        return answer(box.film(film))

    @app.get("/sync")
    def get_sync() -> Response:
        return answer({"queued": box.wanted()})

    @app.post("/sync")
    def post_sync() -> Response:
        return answer({"queued": box.ask_sync(None)}, 202)

    @app.post("/films/<film>/sync")
    def post_film_sync(film: str) -> Response:
        return answer({"queued": box.ask_sync(film)}, 202)

    @app.post("/films/<film>/progress")
    def post_progress(film: str) -> Response:
        box.progress(film, asked(Progress))
        return answer({})

    @app.post("/films/<film>/sync-failed")
    def post_failed(film: str) -> Response:
        box.sync_failed(film, asked(Failure).message)
        return answer({})

    @app.put("/films/<film>/receipt")
    def put_receipt(film: str) -> Response:
        box.receipt(film, request.get_data())
        return answer(box.film(film))

    @app.post("/films/<film>/wipe")
    def post_wipe(film: str) -> Response:
        return answer(box.wipe(film))

    @app.post("/films/<film>/discard")
    def post_discard(film: str) -> Response:
        return answer(box.discard(film))


def asked(kind: type[T]) -> T:
    """The request's body as `kind`; an empty body stands for `{}`."""
    try:
        return msgspec.json.decode(request.get_data() or b"{}", type=kind)
    except msgspec.DecodeError as error:
        raise BadRequest(f"The request is malformed: {error}.") from error


def answer(body: object, code: int = 200) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(body) + b"\n", code, mimetype=JSON)
