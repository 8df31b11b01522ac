"""The courier's own control: its work and nothing else, open to the group of its folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from appliance.api.app import App
from appliance.api.server import create_control_app, create_courier_app
from control.sockets import COURIER_SOCKET
from sealed.age import generate
from tests.support.box_process import Recorder

pytestmark = pytest.mark.process

GROUP = 54321
SMALL = "[camera]\nwidth = 320\nheight = 180\n"
WORK = {
    ("GET", "/films"),
    ("GET", "/films/<film>"),
    ("GET", "/films/<film>/bundle"),
    ("PUT", "/films/<film>/desk-receipt"),
    ("GET", "/sync"),
    ("GET", "/health"),
    ("POST", "/films/<film>/progress"),
    ("POST", "/films/<film>/sync-failed"),
    ("POST", "/films/<film>/copy"),
    ("POST", "/films/<film>/removed"),
    ("PUT", "/films/<film>/receipt"),
}


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    with Recorder(tmp_path_factory.mktemp("control") / "box", [str(generate().recipient)], SMALL).start() as recorder:
        yield recorder


@pytest.fixture
def control(recorder: Recorder) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(uds=str(recorder.data / COURIER_SOCKET))
    with httpx.Client(transport=transport, base_url="http://box", timeout=30) as client:
        yield client


def routes(app: App) -> set[tuple[str, str]]:
    return {(route.method, route.path) for route in app.routes}


def test_it_offers_the_couriers_work_and_nothing_else() -> None:
    assert routes(create_courier_app(object(), object())) == WORK  # type: ignore[arg-type]  # only its map is looked at


def test_whoever_comes_through_it_can_ask_for_nothing_else(recorder: Recorder, control: httpx.Client) -> None:
    assert control.get("/sync").json() == {"queued": [], "removals": []}
    assert control.get("/films").json() == {"films": [], "leftovers": []}
    others = routes(create_control_app(*[object()] * 4)) - WORK  # type: ignore[arg-type]
    assert ("POST", "/start") in others
    assert ("POST", "/films/<film>/discard") in others
    for method, path in others:
        answer = control.request(method, path.replace("<film>", "20261122-1405-k7qm"))
        assert answer.status_code in (404, 405), (method, path)
    assert recorder.state()["state"] == "ready"


@pytest.mark.root
def test_it_is_open_to_the_group_of_its_folder_under_the_units_rules(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "box", [str(generate().recipient)], SMALL)
    control = recorder.data / COURIER_SOCKET
    control.parent.mkdir(parents=True)
    os.chown(control.parent, -1, GROUP)
    control.parent.chmod(0o2750)
    rule = ["-e", "trace=/chown", "-e", "inject=/chown:error=EPERM"]  # as SystemCallFilter=~@privileged
    with recorder.start("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", *rule):
        assert stat.S_IMODE(control.stat().st_mode) == 0o660
        assert control.stat().st_gid == GROUP
        assert (recorder.data / "control.sock").stat().st_gid != GROUP


def test_it_is_gone_with_the_recorder(tmp_path: Path) -> None:
    with Recorder(tmp_path / "box", [str(generate().recipient)], SMALL).start() as recorder:
        assert (recorder.data / COURIER_SOCKET).is_socket()
        assert recorder.stop() == 0
        assert not (recorder.data / COURIER_SOCKET).exists()
