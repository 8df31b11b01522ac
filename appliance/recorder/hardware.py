"""The devices of one box: real ones on a Raspberry Pi, simulated ones on a laptop. Chosen once, at the start."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from appliance.devices.panel import NoPanel
from appliance.devices.protocols import Camera, Host, Microphone, Panel
from appliance.errors import BadSettings
from appliance.recorder.settings import RecorderSettings


class SimulatedButton(Protocol):
    """A button for commands and tests."""

    def press(self) -> None:
        """A short press; returns when it was reported."""

    def hold(self) -> None:
        """Two seconds; returns when the hold was reported."""


class Hardware(msgspec.Struct, frozen=True):
    """Camera, microphone, panel and host; only simulated ones have a button to push and faults to inject."""

    camera: Camera
    microphone: Microphone | None
    panel: Panel
    host: Host
    button: SimulatedButton | None = None
    faults: Mapping[tuple[str, str], Callable[[], None]] = msgspec.field(default_factory=dict)


def build(settings: RecorderSettings, card: Path) -> Hardware:
    """The devices in the settings. Raises BadSettings when simulated footage cannot be read."""
    simulated = settings.devices == "simulated"
    panel, button = _panel(settings)
    return _simulated(settings, card, panel, button) if simulated else _pi(settings, card, panel, button)


def _panel(settings: RecorderSettings) -> tuple[Panel, SimulatedButton | None]:
    match settings.panel.kind or ("simulated" if settings.devices == "simulated" else "gpio"):
        case "simulated":
            from appliance.devices.simulated.panel import SimulatedPanel

            panel = SimulatedPanel()
            return panel, panel
        case "gpio":
            from appliance.devices.real.panel import GpioPanel

            return GpioPanel(settings.panel.pins()), None
        case "none":
            return NoPanel(), None


def _simulated(settings: RecorderSettings, card: Path, panel: Panel, button: SimulatedButton | None) -> Hardware:
    from appliance.devices.errors import DeviceError
    from appliance.devices.simulated.camera import SimulatedCamera
    from appliance.devices.simulated.footage import Footage
    from appliance.devices.simulated.host import SimulatedHost
    from appliance.devices.simulated.microphone import SimulatedMicrophone
    from appliance.devices.simulated.scene import Scene, Source
    from appliance.devices.simulated.test_card import TestCard

    shape, channels = settings.camera, settings.microphone.channels
    try:
        source: Source = (
            Footage(Path(settings.footage), shape.width, shape.height, channels)
            if settings.footage
            else TestCard(shape.width, shape.height, shape.fraction(), channels)
        )
    except DeviceError as error:
        raise BadSettings(str(error)) from error
    scene = Scene(source)
    camera, microphone, host = SimulatedCamera(scene), SimulatedMicrophone(scene), SimulatedHost(card)
    faults = {
        ("camera", "stall"): camera.stall,
        ("camera", "drop"): camera.drop,
        ("camera", "unplug"): camera.unplug,
        ("camera", "mend"): camera.mend,
        ("microphone", "drop"): microphone.drop,
        ("microphone", "unplug"): microphone.unplug,
        ("microphone", "mend"): microphone.mend,
        ("card", "fill"): host.fill,
        ("card", "mend"): host.mend,
    }
    return Hardware(camera, microphone, panel, host, button, faults)


def _pi(settings: RecorderSettings, card: Path, panel: Panel, button: SimulatedButton | None) -> Hardware:
    from appliance.devices.real.linux_host import LinuxHost
    from appliance.devices.real.pi_camera import PiCamera
    from appliance.devices.real.pi_sound import PiSound

    shape, heard = settings.camera, settings.microphone
    camera = PiCamera(shape.width, shape.height, shape.fraction())
    microphone = PiSound(heard.device, heard.rate, heard.channels)
    return Hardware(camera, microphone, panel, LinuxHost(card, Path(settings.host.root)), button)
