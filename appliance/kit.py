"""The devices of one box: real ones on a Raspberry Pi, simulated ones on a laptop. Chosen once, at the start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from appliance.devices.protocols import Camera, Host, Microphone, Panel
from appliance.errors import BadSettings
from appliance.settings import RecorderSettings


class Hand(Protocol):
    """What pushes a simulated button."""

    def press(self) -> None:
        """A short press; returns when it has been felt."""

    def hold(self) -> None:
        """Two seconds; returns when the hold has been felt."""


@dataclass(frozen=True)
class Kit:
    """Camera, microphone, panel and host, and what only a simulated box has: a hand and troubles."""

    camera: Camera
    microphone: Microphone | None
    panel: Panel
    host: Host
    hand: Hand | None = None
    troubles: Mapping[tuple[str, str], Callable[[], None]] = field(default_factory=dict)


def build(settings: RecorderSettings, card: Path) -> Kit:
    """The kit that the settings name. Raises BadSettings when simulated footage cannot be read."""
    return _simulated(settings, card) if settings.devices == "simulated" else _pi(settings, card)


def _simulated(settings: RecorderSettings, card: Path) -> Kit:
    from appliance.devices.errors import DeviceError
    from appliance.devices.footage import Footage
    from appliance.devices.host import SimulatedHost
    from appliance.devices.scene import Scene, Source
    from appliance.devices.sim_camera import SimulatedCamera
    from appliance.devices.sim_microphone import SimulatedMicrophone
    from appliance.devices.sim_panel import SimulatedPanel
    from appliance.devices.test_card import TestCard

    shape = settings.camera
    try:
        source: Source = (
            Footage(Path(settings.footage), shape.width, shape.height)
            if settings.footage
            else TestCard(shape.width, shape.height, shape.fraction())
        )
    except DeviceError as error:
        raise BadSettings(str(error)) from error
    scene = Scene(source)
    camera, microphone = SimulatedCamera(scene), SimulatedMicrophone(scene)
    host, panel = SimulatedHost(card), SimulatedPanel(settings.panel.pins())
    troubles = {
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
    return Kit(camera, microphone, panel, host, panel, troubles)


def _pi(settings: RecorderSettings, card: Path) -> Kit:
    raise BadSettings('This version knows only simulated devices: set `devices = "simulated"`.')
