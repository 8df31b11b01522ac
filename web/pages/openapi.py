"""What the pages offer, as an OpenAPI 3.1 document: made from the app's own routes, so that none can be forgotten."""

from typing import Any

import msgspec
from flask import Flask
from werkzeug.routing import Rule

from control.messages import Status
from web.access.guard import OPEN
from web.pages import before, film, pair, visit
from web.text.faults import TROUBLES

Json = dict[str, Any]


class Said(msgspec.Struct, frozen=True):
    """A word for programs, and words for people."""

    key: str
    words: str


class Done(msgspec.Struct, frozen=True):
    """It worked; `said` is null where the next page shows it, `go` is the page to go on to, null to stay."""

    said: Said | None
    go: str | None


class Error(msgspec.Struct, frozen=True):
    """It did not work: the cause, and what to do."""

    error: str


class Now(msgspec.Struct, frozen=True):
    """The box's monotonic clock in milliseconds."""

    now: float


class PairState(msgspec.Struct, frozen=True):
    """Whether this phone is paired, and the code that it shows while it asks."""

    paired: bool
    code: str | None


class Sure(msgspec.Struct, frozen=True):
    """The second step of a discard: the family asked for it (`yes`)."""

    sure: str | None = None


class TroubleAsked(msgspec.Struct, frozen=True):
    """What a simulated device shall suffer: device and trouble."""

    trouble: str


BODIES: dict[str, type[msgspec.Struct]] = {
    "visit.start": visit.Beginning,
    "pair.unpair": pair.Unpairing,
    "pair.unpair_all": pair.Unpairing,
    "visit.mark": visit.Touch,
    "visit.undo": visit.MarkChange,
    "visit.principle": visit.MarkChange,
    "visit.clock": visit.PhoneTime,
    "plan.choose_case": before.CaseChosen,
    "plan.ask_question": before.Asked,
    "plan.give_consent": before.Consented,
    "plan.choose_kind": before.KindChosen,
    "shelf.change_mark": film.MarkWords,
    "shelf.discard": Sure,
    "simulated.trouble": TroubleAsked,
}
FORMS_ONLY = {"shelf.discard", "simulated.trouble"}
# What a GET answers with, where it is no page: the content type, and the schema if there is one.
CONTENTS: dict[str, tuple[str, type[msgspec.Struct] | None]] = {
    "visit.now": ("application/json", Now),
    "pair.state": ("application/json", PairState),
    "papers.openapi": ("application/json", None),
    "papers.manifest": ("application/manifest+json", None),
    "papers.png": ("image/png", None),
    "papers.worker": ("text/javascript", None),
    "live.events": ("text/event-stream", None),
    "plan.framing": ("image/jpeg", None),
    "simulated.framing": ("image/jpeg", None),
    "trust.profile": ("application/x-apple-aspen-config", None),
    "trust.file": ("application/x-x509-ca-cert", None),
}
REFUSALS = {
    400: "The request, its host name or its body is malformed.",
    401: "This phone is not paired.",
    403: "The token is missing or not this browser's, or the request comes from another page.",
    404: "There is no such film, phone or page.",
    409: "The box refuses in this state.",
    410: "The film of this mark is over.",
    413: "The body is too large (16 KiB).",
    415: "The body is neither JSON nor a form.",
    422: "The body is not as described here.",
    429: "Too many requests from an address that is not paired.",
    500: "The box could not do it, and says why.",
    502: "The box answered in a way that the pages do not know.",
    503: "The recorder does not answer, or a device fails; or too many phones ask to be paired.",
    507: "The box could not write this down.",
}
EVERYWHERE = (400, 401, 404, 409, 429, 500, 502, 503)
PATTERNS = {"film": r"^[0-9a-z]+(-[0-9a-z]+)+$(?!\n)", "phone": r"^[0-9a-f]{8}$(?!\n)", "mark": r"^[0-9a-f]{16}$(?!\n)"}
REFERENCE = "#/components/schemas/{name}"


def document(app: Flask) -> Json:
    """The document of this app. Its cookies are named as the app's own."""
    paths: dict[str, Json] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        operations = paths.setdefault(_path(rule), {})
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            operations[method.lower()] = _operation(app, rule, method)
    kinds = {*BODIES.values(), Done, Error, Now, PairState, Status}
    _, schemas = msgspec.json.schema_components(sorted(kinds, key=lambda kind: kind.__name__), ref_template=REFERENCE)
    cookie = app.extensions["attune-guard"].cookie
    told = "Also in the field `token` of a form. Equal to the cookie of that name, which every page sets."
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Attune: the phone's pages",
            "version": "1",
            "description": "Pages for people, and the few addresses that their scripts use. A phone is paired once, "
            "by pressing the code that it shows on the box's button; its cookie then opens everything. The recorder's "
            "control socket is described in docs/control.openapi.json.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "phone": {"type": "apiKey", "in": "cookie", "name": cookie, "description": "A paired phone."},
                "token": {"type": "apiKey", "in": "header", "name": "X-Attune-Token", "description": told},
            },
        },
        "security": [{"phone": []}],
    }


def _path(rule: Rule) -> str:
    return "".join(f"{{{part}}}" if is_name else part for is_name, part in _parts(rule))


def _parts(rule: Rule) -> list[tuple[bool, str]]:
    found = []
    for part in rule.rule.replace("<", "\0<").replace(">", ">\0").split("\0"):
        found.append((part.startswith("<"), part.strip("<>").rpartition(":")[2] if part.startswith("<") else part))
    return found


def _operation(app: Flask, rule: Rule, method: str) -> Json:
    name = rule.endpoint
    summary = (app.view_functions[name].__doc__ or "").strip().splitlines()[0]
    told: Json = {"operationId": f"{name}.{method.lower()}.{len(rule.arguments)}", "summary": summary}
    if parameters := _parameters(app, rule):
        told["parameters"] = parameters
    if method == "POST":
        told["requestBody"] = _body(name)
        told["security"] = [{"token": []}] if name == "pair.ask" else [{"phone": [], "token": []}]
    elif name in OPEN:
        told["security"] = []
    told["responses"] = _responses(name, method)
    return told


def _parameters(app: Flask, rule: Rule) -> list[Json]:
    found: list[Json] = []
    for argument in sorted(rule.arguments):
        kind = next(
            (kind for kind in PATTERNS if isinstance(_converter(rule, argument), app.url_map.converters[kind])), ""
        )
        schema: Json = {"type": "string"} | ({"pattern": PATTERNS[kind]} if kind else {})
        found.append({"name": argument, "in": "path", "required": True, "schema": schema})
    if rule.endpoint == "live.events":
        pages = {"type": "string", "enum": ["visit", "film", "camera", "box", "plain"], "default": "plain"}
        found.append({"name": "page", "in": "query", "schema": pages})
        found.append({"name": "film", "in": "query", "schema": {"type": "string"}})
    return found


def _converter(rule: Rule, argument: str) -> object:
    return rule._converters[argument]


def _body(name: str) -> Json:
    kind = BODIES.get(name)
    schema: Json = {"$ref": REFERENCE.format(name=kind.__name__)} if kind else {"type": "object"}
    if name == "simulated.trouble":
        known = [f"{trouble.device} {trouble.trouble}" for trouble in TROUBLES]
        schema = {"type": "object", "properties": {"trouble": {"enum": known}}, "required": ["trouble"]}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    if name not in FORMS_ONLY:
        content["application/json"] = {"schema": schema}
    return {"content": content}


def _responses(name: str, method: str) -> Json:
    page = {"text/html": {"schema": {"type": "string"}}}
    if method == "POST":
        good = {"200": _answer("Done; a browser is shown a page.", page | _json("Done"))}
        good["303"] = _answer("Done; the page to go on to.", page)
        codes: tuple[int, ...] = (*EVERYWHERE, 403, 410, 413, 415, 422, 507)
    else:
        kind, schema = CONTENTS.get(name, ("text/html", None))
        content = _json(schema.__name__) if schema else {kind: {"schema": {}}}
        if name == "static":
            content = {kind: {"schema": {}} for kind in ("text/css", "text/javascript", "image/svg+xml")}
        good = {"200": _answer("The page." if kind == "text/html" else "What was asked for.", content)}
        if kind == "text/html":
            good["303"] = _answer("The page to go on to.", page)
        codes = EVERYWHERE
    page = page | {"text/plain": {"schema": {"type": "string"}}}
    errors = {str(code): _answer(REFUSALS[code], page | _json("Error")) for code in sorted(codes)}
    return good | errors


def _json(name: str) -> Json:
    return {"application/json": {"schema": {"$ref": REFERENCE.format(name=name)}}}


def _answer(description: str, content: Json) -> Json:
    return {"description": description, "content": content}
