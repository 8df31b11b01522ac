"""The OpenAPI documents are true: every route stands in one, and what comes back is what they say."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.forms import HOST, get, paired, token
from tests.support.standin import StandIn
from tests.support.world import film, receipt

REQUESTS = 2000
ENDLESS = "/events"


def document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/openapi.json", base_url=HOST).get_json()
    return found


def test_every_route_is_told(app: Flask) -> None:
    told = {(path, method.upper()) for path, item in document(app)["paths"].items() for method in item}
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert told == routes
    assert document(app)["openapi"].startswith("3.1")


def test_names_are_unique_and_everything_is_described(app: Flask) -> None:
    operations = [item for path in document(app)["paths"].values() for item in path.values()]
    names = Counter(operation["operationId"] for operation in operations)
    assert [name for name, count in names.items() if count > 1] == []
    assert all(len(operation["summary"]) > 8 for operation in operations)


@pytest.mark.slow
def test_what_comes_back_is_what_it_says(app: Flask, standin: StandIn) -> None:
    # Here, since every run of pytest imports this file: it takes two seconds.
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from requests.structures import CaseInsensitiveDict
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.result import Ok
    from schemathesis.specs.openapi import checks

    kept = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]
    phones = app.extensions["attune"].phones
    good = token(paired(app))
    secret = [phones.add("computer", None)]

    def as_a_paired_phone(environ: dict[str, Any], start: Any) -> Any:
        if not phones.known(secret[0]):  # it has unpaired itself
            secret[0] = phones.add("computer", None)
        return app(environ | {"HTTP_COOKIE": f"attune={secret[0]}; attune-token={good}"}, start)

    schema = schemathesis.openapi.from_dict(document(app))
    schema.app = as_a_paired_phone
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    operations = [operation for operation in operations if operation.path != ENDLESS]
    each = 4 * REQUESTS // (3 * len(operations))  # those without a body or a name have little to vary
    asked: Counter[int] = Counter()

    def refill() -> None:
        if len(standin.world.films) < 2:
            with standin.changing() as world:
                world.films = [film("20261122-1405-k7qm"), film("20261120-0930-p3xd", receipt=receipt())]

    for operation in operations:

        @settings(max_examples=each, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy())
        def call(case: schemathesis.Case[Any]) -> None:
            refill()
            case.headers = CaseInsensitiveDict({**dict(case.headers or {}), "X-Attune-Token": good})
            response = case.call(base_url=HOST)
            asked[response.status_code] += 1
            case.validate_response(response, checks=kept)

        call()
    print(f"{sum(asked.values())} requests: {dict(sorted(asked.items()))}")
    assert sum(asked.values()) >= REQUESTS
    assert asked[200] >= REQUESTS / 10


def test_the_document_is_open_but_promises_nothing_to_strangers(app: Flask, stranger: FlaskClient) -> None:
    for path, item in document(app)["paths"].items():
        if "get" in item and item["get"].get("security") != [] and "{" not in path and not path.startswith("/box"):
            assert stranger.get(path, base_url=HOST).status_code == 401, path
    assert get(stranger, "/openapi.json").status_code == 200


def test_the_control_sockets_document_is_current() -> None:
    from tools.control_openapi import DOCUMENT
    from tools.control_openapi import document as control

    assert json.loads(Path(DOCUMENT).read_text()) == control(), "run: .venv/bin/python -m tools.control_openapi"
