"""A real recorder for the tests of its sockets, and plain HTTP to its control socket."""

from collections.abc import Iterator

import httpx
import pytest

from sealed.age import generate
from tests.support.box_process import Recorder

SMALL = "[camera]\nwidth = 320\nheight = 180\n"


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    with Recorder(tmp_path_factory.mktemp("control") / "box", [str(generate().recipient)], SMALL).start() as recorder:
        yield recorder


@pytest.fixture
def control(recorder: Recorder) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(uds=str(recorder.data / "control.sock"))
    with httpx.Client(transport=transport, base_url="http://box", timeout=30) as client:
        yield client
        if recorder.state()["state"] == "filming":
            client.post("/stop")
