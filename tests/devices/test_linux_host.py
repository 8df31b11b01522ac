"""What the box says of itself, read from a system that the test laid out."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from appliance.devices.protocols import HostReadings
from appliance.devices.real.firmware import ANSWERED, GET_THROTTLED, MESSAGE, Throttling, answer, question, throttling
from appliance.devices.real.linux_host import LinuxHost

Lay = Callable[..., LinuxHost]


@pytest.fixture
def system(tmp_path: Path) -> Lay:
    def lay(**files: str) -> LinuxHost:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return LinuxHost(tmp_path, root=tmp_path)

    return lay


def test_room_is_that_of_the_data_folder(system: Lay, tmp_path: Path) -> None:
    room = os.statvfs(tmp_path)
    assert system().free() == pytest.approx(room.f_bavail * room.f_frsize, rel=0.01)


BATTERY = {"sys__class__rtc__rtc0__hctosys": "1\n"}
NETWORK = {"run__systemd__timesync__synchronized": ""}


@pytest.mark.parametrize(
    ("files", "source"),
    [
        ({}, "none"),
        (BATTERY, "rtc"),
        (NETWORK, "ntp"),
        (BATTERY | NETWORK, "ntp"),
        ({"sys__class__rtc__rtc0__hctosys": "0\n", "sys__class__rtc__rtc1__hctosys": "1\n"}, "rtc"),
        ({"sys__class__rtc__rtc0__hctosys": "0\n"}, "none"),
    ],
)
def test_who_set_the_clock(system: Lay, files: dict[str, str], source: str) -> None:
    clock = system(**files).clock()
    assert clock.source == source
    assert clock.utc == pytest.approx(time.time(), abs=1)


@pytest.mark.parametrize(("milli", "degrees", "hot"), [("45123\n", 45.123, False), ("80000\n", 80.0, True)])
def test_heat(system: Lay, milli: str, degrees: float, hot: bool) -> None:
    health = system(sys__class__thermal__thermal_zone0__temp=milli).health()
    assert (health.temperature, health.hot) == (degrees, hot)


def test_the_hottest_zone_counts_and_a_broken_one_does_not(system: Lay) -> None:
    host = system(
        sys__class__thermal__thermal_zone0__temp="50000",
        sys__class__thermal__thermal_zone1__temp="60000",
        sys__class__thermal__thermal_zone2__temp="",
    )
    assert host.health().temperature == 60.0


def test_low_voltage_by_the_kernels_sensor(system: Lay) -> None:
    sensor = {"sys__class__hwmon__hwmon0__name": "cpu_thermal", "sys__class__hwmon__hwmon0__in0_lcrit_alarm": "1"}
    assert not system(**sensor).health().low_voltage
    sensor |= {"sys__class__hwmon__hwmon3__name": "rpi_volt\n", "sys__class__hwmon__hwmon3__in0_lcrit_alarm": "0\n"}
    assert not system(**sensor).health().low_voltage
    sensor |= {"sys__class__hwmon__hwmon3__in0_lcrit_alarm": "1\n"}
    assert system(**sensor).health().low_voltage


def test_the_battery_of_a_ups_board(system: Lay) -> None:
    keyboard = {"type": "Battery", "scope": "Device", "capacity": "3", "status": "Discharging"}
    adapter, board = {"type": "Mains"}, {"type": "Battery\n", "capacity": "71\n", "status": "Discharging\n"}

    def laid(**supplies: dict[str, str]) -> HostReadings:
        under = "sys__class__power_supply"
        files = {f"{under}__{name}__{key}": text for name, facts in supplies.items() for key, text in facts.items()}
        return system(**files).health()

    assert laid(keyboard=keyboard, adapter=adapter).battery is None
    on = laid(keyboard=keyboard, adapter=adapter, board=board)
    assert (on.battery, on.on_battery) == (71, True)
    plugged = laid(board=board | {"status": "Charging"})
    assert (plugged.battery, plugged.on_battery) == (71, False)
    assert laid(board=board | {"capacity": "much"}).battery is None


def test_a_computer_without_sensors_has_nothing_to_say(system: Lay) -> None:
    health = system().health()
    assert health.temperature is None
    assert not (health.hot or health.low_voltage or health.slowed or health.was_low_voltage or health.on_battery)
    assert health.battery is None


@pytest.mark.parametrize(
    ("bits", "found"),
    [
        (0x0, Throttling(False, False, False)),
        (0x50005, Throttling(True, True, True)),
        (0x50000, Throttling(False, False, True)),
        (0x80008, Throttling(False, True, False)),
    ],
)
def test_the_firmwares_answer(bits: int, found: Throttling) -> None:
    asked = MESSAGE.unpack(question())
    assert asked[:4] == (28, 0, GET_THROTTLED, 4)
    assert answer(MESSAGE.pack(28, ANSWERED, GET_THROTTLED, 4, ANSWERED | 4, bits, 0)) == found


def test_a_firmware_that_does_not_understand(tmp_path: Path) -> None:
    assert answer(MESSAGE.pack(28, ANSWERED | 1, GET_THROTTLED, 4, 0, 0, 0)) is None
    assert throttling(tmp_path / "vcio") is None
    (tmp_path / "vcio").touch()
    assert throttling(tmp_path / "vcio") is None


def test_without_a_journal_the_host_says_so(system: Lay) -> None:
    assert not system().journal("ready", 6, {})


SWAPS = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


@pytest.mark.parametrize(
    ("swaps", "backing", "found"),
    [
        ("", None, False),
        ("/dev/zram0  partition\t1048572\t0\t100\n", None, False),
        ("/dev/zram0  partition\t1048572\t0\t100\n", "none\n", False),
        ("/dev/zram0  partition\t1048572\t0\t100\n", "/dev/loop0\n", True),
        ("/var/swap  file\t102396\t0\t-2\n", None, True),
        ("/dev/mmcblk0p3  partition\t102396\t0\t-2\n", None, True),
        ("/dev/zram0  partition\t1\t0\t100\n/var/swap  file\t1\t0\t-2\n", "none", True),
        ("/home/zram0  file\t1\t0\t-2\n", None, True),
    ],
)
def test_swap_on_a_disk(system: Lay, swaps: str, backing: str | None, found: bool) -> None:
    files = {"proc__swaps": SWAPS + swaps} | ({"sys__block__zram0__backing_dev": backing} if backing else {})
    assert system(**files).health().swaps_to_disk is found


def test_a_name_in_no_encoding_is_a_disk_too(system: Lay, tmp_path: Path) -> None:
    host = system(proc__swaps=SWAPS)
    (tmp_path / "proc/swaps").write_bytes(SWAPS.encode() + b"/var/sw\xe9p file 1 0 -2\n")
    assert host.health().swaps_to_disk


def test_devices_that_udev_has_not_finished_with_are_waited_for(system: Lay, tmp_path: Path) -> None:
    host, seen = system(run__udev__queue="", dev__gpiochip0=""), list[str]()
    host.await_devices()
    (tmp_path / "dev/gpiochip0").unlink()
    (tmp_path / "dev/gpiochip0").symlink_to("nowhere")  # root may open whatever there is

    def wait() -> None:
        host.await_devices()
        seen.append("set up")

    waits = Thread(target=wait)
    waits.start()
    seen.append("udev is busy")
    (tmp_path / "run/udev/queue").unlink()
    waits.join()
    assert seen == ["udev is busy", "set up"]
    host.await_devices()
