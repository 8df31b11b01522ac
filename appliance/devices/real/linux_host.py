"""The box itself: its free space, its clock, its power and temperature, and its notifications of systemd."""

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path

from appliance.devices.free_space import free_bytes
from appliance.devices.protocols import Clock, HostReadings
from appliance.devices.real.firmware import throttling
from appliance.devices.real.swap import swaps_to_disk
from appliance.system.systemd import ServiceManager
from control.messages import ClockSource

EARLIEST = 1_767_225_600.0
"""2026-01-01: no box is older than this program, and an earlier time comes from a clock whose battery is dead."""

HOT = 80.0  # degrees Celsius; a Pi slows down from 80 to 85 on

OURS = ("gpiochip*", "snd/pcm*", "media*", "video*")
"""Nodes below /dev of button, light, microphone and camera."""

SETTLING = 10.0  # seconds that udev may take for a start's devices; one that hangs must not keep a box from filming

FIELDS = frozenset({"state", "film", "alarm", "end", "frames", "delivered", "sound_lost"})
"""The fields that may stand in journald besides the message. None has a name, case or note of a family."""

PLAIN = re.compile(r"[\w.:+-]{0,64}")


class LinuxHost:
    """Implements `Host`. `root` stands before every path read, so that a test can lay out a system."""

    def __init__(self, folder: Path, root: Path = Path("/")) -> None:
        self._folder = folder
        self._root = root
        self._manager = ServiceManager()

    def await_devices(self) -> None:
        """Wait while a node of ours cannot be opened and udev has work left: it will give the node its group."""
        end = time.monotonic() + SETTLING
        while (self._root / "run/udev/queue").exists() and not self._ours_open() and time.monotonic() < end:
            time.sleep(0.02)

    def _ours_open(self) -> bool:
        nodes = [node for pattern in OURS for node in (self._root / "dev").glob(pattern)]
        return all(os.access(node, os.R_OK | os.W_OK) for node in nodes)

    def free(self) -> int:
        """Bytes free for films on the card."""
        return free_bytes(self._folder)

    def clock(self) -> Clock:
        """The wall clock, and whether the network or a clock with a battery set it, or nobody."""
        now = time.time()
        return Clock(now, self._source(now))

    def ready(self) -> None:
        self._manager.ready()

    def alive(self, status: str) -> None:
        self._manager.alive(status)

    def stopping(self) -> None:
        self._manager.stopping()

    def journal(self, message: str, priority: int, fields: Mapping[str, str | int]) -> bool:
        """Write to journald, `priority` as in syslog; false if this process is not connected to it.

        Of the fields only FIELDS get in, and of these only codes, numbers and films' ids: no text that people typed.
        """
        if not _writes_to_journal():
            return False
        said = {f"ATTUNE_{name.upper()}": str(value) for name, value in fields.items() if name in FIELDS}
        plain = {name: text for name, text in said.items() if PLAIN.fullmatch(text)}
        return self._manager.journal(message, priority, plain)

    def health(self) -> HostReadings:
        """Temperature and low voltage, by the kernel's sensors and the firmware."""
        temperature = self._temperature()
        firmware = throttling(self._root / "dev/vcio")
        alarm = any(self._read(sensor.parent / "in0_lcrit_alarm") == "1" for sensor in self._voltage_sensors())
        return HostReadings(
            temperature=temperature,
            hot=temperature is not None and temperature >= HOT,
            low_voltage=alarm or (firmware is not None and firmware.low_voltage),
            slowed=firmware is not None and firmware.slowed,
            swaps_to_disk=swaps_to_disk(self._root),
            was_low_voltage=alarm or (firmware is not None and firmware.was_low_voltage),
            battery=min(map(self._charge, batteries := self._batteries()), default=None),
            on_battery=any(self._read(battery / "status") == "Discharging" for battery in batteries),
        )

    def _batteries(self) -> list[Path]:
        """Those that power the box: of a UPS board, not of a clock or a keyboard."""
        kinds = sorted((self._root / "sys/class/power_supply").glob("*/type"))
        found = [kind.parent for kind in kinds if self._read(kind) == "Battery"]
        return [each for each in found if self._read(each / "scope") != "Device" and self._charge(each) >= 0]

    def _charge(self, battery: Path) -> int:
        percent = self._read(battery / "capacity")
        return int(percent) if re.fullmatch(r"[0-9]{1,3}", percent) else -1

    def _source(self, now: float) -> ClockSource:
        if (self._root / "run/systemd/timesync/synchronized").exists():
            return "ntp"
        # The kernel set the clock by it at the start; with an empty battery it would lie before this program.
        clocks = sorted((self._root / "sys/class/rtc").glob("rtc*/hctosys"))
        if now >= EARLIEST and any(self._read(clock) == "1" for clock in clocks):
            return "rtc"
        return "none"

    def _temperature(self) -> float | None:
        zones = sorted((self._root / "sys/class/thermal").glob("thermal_zone*/temp"))
        degrees = [int(text) / 1000 for zone in zones if re.fullmatch(r"-?[0-9]+", text := self._read(zone))]
        return max(degrees, default=None)

    def _voltage_sensors(self) -> list[Path]:
        names = sorted((self._root / "sys/class/hwmon").glob("hwmon*/name"))
        return [name for name in names if self._read(name) == "rpi_volt"]

    @staticmethod
    def _read(path: Path) -> str:
        """A line of sysfs; empty if the kernel does not give it."""
        try:
            return path.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""


def _writes_to_journal() -> bool:
    """Whether standard error of this process is journald's (systemd.exec(5), JOURNAL_STREAM)."""
    stream = os.fstat(2)
    return os.environ.get("JOURNAL_STREAM") == f"{stream.st_dev}:{stream.st_ino}"
