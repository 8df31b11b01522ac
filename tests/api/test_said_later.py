"""Principles, notes and consent for a film until it is wiped: on a real box, over a restart, into store and receipt."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.box_process import Box, attune

pytestmark = [pytest.mark.process, pytest.mark.slow]


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    with Box(tmp_path / "box", config="[camera]\nwidth = 320\nheight = 180\n") as made:
        yield made.start()


def test_a_film_is_spoken_of_until_it_is_wiped(box: Box) -> None:
    film = box.post("/start")["film"]
    assert not film["consent"], "nobody was asked before the button was pressed"
    name, first, second = film["id"], *(box.post("/mark", {})["id"] for _ in range(2))
    undone = box.post("/mark", {})["id"]
    assert box.post(f"/films/{name}/consent", {"filming": True})["consent"] == "while filming"
    assert box.get("/status")["film"]["consent"]
    box.post(f"/films/{name}/principle", {"id": first, "principle": "guiding"})
    box.post(f"/films/{name}/undo", {"id": undone})
    until((box.films / name / "000000.m4s.age").exists)
    box.post("/stop")
    assert listed(box, name)["marks"] == 2, "what was taken back does not count"

    box.post(f"/films/{name}/note", {"id": second, "note": "She waits for him."})
    marks = box.get(f"/films/{name}/marks")["marks"]
    assert [(mark["principle"], mark["note"]) for mark in marks] == [("guiding", None), (None, "She waits for him.")]
    synced(box, name)
    box.stop()

    box.start()
    marks = box.get(f"/films/{name}/marks")["marks"]
    said = ("id", "principle", "sealed_principle", "sealed_note")
    assert [tuple(mark[key] for key in said) for mark in marks] == [
        (first, None, True, False),
        (second, None, False, True),
    ]
    about = (box.data / "about" / f"{name}.json").read_text()
    assert "guiding" not in about
    assert "She waits" not in about
    assert listed(box, name)["receipt"] is not None
    box.post(f"/films/{name}/principle", {"id": second, "principle": "being attentive"})
    synced(box, name)  # by itself: what the store lacked was brought there
    assert box.post(f"/films/{name}/consent", {"filming": True})["consent"] == "afterwards"
    synced(box, name)

    stored = box.store / name
    shown = attune("marks", stored, "-i", box.data / "practitioner.key", "--json")
    told = json.loads(shown.stdout)
    found = [(mark["id"], mark["principle"], mark["note"]) for mark in told["marks"]]
    assert found == [(first, "guiding", None), (second, "being attentive", "She waits for him.")]
    assert told["consent"] == [
        {"when": when, "consent": {"filming": True, "supervision": False, "training": False}}
        for when in ("while filming", "afterwards")
    ]
    assert attune("verify", stored, "--signers", box.data / "allowed_signers").returncode == 0

    for body in ({"id": "0" * 16, "note": "x"}, {"id": undone, "note": "x"}):
        with pytest.raises(AssertionError, match="There is no such mark in this film"):
            box.post(f"/films/{name}/note", body)
    assert box.post(f"/films/{name}/wipe")["why"] == "receipt"
    assert not (box.data / "about" / f"{name}.json").exists()


def test_a_receipt_from_before_does_not_cover_what_was_said_since(box: Box) -> None:
    name = box.post("/start")["film"]["id"]
    mark = box.post("/mark", {})["id"]
    until((box.films / name / "000000.m4s.age").exists)
    box.post("/stop")
    synced(box, name)
    box.store.rename(box.store.with_name("away"))
    box.store.touch()  # the store is away
    box.post(f"/films/{name}/note", {"id": mark, "note": "Said since."})
    assert listed(box, name)["receipt"] is None
    with pytest.raises(AssertionError, match=r"does not list 000000\.after\.age"):
        box.post(f"/films/{name}/wipe")


def listed(box: Box, name: str) -> Any:
    return box.get(f"/films/{name}")


def synced(box: Box, name: str) -> None:
    box.post(f"/films/{name}/sync")
    until(lambda: bool(listed(box, name)["receipt"]))


def until(so: Callable[[], bool], within: float = 120) -> None:
    deadline = time.monotonic() + within
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
