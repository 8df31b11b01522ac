"""Times, sizes and lights in words."""

from typing import Any

import msgspec
import pytest

from control.messages import Film, Light
from tests.support.world import film, receipt
from web.text import text


def typed(**facts: Any) -> Film:
    return msgspec.convert(film(**facts), Film)


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (7.9, "0:07"), (760, "12:40"), (3723, "1:02:03")])
def test_running(seconds: float, said: str) -> None:
    assert text.running(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0 s"), (59.6, "1 min"), (61, "1 min 1 s"), (600, "10 min")])
def test_length(seconds: float, said: str) -> None:
    assert text.length(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (184_300_000, "184 MB"), (2_500_000_000, "2.5 GB")]
)
def test_size(count: int, said: str) -> None:
    assert text.size(count) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "No room for a film"), (7, "Room for 7 minutes of film"), (740, "Room for 12 hours of film")],
)  # fmt: skip
def test_room(minutes: float, said: str) -> None:
    assert text.room(minutes) == said


@pytest.mark.parametrize(
    ("level", "said"), [(None, "No microphone"), (-80.0, "Nothing heard"), (-30.0, "Heard"), (-0.2, "Too loud")]
)
def test_sound(level: float | None, said: str) -> None:
    assert text.sound(level) == said


def test_light_never_by_colour_alone() -> None:
    said = {text.light(Light("red", pattern)) for pattern in ("steady", "blink", "slow blink", "fast blink", "off")}
    assert said == {
        "Red light",
        "Red light, blinking",
        "Red light, blinking slowly",
        "Red light, blinking fast",
        "Light off",
    }


def test_film_names() -> None:
    assert text.name("20261122-1405-k7qm") == "Film k7qm"
    assert text.name("undated-k7qm3x") == "Film k7qm3x"
    began = text.began("20261122-1405-k7qm")
    assert began is not None
    assert text.day(began) == "22 November 2026, 14:05 UTC"
    assert text.began("undated-k7qm3x") is None


def test_receipt_without_a_trusted_clock() -> None:
    assert text.checked(typed(receipt=receipt(when=None))) is None
    checked = text.checked(typed(receipt=receipt()))
    assert checked is not None
    assert checked.isoformat() == "2026-11-22T14:32:00+00:00"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "Waiting to upload"),
        ("copying", "Uploading: 81 MB of 184 MB"),
        ("verifying", "Checking the upload: 81 MB of 184 MB"),
        ("failed", "The upload did not work"),
    ],
)
def test_progress(state: str, said: str) -> None:
    sync = {"state": state, "done": 81_000_000, "total": 184_300_000, "message": None}
    assert text.progress(typed(sync=sync)) == said
