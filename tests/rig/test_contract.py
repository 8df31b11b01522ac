"""The contract of devices, kept by the real ones."""

import pytest

from appliance.devices.real.pi_camera import PiCamera
from appliance.devices.real.pi_sound import PiSound
from tests.devices.contract import CameraContract, MicrophoneContract


class TestPiCamera(CameraContract):
    @pytest.fixture
    def camera(self, sensor):
        return PiCamera()

    @pytest.fixture
    def unplug(self, sensor):
        def unplug() -> None:
            sensor.plugged = False

        return unplug

    @pytest.fixture
    def plug_in(self, sensor):
        return sensor.mend


class TestPiSound(MicrophoneContract):
    @pytest.fixture
    def microphone(self, plug):
        return PiSound("pulse")

    @pytest.fixture
    def unplug(self, plug):
        return plug.pull

    @pytest.fixture
    def plug_in(self, plug):
        return plug.plug
