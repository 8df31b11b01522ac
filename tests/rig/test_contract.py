"""The contract of devices, kept by the real ones."""

from collections.abc import Callable

import pytest

from appliance.devices.real.pi_camera import PiCamera
from appliance.devices.real.pi_sound import PiSound
from tests.rig.pulse import VirtualMicrophone
from tests.rig.virtual_camera import VirtualCamera
from tests.support.device_contract import CameraContract, MicrophoneContract


class TestPiCamera(CameraContract):
    @pytest.fixture
    def camera(self, sensor: VirtualCamera) -> PiCamera:
        return PiCamera()

    @pytest.fixture
    def unplug(self, sensor: VirtualCamera) -> Callable[[], None]:
        def unplug() -> None:
            sensor.plugged = False

        return unplug

    @pytest.fixture
    def plug_in(self, sensor: VirtualCamera) -> Callable[[], None]:
        return sensor.mend


class TestPiSound(MicrophoneContract):
    @pytest.fixture
    def microphone(self, plug: VirtualMicrophone) -> PiSound:
        return PiSound("pulse")

    @pytest.fixture
    def unplug(self, plug: VirtualMicrophone) -> Callable[[], None]:
        return plug.pull

    @pytest.fixture
    def plug_in(self, plug: VirtualMicrophone) -> Callable[[], None]:
        return plug.plug
