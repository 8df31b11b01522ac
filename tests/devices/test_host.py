"""The host tells how much room there is, and whether its clock can be trusted."""

import os
import time

import pytest

from appliance.devices.host import LinuxHost, SimulatedHost


def test_a_simulated_host_has_the_real_room_until_it_is_filled(tmp_path):
    host = SimulatedHost(tmp_path)
    room = os.statvfs(tmp_path)
    assert host.free() == pytest.approx(room.f_bavail * room.f_frsize, rel=0.01)
    host.fill()
    assert host.free() == 0
    host.mend()
    assert host.free() > 0


def test_a_simulated_host_trusts_the_laptop(tmp_path):
    before = time.time()
    clock = SimulatedHost(tmp_path).clock()
    assert before <= clock.utc <= time.time()
    assert clock.source == "ntp"


def synchronised(root):
    (root / "run/systemd/timesync").mkdir(parents=True)
    (root / "run/systemd/timesync/synchronized").touch()


def battery(root, flag="1"):
    (root / "sys/class/rtc/rtc0").mkdir(parents=True)
    (root / "sys/class/rtc/rtc0/hctosys").write_text(f"{flag}\n")


def test_a_clock_that_nobody_set_is_not_trusted(tmp_path):
    assert LinuxHost(tmp_path, root=tmp_path).clock().source == "none"


def test_a_clock_with_a_battery_is_trusted(tmp_path):
    battery(tmp_path)
    assert LinuxHost(tmp_path, root=tmp_path).clock().source == "rtc"


def test_a_battery_clock_that_the_kernel_did_not_take_is_not_trusted(tmp_path):
    battery(tmp_path, flag="0")
    assert LinuxHost(tmp_path, root=tmp_path).clock().source == "none"


def test_network_time_is_trusted_before_the_battery(tmp_path):
    battery(tmp_path)
    synchronised(tmp_path)
    clock = LinuxHost(tmp_path, root=tmp_path).clock()
    assert clock.source == "ntp"
    assert clock.utc == pytest.approx(time.time(), abs=1)


def test_room_is_that_of_the_data_folder(tmp_path):
    room = os.statvfs(tmp_path)
    assert LinuxHost(tmp_path).free() == pytest.approx(room.f_bavail * room.f_frsize, rel=0.01)
