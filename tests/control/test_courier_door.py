"""The courier's own door: its work and nothing else, open to those who may read the films."""

import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from appliance.control import create_app, create_courier_app
from sealed.age import generate
from tests.system.box import Recorder

SMALL = "[camera]\nwidth = 320\nheight = 180\n"
WORK = {
    ("GET", "/films"),
    ("GET", "/sync"),
    ("POST", "/films/<film>/progress"),
    ("POST", "/films/<film>/sync-failed"),
    ("PUT", "/films/<film>/receipt"),
}


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    with Recorder(tmp_path_factory.mktemp("door") / "box", [str(generate().recipient)], SMALL).start() as recorder:
        yield recorder


@pytest.fixture
def door(recorder: Recorder) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(uds=str(recorder.data / "courier.sock"))
    with httpx.Client(transport=transport, base_url="http://box", timeout=30) as client:
        yield client


def routes(app: object) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()  # type: ignore[attr-defined]
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_it_offers_the_couriers_work_and_nothing_else() -> None:
    assert routes(create_courier_app(object())) == WORK  # type: ignore[arg-type]  # only its map is looked at


def test_whoever_comes_through_it_can_ask_for_nothing_else(recorder: Recorder, door: httpx.Client) -> None:
    assert door.get("/sync").json() == {"queued": []}
    assert door.get("/films").json() == {"films": []}
    others = routes(create_app(object(), object())) - WORK  # type: ignore[arg-type]
    assert ("POST", "/start") in others
    assert ("POST", "/films/<film>/discard") in others
    for method, path in others:
        answer = door.request(method, path.replace("<film>", "20261122-1405-k7qm"))
        assert answer.status_code in (404, 405), (method, path)
    assert recorder.state()["state"] == "ready"


def test_those_who_may_read_the_films_may_come_in(recorder: Recorder) -> None:
    door, films = ((recorder.data / name).stat() for name in ("courier.sock", "films"))
    assert stat.S_IMODE(door.st_mode) == 0o660
    assert door.st_gid == films.st_gid


def test_it_is_gone_with_the_recorder(tmp_path: Path) -> None:
    with Recorder(tmp_path / "box", [str(generate().recipient)], SMALL).start() as recorder:
        assert (recorder.data / "courier.sock").is_socket()
        assert recorder.stop() == 0
        assert not (recorder.data / "courier.sock").exists()
