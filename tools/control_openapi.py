"""Makes docs/control.openapi.json, the control socket as OpenAPI 3.1, from the recorder's own routes and types.

.venv/bin/python -m tools.control_openapi
"""

import json
import re
from pathlib import Path
from typing import Any, cast

import msgspec

from appliance.api.film_service import FilmService, FilmShown
from appliance.api.server import create_app
from appliance.api.visit_service import VisitService
from appliance.films.bundle import TYPE
from appliance.recorder.preflight import Check
from appliance.recorder.status import Status
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
from sealed.papers.wipe_record import WipeRecord

PAPER = Path(__file__).parents[1] / "docs" / "control.openapi.json"
REFERENCE = "#/components/schemas/{name}"
Json = dict[str, Any]

BODIES: dict[str, type] = {
    "POST /mark": MarkRequest,
    "POST /undo": UndoRequest,
    "POST /principle": PrincipleRequest,
    "POST /clock": ClockRequest,
    "POST /simulate": FaultRequest,
    "PUT /visit": VisitRequest,
    "PUT /films/{film}/desk-receipt": DeskReceipt,
    "POST /films/{film}/progress": Progress,
    "POST /films/{film}/sync-failed": Failure,
}
ANSWERS: dict[str, type] = {
    **dict.fromkeys(("GET /status", "POST /start", "POST /stop", "POST /undo", "POST /principle"), Status),
    **dict.fromkeys(("POST /panel/press", "POST /panel/hold", "POST /paired", "POST /clock", "POST /simulate"), Status),
    **dict.fromkeys(("GET /films/{film}", "PUT /films/{film}/receipt", "PUT /films/{film}/desk-receipt"), FilmShown),
    **dict.fromkeys(("GET /visit", "PUT /visit"), VisitRequest),
    **dict.fromkeys(("POST /films/{film}/wipe", "POST /films/{film}/discard"), WipeRecord),
}
LISTS: dict[str, tuple[str, type]] = {"GET /films": ("films", FilmShown), "GET /checks": ("checks", Check)}
OTHER = {
    "GET /events": "text/event-stream",
    "GET /framing": "image/jpeg",
    "GET /films/{film}/bundle": TYPE,
}
REFUSALS = {
    "400": "Malformed (exit 2).",
    "404": "No such film (exit 2).",
    "409": "Refused in this state (exit 7).",
    "500": "Anything else (exit 1).",
    "503": "A device fault (exit 8).",
}
REFUSAL = {
    "type": "object",
    "properties": {"error": {"type": "string"}, "message": {"type": "string"}, "exit": {"type": "integer"}},
    "required": ["error", "message", "exit"],
}


def document() -> Json:
    """The document of the recorder as it is."""
    app = create_app(cast(VisitService, None), cast(FilmService, None))
    paths: dict[str, Json] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(f"{method} {path}", sorted(rule.arguments))
    kinds = {*BODIES.values(), *ANSWERS.values(), *(kind for _, kind in LISTS.values())}
    _, schemas = msgspec.json.schema_components(sorted(kinds, key=lambda kind: kind.__name__), ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Attune: the control socket",
            "version": "1",
            "description": "HTTP on a Unix socket, the recorder's only door. docs/control.md says it in words.",
        },
        "paths": paths,
        "components": {"schemas": {**schemas, "Refusal": REFUSAL}},
    }


def _operation(name: str, arguments: list[str]) -> Json:
    refusals = {code: _content(told, _ref("Refusal")) for code, told in REFUSALS.items()}
    told: Json = {"operationId": name, "responses": {"2XX": _good(name)} | refusals}
    if name in BODIES:
        told["requestBody"] = {"content": {"application/json": {"schema": _ref(BODIES[name].__name__)}}}
    if arguments:
        told["parameters"] = [
            {"name": argument, "in": "path", "required": True, "schema": {"type": "string"}} for argument in arguments
        ]
    return told


def _good(name: str) -> Json:
    if name in OTHER:
        return {"description": "As asked for.", "content": {OTHER[name]: {}}}
    if name in LISTS:
        key, kind = LISTS[name]
        listed = {"type": "object", "properties": {key: {"type": "array", "items": _ref(kind.__name__)}}}
        return _content("All of them.", listed | {"required": [key]})
    schema = _ref(ANSWERS[name].__name__) if name in ANSWERS else {"type": "object"}
    return _content("Done.", schema)


def _content(told: str, schema: Json) -> Json:
    return {"description": told, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> Json:
    return {"$ref": REFERENCE.format(name=name)}


if __name__ == "__main__":
    PAPER.write_text(json.dumps(document(), indent=1) + "\n")
