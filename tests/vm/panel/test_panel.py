"""The real panel: gpiozero on lgpio on the kernel's GPIO character device keeps the contract of the simulated one."""

import subprocess
import sys
from pathlib import Path

import gpiozero
import pytest

from appliance.devices.errors import PanelMissing
from appliance.devices.pins import Pins
from appliance.devices.real.panel import GpioPanel
from tests.support.inbox import Inbox
from tests.support.panel_contract import PanelContract
from tests.vm.panel.header import Header


@pytest.fixture
def hands() -> Header:
    return Header()


@pytest.fixture
def panel(hands: Header) -> GpioPanel:
    return GpioPanel()


class TestPanel(PanelContract):
    """The fixtures are above."""


def test_the_pins_are_the_kernels(panel: GpioPanel) -> None:
    panel.start(Inbox(), Inbox())
    assert type(gpiozero.Device.pin_factory).__name__ == "LGPIOFactory"
    assert Path("/dev/gpiochip0").is_char_device()
    panel.close()


def test_pins_that_somebody_else_has_are_a_missing_panel(panel: GpioPanel) -> None:
    panel.start(Inbox(), Inbox())
    other = GpioPanel()
    with pytest.raises(PanelMissing):
        other.start(Inbox(), Inbox())
    panel.close()


def test_pins_that_are_not_there_are_a_missing_panel(hands: Header) -> None:
    with pytest.raises(PanelMissing):
        GpioPanel(Pins(button=99)).start(Inbox(), Inbox())


def test_a_finger_that_trembles_pushes_once(panel: GpioPanel, hands: Header) -> None:
    presses, holds = Inbox(), Inbox()
    panel.start(presses, holds)
    for _ in range(4):
        hands.down()
        hands.up()
    hands.down()
    assert presses.quiet(0.15)
    hands.up()
    hands.down()
    hands.up()
    presses.take(1)
    assert presses.quiet(0.3)
    assert holds.items == []
    panel.close()


@pytest.mark.parametrize(("folder", "found"), [("/proc", False), ("/tmp", True)])
def test_lgpio_makes_its_pipes_where_it_is_started(folder: str, found: bool) -> None:
    # With pins of its own: this process does not give back to the kernel what it had once.
    script = """if True:
        from appliance.devices.errors import PanelMissing
        from appliance.devices.pins import Pins
        from appliance.devices.real.panel import GpioPanel
        try:
            GpioPanel(Pins(5, 6, 13, 19)).start(print, print)
        except PanelMissing as error:
            print(error)
        """
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    assert ("were not found" in said.stdout) is not found, said
