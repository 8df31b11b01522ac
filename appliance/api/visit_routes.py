"""The routes of a home visit: news, filming and marks, what is entered before a film, the simulated panel."""

from collections.abc import Iterator

import msgspec
from flask import Flask, Response

from appliance.api.http import body_as, reply
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


def add_news_routes(app: Flask, visit: VisitService, news: NewsService) -> None:
    """What pages show."""

    @app.get("/status")
    def get_status() -> Response:
        return reply(visit.status())

    @app.get("/news")
    def get_news() -> Response:
        return reply(news.now())

    @app.get("/events")
    def get_events() -> Response:
        def events() -> Iterator[bytes]:
            for each in news.follow():
                yield sse.encode("news", msgspec.json.encode(each))

        return Response(events(), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    @app.get("/pairing/events")
    def get_pairing_events() -> Response:
        def events() -> Iterator[bytes]:
            for each in news.follow_pairing():
                yield sse.encode("pairing", msgspec.json.encode(each))

        return Response(events(), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    @app.get("/marks")
    def get_marks() -> Response:
        return reply(visit.marks())

    @app.get("/checks")
    def get_checks() -> Response:
        return reply(Checks(visit.checks()))

    @app.get("/framing")
    def get_framing() -> Response:
        return _jpeg(visit.framing())

    @app.get("/simulated/view")
    def get_simulated_view() -> Response:
        return _jpeg(visit.simulated_view())


def add_filming_routes(app: Flask, visit: VisitService) -> None:
    """Start, stop, and marks."""

    @app.post("/start")
    def post_start() -> Response:
        visit.start()
        return reply(visit.status())

    @app.post("/stop")
    def post_stop() -> Response:
        visit.stop()
        return reply(visit.status())

    @app.post("/mark")
    def post_mark() -> Response:
        return reply(visit.mark(body_as(MarkRequest)))

    @app.post("/undo")
    def post_undo() -> Response:
        visit.undo(body_as(UndoRequest).id)
        return reply(visit.status())

    @app.post("/principle")
    def post_principle() -> Response:
        visit.set_principle(body_as(PrincipleRequest))
        return reply(visit.status())


def add_visit_routes(app: Flask, visit: VisitService) -> None:
    """Before a film: the plan, the cases, pairing and the clock; and the simulated devices."""

    @app.get("/visit")
    def get_visit() -> Response:
        return reply(visit.planned())

    @app.put("/visit")
    def put_visit() -> Response:
        visit.plan(body_as(VisitPlan))
        return reply(visit.planned())

    @app.get("/cases")
    def get_cases() -> Response:
        return reply(visit.cases())

    @app.post("/paired")
    def post_paired() -> Response:
        visit.paired(body_as(PairedRequest).code)
        return reply(visit.status())

    @app.post("/clock")
    def post_clock() -> Response:
        visit.set_clock(body_as(ClockRequest).utc)
        return reply(visit.status())

    @app.post("/panel/press")
    def post_press() -> Response:
        visit.press()
        return reply(visit.status())

    @app.post("/panel/hold")
    def post_hold() -> Response:
        visit.hold()
        return reply(visit.status())

    @app.post("/simulate")
    def post_simulate() -> Response:
        request = body_as(FaultRequest)
        visit.simulate(request.device, request.trouble)
        return reply(visit.status())


def _jpeg(picture: bytes) -> Response:
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
