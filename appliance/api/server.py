"""The recorder's doors: HTTP and JSON on Unix sockets (docs/control.md). Routes only; the work is the box's.

One door is for whoever serves a person. The courier, which speaks to servers outside, has one that offers its work and
nothing else: taken over, it can neither start a film nor have one gone.
"""

import logging
from typing import TypeVar

import msgspec
from flask import Flask, Response, request

from appliance.api.film_service import FilmService
from appliance.api.visit_service import VisitService
from appliance.errors import BadRequest, BoxError
from appliance.films.bundle import TYPE, Bundle, NoSuchRange
from control.requests import (
    ClockRequest,
    Failure,
    FaultRequest,
    MarkRequest,
    PrincipleRequest,
    Progress,
    UndoRequest,
    VisitRequest,
)
from sealed.papers.desk_receipt import DeskReceipt

log = logging.getLogger("attune.control")

T = TypeVar("T")
JSON = "application/json"


def create_courier_app(films: FilmService) -> Flask:
    """The courier's door."""
    app = _door("attune-courier-door")
    _courier_routes(app, films)
    return app


def create_app(box: VisitService, films: FilmService) -> Flask:
    """The door of one box, with all that it can be asked."""
    app = _door("attune-control")

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
        return answer(box.mark(asked(MarkRequest)))

    @app.post("/undo")
    def post_undo() -> Response:
        box.undo(asked(UndoRequest).id)
        return status()

    @app.post("/principle")
    def post_principle() -> Response:
        box.name(asked(PrincipleRequest))
        return status()

    @app.get("/marks")
    def get_marks() -> Response:
        return answer(box.marks())

    @app.post("/panel/press")
    def post_press() -> Response:
        box.press()
        return status()

    @app.post("/panel/hold")
    def post_hold() -> Response:
        box.hold()
        return status()

    @app.post("/paired")
    def post_paired() -> Response:
        box.paired()
        return status()

    @app.post("/clock")
    def post_clock() -> Response:
        box.tell_time(asked(ClockRequest).utc)
        return status()

    @app.get("/framing")
    def get_framing() -> Response:
        return Response(box.framing(), mimetype="image/jpeg", headers={"Cache-Control": "no-store"})

    @app.post("/simulate")
    def post_simulate() -> Response:
        wish = asked(FaultRequest)
        box.simulate(wish.device, wish.trouble)
        return status()

    _plan_routes(app, box)
    _film_routes(app, films)
    _courier_routes(app, films)
    return app


def _door(name: str) -> Flask:
    app = Flask(name, static_folder=None)

    @app.errorhandler(BoxError)
    def refused(error: BoxError) -> Response:
        if request.method != "GET" and request.path.startswith("/films/"):
            # What a person is told of a film stands in the journal too, in one line whatever was asked.
            log.warning("%s", " ".join(f"{request.method} {request.path}: {error}".split()))
        return answer({"error": error.code, "message": str(error), "exit": error.exit}, error.http)

    return app


def _plan_routes(app: Flask, box: VisitService) -> None:
    @app.get("/visit")
    def get_visit() -> Response:
        return answer(box.planned())

    @app.put("/visit")
    def put_visit() -> Response:
        box.plan(asked(VisitRequest))
        return answer(box.planned())

    @app.get("/cases")
    def get_cases() -> Response:
        return answer(box.cases())

    @app.get("/checks")
    def get_checks() -> Response:
        return answer({"checks": box.checks()})


def _film_routes(app: Flask, desk: FilmService) -> None:
    @app.get("/films/<film>")
    def get_film(film: str) -> Response:
        return answer(desk.film(film))

    @app.post("/sync")
    def post_sync() -> Response:
        return answer({"queued": desk.ask_sync(None)}, 202)

    @app.post("/films/<film>/sync")
    def post_film_sync(film: str) -> Response:
        return answer({"queued": desk.ask_sync(film)}, 202)

    @app.put("/films/<film>/desk-receipt")
    def put_desk_receipt(film: str) -> Response:
        desk.desk_receipt(film, asked(DeskReceipt))
        return answer(desk.film(film))

    @app.get("/films/<film>/bundle")
    def get_bundle(film: str) -> Response:
        return send_bundle(desk.bundle(film))

    @app.post("/films/<film>/wipe")
    def post_wipe(film: str) -> Response:
        return answer(desk.wipe(film))

    @app.post("/films/<film>/discard")
    def post_discard(film: str) -> Response:
        return answer(desk.discard(film))


def _courier_routes(app: Flask, desk: FilmService) -> None:
    @app.get("/films")
    def get_films() -> Response:
        return answer({"films": desk.films()})

    @app.get("/sync")
    def get_sync() -> Response:
        return answer({"queued": desk.wanted()})

    @app.post("/films/<film>/progress")
    def post_progress(film: str) -> Response:
        desk.progress(film, asked(Progress))
        return answer({})

    @app.post("/films/<film>/sync-failed")
    def post_failed(film: str) -> Response:
        desk.sync_failed(film, asked(Failure).message)
        return answer({})

    @app.put("/films/<film>/receipt")
    def put_receipt(film: str) -> Response:
        desk.receipt(film, request.get_data())
        return answer(desk.film(film))


def send_bundle(bundle: Bundle) -> Response:
    """The bundle, or the range of it that is asked for, unless it changed since (If-Range)."""
    start, stop, code = 0, bundle.size, 200
    fresh = request.if_range.etag in (None, bundle.tag) and request.if_range.date is None
    if fresh and request.range is not None and len(request.range.ranges) == 1:
        wanted = request.range.range_for_length(bundle.size)
        if wanted is None:
            raise NoSuchRange(f"The bundle has {bundle.size} bytes, and none of those. Begin again without a range.")
        (start, stop), code = wanted, 206
    response = Response(bundle.read(start, stop), code, mimetype=TYPE)
    response.set_etag(bundle.tag)
    response.accept_ranges, response.content_length = "bytes", stop - start
    response.headers["Content-Disposition"] = f'attachment; filename="{bundle.name}"'
    response.headers["Cache-Control"] = "no-store"
    if code == 206:
        response.content_range.set(start, stop, bundle.size)
    return response


def asked(kind: type[T]) -> T:
    """The request's body as `kind`; an empty body stands for `{}`."""
    try:
        return msgspec.json.decode(request.get_data() or b"{}", type=kind)
    except msgspec.DecodeError as error:
        raise BadRequest(f"The request is malformed: {error}.") from error


def answer(body: object, code: int = 200) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(body) + b"\n", code, mimetype=JSON)
