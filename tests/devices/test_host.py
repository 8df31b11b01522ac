"""The simulated host tells how much room there really is, until it is told that the card is full."""

import os
import time
from pathlib import Path

import pytest

from appliance.devices.simulated.host import SimulatedHost


def test_a_simulated_host_has_the_real_room_until_it_is_filled(tmp_path: Path) -> None:
    host = SimulatedHost(tmp_path)
    room = os.statvfs(tmp_path)
    assert host.free() == pytest.approx(room.f_bavail * room.f_frsize, rel=0.01)
    host.fill()
    assert host.free() == 0
    host.mend()
    assert host.free() > 0


def test_a_simulated_host_trusts_the_laptop(tmp_path: Path) -> None:
    before = time.time()
    clock = SimulatedHost(tmp_path).clock()
    assert before <= clock.utc <= time.time()
    assert clock.source == "ntp"
