"""Makes docs/control.openapi.json, both control sockets as OpenAPI 3.1, from the recorder's own routes and types.

.venv/bin/python -m tools.control_openapi
"""

import json
from pathlib import Path
from typing import Any, cast

import msgspec

from appliance.api.amend_service import AmendService
from appliance.api.film_service import FilmService
from appliance.api.health_service import HealthService
from appliance.api.news import NewsService
from appliance.api.server import create_control_app, create_courier_app
from appliance.api.visit_service import VisitService
from appliance.films.bundle import TYPE
from control import messages, requests
from control.sockets import COURIER_SOCKET, SOCKET
from sealed.papers.desk_receipt import DeskReceipt
from sealed.papers.receipt import Receipt
from sealed.papers.wipe_record import WipeRecord

DOCUMENT = Path(__file__).parents[1] / "docs" / "control.openapi.json"
REFERENCE = "#/components/schemas/{name}"
Json = dict[str, Any]

BODIES: dict[str, type] = {
    "POST /mark": requests.MarkRequest,
    "POST /undo": requests.UndoRequest,
    "POST /principle": requests.PrincipleRequest,
    "POST /films/{film}/undo": requests.UndoRequest,
    "POST /films/{film}/principle": requests.PrincipleRequest,
    "POST /films/{film}/note": requests.NoteRequest,
    "POST /films/{film}/consent": requests.ConsentPlan,
    "POST /clock": requests.ClockRequest,
    "POST /paired": requests.PairedRequest,
    "POST /simulate": requests.FaultRequest,
    "PUT /visit": requests.VisitPlan,
    "PUT /films/{film}/receipt": Receipt,
    "PUT /films/{film}/desk-receipt": DeskReceipt,
    "POST /films/{film}/progress": requests.SyncProgress,
    "POST /films/{film}/sync-failed": requests.SyncFailure,
    "POST /films/{film}/copy": requests.CopyBegun,
    "POST /films/{film}/removed": requests.CopyRemoved,
}
ANSWERS: dict[str, type] = {
    **dict.fromkeys(("GET /status", "POST /start", "POST /stop", "POST /undo", "POST /principle"), messages.Status),
    **dict.fromkeys(
        ("POST /panel/press", "POST /panel/hold", "POST /paired", "POST /clock", "POST /simulate"), messages.Status
    ),
    **dict.fromkeys(
        ("GET /films/{film}", "PUT /films/{film}/receipt", "PUT /films/{film}/desk-receipt"), messages.Film
    ),
    **dict.fromkeys(("GET /visit", "PUT /visit"), requests.VisitPlan),
    **dict.fromkeys(("POST /films/{film}/wipe", "POST /films/{film}/discard"), WipeRecord),
    **dict.fromkeys(("POST /sync", "POST /films/{film}/sync"), messages.Queued),
    "GET /films/{film}/marks": messages.Marks,
    **dict.fromkeys((f"POST /films/{{film}}/{what}" for what in ("undo", "principle", "note")), messages.Marks),
    "POST /films/{film}/consent": messages.Film,
    "GET /sync": messages.CourierWork,
    "GET /health": messages.SignedReport,
    "GET /news": messages.News,
    "GET /films": messages.Films,
    "GET /marks": messages.Marks,
    "GET /cases": messages.CaseList,
    "GET /checks": messages.Checks,
    "POST /mark": messages.PlacedMark,
}
OTHER = {
    "GET /events": "text/event-stream",
    "GET /pairing/events": "text/event-stream",
    "GET /framing": "image/jpeg",
    "GET /simulated/view": "image/jpeg",
    "GET /films/{film}/bundle": TYPE,
}
EMPTY = {f"POST /films/{{film}}/{what}" for what in ("progress", "sync-failed", "copy", "removed")}
ERRORS = {
    "400": "Malformed (exit 2).",
    "404": "No such film, no such route (exit 2).",
    "409": "Refused in this state (exit 7).",
    "413": "The body is too large (exit 2).",
    "500": "Anything else (exit 1).",
    "503": "A device or the card failed (exit 8).",
}
MORE_ERRORS = {
    "POST /mark": {"410": "The mark's film is over (exit 7).", "422": "Not within the film (exit 2)."},
    "GET /films/{film}/bundle": {"416": "The bundle has no such bytes (exit 2)."},
}


def document() -> Json:
    """The document of the recorder as it is."""
    visit, films, news = cast(VisitService, None), cast(FilmService, None), cast(NewsService, None)
    apps = {
        SOCKET: create_control_app(visit, films, cast(AmendService, None), news),
        COURIER_SOCKET: create_courier_app(films, cast(HealthService, None)),
    }
    paths: dict[str, Json] = {}
    for name, app in apps.items():
        for route in sorted(app.routes, key=lambda route: (route.path, route.method)):
            path = route.path.replace("<film>", "{film}")
            operation = _operation(f"{route.method} {path}", ["film"] if path != route.path else [])
            there = paths.setdefault(path, {}).setdefault(route.method.lower(), operation | {"x-sockets": []})
            there["x-sockets"].append(name)
    kinds = {*BODIES.values(), *ANSWERS.values(), messages.Refusal}
    _, schemas = msgspec.json.schema_components(sorted(kinds, key=lambda kind: kind.__name__), ref_template=REFERENCE)
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "Attune: the control sockets",
            "version": "1",
            "description": "HTTP on Unix sockets, the only way to speak to the recorder; x-sockets says on which of "
            "them a route is. docs/control.md describes them in words.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas},
    }
    return cast(Json, json.loads(json.dumps(whole)))  # as a reader gets it: a tuple is a list


def _operation(name: str, arguments: list[str]) -> Json:
    errors = ERRORS | MORE_ERRORS.get(name, {})
    responses = {code: _content(words, _ref(messages.Refusal)) for code, words in sorted(errors.items())}
    operation: Json = {"operationId": name, "responses": {"2XX": _good(name)} | responses}
    if name in BODIES:
        operation["requestBody"] = {"content": {"application/json": {"schema": _ref(BODIES[name])}}}
    if arguments:
        operation["parameters"] = [
            {"name": argument, "in": "path", "required": True, "schema": {"type": "string"}} for argument in arguments
        ]
    return operation


def _good(name: str) -> Json:
    if name in OTHER:
        return {"description": "As asked for.", "content": {OTHER[name]: {}}}
    return _content("Done.", {"type": "object"} if name in EMPTY else _ref(ANSWERS[name]))


def _content(words: str, schema: Json) -> Json:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _ref(kind: type) -> Json:
    return {"$ref": REFERENCE.format(name=kind.__name__)}


if __name__ == "__main__":
    DOCUMENT.write_text(json.dumps(document(), indent=1) + "\n")
