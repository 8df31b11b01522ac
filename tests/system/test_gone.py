"""A family may stop, and have the film gone, at any moment: by button and by phone, within two seconds."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.support.box_process import Box
from tests.support.confirming import discard

pytestmark = [pytest.mark.process, pytest.mark.alone]

ALLOWED = 2.0
HELD = 2.0
"""Seconds; that a button must be held to mean it is not counted."""
SLOW = """
[store]
limit = 65536
"""


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """A box that copies slowly, so that a test meets a film on its way."""
    with Box(tmp_path / "box", config=SLOW) as made:
        yield made.start("nice", "-n", "-15")


def film_some(box: Box) -> str:
    box.post("/start")
    status = box.await_status(lambda status: status["film"] is not None and status["film"]["frames"] > 60)
    name: str = status["film"]["id"]
    return name


def filming(box: Box) -> str:
    return film_some(box)


def sealing(box: Box) -> str:
    """The moment after the stop: its answer is not waited for."""
    name = film_some(box)
    Thread(target=box.post, args=("/stop",)).start()
    box.await_status(lambda status: status["state"] != "filming")
    return name


def ready(box: Box) -> str:
    name = film_some(box)
    box.post("/stop")
    return name


def fault(box: Box) -> str:
    name = ready(box)
    box.post("/simulate", {"device": "camera", "trouble": "unplug"})
    box.await_state("fault")
    return name


def copying(box: Box) -> str:
    name = ready(box)
    box.post(f"/films/{name}/sync")
    until = time.monotonic() + 120
    while (sync := box.get(f"/films/{name}")["sync"])["state"] != "copying" or not sync["done"]:
        assert time.monotonic() < until, sync
        time.sleep(0.02)
    return name


def by_phone(box: Box) -> float:
    box.post("/stop")
    return 0.0


def by_button(box: Box) -> float:
    box.post("/panel/hold")
    return HELD


@pytest.mark.parametrize("stop", [by_phone, by_button])
def test_stopped_within_two_seconds(box: Box, stop: Callable[[Box], float]) -> None:
    film_some(box)
    before = time.monotonic()
    held = stop(box)
    box.await_state("ready")
    took = time.monotonic() - before - held
    print(f"stopped and sealed within {took:.2f} s")
    assert took < ALLOWED


@pytest.mark.parametrize("moment", [filming, sealing, ready, fault, copying])
def test_gone_within_two_seconds(box: Box, moment: Callable[[Box], str]) -> None:
    name = moment(box)
    before = time.monotonic()
    discard(box, name)
    took = time.monotonic() - before
    print(f"{moment.__name__}: gone within {took:.2f} s")
    assert took < ALLOWED
    assert [path for path in box.data.joinpath("films").rglob("*") if name in str(path)] == []
    assert box.get("/films")["films"] == []
