"""The routes of a home visit: news, filming and marks, what is entered before a film, the simulated panel."""

from collections.abc import Iterator

import msgspec

from appliance.api.app import App
from appliance.api.http import Request, Response, reply
from appliance.api.news import NewsService
from appliance.api.visit_service import VisitService
from control import sse
from control.messages import Checks
from control.requests import (
    ClockRequest,
    FaultRequest,
    MarkRequest,
    PairedRequest,
    PrincipleRequest,
    UndoRequest,
    VisitPlan,
)

UNSTORED = {"Cache-Control": "no-store"}


def add_news_routes(app: App, visit: VisitService, news: NewsService) -> None:
    """What pages show."""

    @app.get("/status")
    def get_status(_: Request) -> Response:
        return reply(visit.status())

    @app.get("/news")
    def get_news(_: Request) -> Response:
        return reply(news.now())

    @app.get("/events")
    def get_events(_: Request) -> Response:
        def events() -> Iterator[bytes]:
            for each in news.follow():
                yield sse.encode("news", msgspec.json.encode(each))

        return Response(events(), kind="text/event-stream", headers=UNSTORED)

    @app.get("/pairing/events")
    def get_pairing_events(_: Request) -> Response:
        def events() -> Iterator[bytes]:
            for each in news.follow_pairing():
                yield sse.encode("pairing", msgspec.json.encode(each))

        return Response(events(), kind="text/event-stream", headers=UNSTORED)

    @app.get("/marks")
    def get_marks(_: Request) -> Response:
        return reply(visit.marks())

    @app.get("/checks")
    def get_checks(_: Request) -> Response:
        return reply(Checks(visit.checks()))

    @app.get("/framing")
    def get_framing(_: Request) -> Response:
        return _jpeg(visit.framing())

    @app.get("/simulated/view")
    def get_simulated_view(_: Request) -> Response:
        return _jpeg(visit.simulated_view())


def add_filming_routes(app: App, visit: VisitService) -> None:
    """Start, stop, and marks."""

    @app.post("/start")
    def post_start(_: Request) -> Response:
        visit.start()
        return reply(visit.status())

    @app.post("/stop")
    def post_stop(_: Request) -> Response:
        visit.stop()
        return reply(visit.status())

    @app.post("/mark")
    def post_mark(request: Request) -> Response:
        return reply(visit.mark(request.body_as(MarkRequest)))

    @app.post("/undo")
    def post_undo(request: Request) -> Response:
        visit.undo(request.body_as(UndoRequest).id)
        return reply(visit.status())

    @app.post("/principle")
    def post_principle(request: Request) -> Response:
        visit.set_principle(request.body_as(PrincipleRequest))
        return reply(visit.status())


def add_visit_routes(app: App, visit: VisitService) -> None:
    """Before a film: the plan, the cases, pairing and the clock; and the simulated devices."""

    @app.get("/visit")
    def get_visit(_: Request) -> Response:
        return reply(visit.planned())

    @app.put("/visit")
    def put_visit(request: Request) -> Response:
        visit.plan(request.body_as(VisitPlan))
        return reply(visit.planned())

    @app.get("/cases")
    def get_cases(_: Request) -> Response:
        return reply(visit.cases())

    @app.post("/paired")
    def post_paired(request: Request) -> Response:
        visit.paired(request.body_as(PairedRequest).code)
        return reply(visit.status())

    @app.post("/clock")
    def post_clock(request: Request) -> Response:
        visit.set_clock(request.body_as(ClockRequest).utc)
        return reply(visit.status())

    @app.post("/panel/press")
    def post_press(_: Request) -> Response:
        visit.press()
        return reply(visit.status())

    @app.post("/panel/hold")
    def post_hold(_: Request) -> Response:
        visit.hold()
        return reply(visit.status())

    @app.post("/simulate")
    def post_simulate(request: Request) -> Response:
        fault = request.body_as(FaultRequest)
        visit.simulate(fault.device, fault.trouble)
        return reply(visit.status())


def _jpeg(picture: bytes) -> Response:
    return Response(picture, kind="image/jpeg", headers=UNSTORED)
