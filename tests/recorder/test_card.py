"""How much film fits on the card, and when a card that failed is tried again."""

from pathlib import Path

import pytest

from appliance.capture.settings import EncoderSettings
from appliance.devices.simulated.host import SimulatedHost
from appliance.recorder.card import PROBE, MemoryCard


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


@pytest.fixture
def card(films: Path) -> MemoryCard:
    return MemoryCard(SimulatedHost(films), films, EncoderSettings())


def test_room_is_counted_at_the_most_that_a_second_may_cost(card: MemoryCard) -> None:
    settings = EncoderSettings()
    second = (settings.peak + max(settings.sound.values())) / 8
    assert card.seconds(free=round(100 * second)) == pytest.approx(100, rel=0.001)
    assert card.seconds() == pytest.approx(card.free / second, rel=0.01)


def test_a_card_is_tried_a_while_after_it_failed(card: MemoryCard, films: Path) -> None:
    assert not card.well_again(1_000)
    assert not card.well_again(1_000 + PROBE - 1)
    assert card.well_again(1_000 + PROBE)
    assert list(films.iterdir()) == [], "the probe is taken away again"


def test_a_card_that_is_still_gone_is_tried_again_later(card: MemoryCard, films: Path) -> None:
    films.rmdir()
    assert not card.well_again(0)
    assert not card.well_again(PROBE)
    films.mkdir()
    assert not card.well_again(PROBE + 1), "the pause begins anew"
    assert card.well_again(2 * PROBE + 1)
