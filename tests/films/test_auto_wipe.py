"""What the box wipes by itself: only when told to, only with a receipt old enough by clocks that can be trusted."""

from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from appliance.films.auto_wipe import WipeSettings, confirmed, due
from sealed.film.facts import Clock, Started
from sealed.papers.receipt import Receipt
from tests.support.recorder_process import Machine, until

ON = WipeSettings(automatic=True, keep_days=7)
UNTRUSTED = Started(None, "none")


def receipt(when: Started | None) -> Receipt | None:
    if when is None:
        return None
    return Receipt(
        film="undated-k7qmab", store="file:///media/films", when=when, head=None, finding="complete", size=0, objects=()
    )


def at(day: int, time: str = "12:00:00", clock: Clock = "ntp") -> Started:
    return Started(f"2026-11-{day:02}T{time}Z", clock)


@pytest.mark.parametrize(
    ("settings", "when", "now", "wanted"),
    [
        (ON, at(1), at(8), True),
        (ON, at(1), at(8, "11:59:59"), False),
        (ON, at(1), at(30), True),
        (ON, None, at(30), False),
        (ON, UNTRUSTED, at(30), False),
        (ON, at(1), UNTRUSTED, False),
        (ON, at(1), at(30, clock="rtc"), True),
        (ON, at(1), at(30, clock="phone"), False),
        (ON, at(1, clock="phone"), at(30), False),
        (ON, at(20), at(1), False),  # a clock that was set back
        (WipeSettings(), at(1), at(30), False),
        (WipeSettings(automatic=True, keep_days=0), at(1), at(1), True),
    ],
)
def test_when_a_film_is_due(settings: WipeSettings, when: Started | None, now: Started, wanted: bool) -> None:
    assert due(receipt(when), settings, now) is wanted


@pytest.mark.parametrize(
    ("word", "again", "wanted"),
    [
        ("courier", None, False),
        ("courier", at(1), False),
        ("courier", at(8, "11:59:59"), False),
        ("courier", at(8), True),
        ("courier", at(8, clock="phone"), False),
        ("courier", UNTRUSTED, False),
        ("desk", None, True),
    ],
)
def test_one_word_of_the_courier_is_not_enough(
    word: Literal["courier", "desk"], again: Started | None, wanted: bool
) -> None:
    paper = receipt(at(1))
    assert paper is not None
    assert confirmed(replace(paper, word=word, again=again), ON) is wanted


def test_nothing_is_wiped_by_itself_unless_somebody_says_so() -> None:
    assert WipeSettings().automatic is False


@pytest.mark.process
def test_a_box_that_was_told_to_wipes_what_is_synced_and_nothing_else(tmp_path: Path) -> None:
    machine = Machine(tmp_path, wipe=WipeSettings(automatic=True, keep_days=0))
    synced, stays = (machine.studio.film(machine.films, f"undated-{name}") for name in ("synced", "stays"))
    machine.start("recorder")
    machine.start("courier")
    try:
        machine.ready()
        machine.box.post(f"/films/{synced.name}/sync")
        until((machine.data / "wiped" / f"{synced.name}.json.sig").is_file)
        assert not synced.exists()
        assert stays.is_dir()
        assert (machine.store / synced.name / "journal.sig").is_file()
    finally:
        machine.close()
