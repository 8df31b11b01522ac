"""The panel beyond its contract: a plain LED, pins that are not there, a finger that trembles, no panel at all."""

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from appliance.devices.errors import PanelMissing
from appliance.devices.panel import NoPanel
from appliance.devices.patterns import BLINKS, PLAIN
from appliance.devices.pins import Pins
from appliance.devices.real.panel import GpioPanel
from appliance.devices.simulated.panel import SimulatedPanel
from control.messages import Light
from tests.support.inbox import Inbox
from tests.support.mock_pins import MockPanel
from tests.support.panel_contract import PanelContract


class TestOnPins(PanelContract):
    @pytest.fixture
    def panel(self) -> MockPanel:
        return MockPanel()

    @pytest.fixture
    def hands(self, panel: MockPanel) -> MockPanel:
        return panel


pytestmark = pytest.mark.alone


@pytest.fixture
def plain() -> Iterator[MockPanel]:
    """A box with one LED, started."""
    panel = MockPanel(Pins(button=3, led=5))
    panel.start(Inbox(), Inbox())
    yield panel
    panel.close()


def changes(panel: MockPanel, number: int, timeout: float = 8.0) -> list[float]:
    """How long the light stays as it is, `number` times in a row, in seconds; from its next change on."""
    moments: list[float] = []
    last = panel.showing()
    until = time.monotonic() + timeout
    while len(moments) <= number and time.monotonic() < until:
        if panel.showing() != last:
            last = panel.showing()
            moments.append(time.monotonic())
        threading.Event().wait(0.002)
    return [later - earlier for earlier, later in pairwise(moments)]


def test_a_plain_led_is_steady_for_filming_only(plain: MockPanel) -> None:
    plain.show(Light("red"))
    assert plain.showing() == "lit"
    assert changes(plain, 1, timeout=1.2) == []
    plain.show(Light("red", "off"))
    assert plain.showing() is None


def test_a_plain_led_winks_when_ready(plain: MockPanel) -> None:
    plain.show(Light("green"))
    lit, dark = sorted(changes(plain, 2))
    assert dark == pytest.approx(2.9, abs=0.1)
    assert lit == pytest.approx(0.1, abs=0.05)


def test_every_state_of_the_box_looks_different_on_a_plain_led() -> None:
    assert len({*PLAIN.values(), *BLINKS.values()}) == len(PLAIN) + len(BLINKS) - 1


def test_the_light_asked_for_before_the_start_is_shown_at_the_start() -> None:
    panel = MockPanel()
    panel.show(Light("amber"))
    assert panel.showing() is None
    panel.start(Inbox(), Inbox())
    assert panel.showing() == "amber"
    panel.close()


def test_asking_for_the_same_light_again_does_not_disturb_its_blinking(plain: MockPanel) -> None:
    plain.show(Light("red", "fast blink"))
    stop = threading.Event()

    def ask_again() -> None:
        while not stop.wait(0.01):
            plain.show(Light("red", "fast blink"))

    asking = threading.Thread(target=ask_again)
    asking.start()
    spans = changes(plain, 6)
    stop.set()
    asking.join()
    assert spans == pytest.approx([0.125] * 6, abs=0.05)


def test_a_trembling_finger_gives_one_press() -> None:
    panel, presses, holds = MockPanel(), Inbox(), Inbox()
    panel.start(presses, holds)
    for _ in range(5):
        panel.down()
        panel.up()
    panel.down()
    assert presses.quiet(0.1)
    for _ in range(5):
        panel.up()
        panel.down()
    panel.up()
    presses.take(1)
    assert presses.quiet(0.2)
    assert holds.items == []
    panel.close()


def test_press_and_hold_return_when_they_were_reported() -> None:
    panel, presses, holds = SimulatedPanel(), Inbox(), Inbox()
    panel.start(presses, holds)
    panel.press()
    panel.press()
    assert len(presses.items) == 2
    panel.hold()
    assert (len(presses.items), len(holds.items)) == (2, 1)
    panel.press()
    assert (len(presses.items), len(holds.items)) == (3, 1)
    panel.close()


def test_a_finger_finds_no_button_on_a_closed_panel() -> None:
    with pytest.raises(PanelMissing):
        SimulatedPanel().press()


@pytest.mark.parametrize("pins", [Pins(button=99), Pins(red=99), Pins(red=17), Pins(led=99)])
def test_wrong_pins_are_a_missing_panel_and_are_let_go(pins: Pins) -> None:
    panel = MockPanel(pins)
    with pytest.raises(PanelMissing):
        panel.start(Inbox(), Inbox())
    panel.close()
    with pytest.raises(PanelMissing):
        panel.start(Inbox(), Inbox())


@pytest.mark.skipif(Path("/dev/gpiochip0").exists(), reason="this machine has pins")
def test_a_machine_without_pins_has_no_panel() -> None:
    panel = GpioPanel()
    with pytest.raises(PanelMissing):
        panel.start(Inbox(), Inbox())
    panel.close()


def test_no_panel_takes_everything_and_does_nothing() -> None:
    panel, told = NoPanel(), Inbox()
    panel.start(told, told)
    panel.show(Light("red"))
    panel.close()
    panel.close()
    assert told.items == []
