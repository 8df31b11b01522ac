"""The devices that the settings name: simulated ones with faults to inject, real ones without."""

from pathlib import Path

import pytest

from appliance.devices.panel import NoPanel
from appliance.devices.real.panel import GpioPanel
from appliance.devices.real.pi_camera import PiCamera
from appliance.devices.real.pi_sound import PiSound
from appliance.devices.simulated.panel import SimulatedPanel
from appliance.errors import BadSettings
from appliance.recorder.hardware import build
from appliance.recorder.settings import read_settings


def settings_of(tmp_path: Path, *lines: str) -> Path:
    """A file of settings with these lines."""
    config = tmp_path / "recorder.toml"
    facts = [f'data = "{tmp_path}"', 'name = "box-07"', f'key = "{tmp_path}/key"', 'recipients = ["age1x"]']
    config.write_text("\n".join([*facts, *lines, ""]))
    return config


def test_a_simulated_box_has_a_button_and_faults(tmp_path: Path) -> None:
    hardware = build(read_settings(settings_of(tmp_path, 'devices = "simulated"')), tmp_path)
    assert isinstance(hardware.panel, SimulatedPanel)
    assert hardware.button is hardware.panel
    assert {device for device, _ in hardware.faults} == {"camera", "microphone", "card"}


def test_footage_that_cannot_be_read_is_a_setting_to_mend(tmp_path: Path) -> None:
    footage = tmp_path / "family.mp4"
    footage.write_text("no film")
    settings = read_settings(settings_of(tmp_path, 'devices = "simulated"', f'footage = "{footage}"'))
    with pytest.raises(BadSettings, match=r"family\.mp4"):
        build(settings, tmp_path)


@pytest.mark.parametrize(("kind", "panel"), [("gpio", GpioPanel), ("none", NoPanel)])
def test_a_box_on_a_pi_has_real_devices_and_nothing_to_simulate(tmp_path: Path, kind: str, panel: type) -> None:
    lines = ('devices = "pi"', "camera = { width = 1920, height = 1080 }", f'panel = {{ kind = "{kind}" }}')
    hardware = build(read_settings(settings_of(tmp_path, *lines)), tmp_path)
    assert (type(hardware.camera), type(hardware.microphone)) == (PiCamera, PiSound)
    assert (hardware.camera.width, hardware.camera.height) == (1920, 1080)
    assert type(hardware.panel) is panel
    assert hardware.button is None
    assert not hardware.faults
