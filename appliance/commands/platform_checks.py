"""Checks of the machine that a box is made of, from the kernel and systemd alone: they need no recorder that runs."""

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.x509 import load_pem_x509_certificate

from appliance.devices.real.firmware import throttling
from appliance.devices.real.swap import swaps_to_disk
from appliance.system.card_wear import card_health
from appliance.system.errors import InstallerTooOld
from appliance.system.image import booted_slot, installed
from appliance.system.rauc import check_installer
from appliance.system.update_record import read_record

State = Literal["good", "warning", "bad", "unknown"]
SERVICES = ("attune-recorder", "attune-web.socket", "attune-web", "attune-courier")
SYSTEMD = 257
"""Older ones ignore a part of the units' sandboxes."""
TRYBOOT = datetime(2022, 10, 18, tzinfo=UTC)
"""The boot loader's release that first starts another partition on trial."""
ENDS_SOON = timedelta(days=60)
NEARLY_FULL = 0.1
Ask = Callable[[Sequence[str]], str | None]


class PlatformCheck(msgspec.Struct, frozen=True):
    """One thing looked at, with a sentence that says what to do. `unknown`: it does not show here."""

    name: str
    state: State
    message: str


def ask(words: Sequence[str]) -> str | None:
    """What a program of the system answers; None where there is none, or it fails."""
    try:
        ran = subprocess.run(words, check=False, capture_output=True, encoding="utf-8", errors="replace", timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout.strip() if ran.returncode == 0 else None


class Platform:
    """`root` stands before every path read; `ask` runs programs; `data` holds the films."""

    def __init__(self, root: Path, data: Path, ask: Ask = ask) -> None:
        self._root, self._data, self._ask = root, data, ask

    def checks(self) -> list[PlatformCheck]:
        """All of them, in the order in which one would look."""
        system = (self._units, self._sandbox, self._versions, self._update, self._swap, self._clock)
        machine = (self._card, self._space, self._radio, self._uplink, self._eeprom, self._power, self._certificate)
        return [PlatformCheck(look.__name__.strip("_"), *look()) for look in (*system, *machine)]

    def _units(self) -> tuple[State, str]:
        shown = self._ask(["systemctl", "show", "-P", "ActiveState", *SERVICES])
        if shown is None:
            return "unknown", "systemd does not answer."
        down = [name for name, state in zip(SERVICES, shown.split(), strict=False) if state != "active"]
        if down:
            return "bad", f"{', '.join(down)} not active. Look at it: journalctl -u {down[0]}"
        return "good", "All services are active."

    def _sandbox(self) -> tuple[State, str]:
        found = re.match(r"systemd ([0-9]+)", self._ask(["systemctl", "--version"]) or "")
        if not found:
            return "unknown", "systemd's version does not show."
        if int(found[1]) < SYSTEMD:
            return "bad", f"systemd {found[1]} ignores a part of the sandboxes. Use the image, or Debian 13."
        return "good", f"systemd {found[1]} keeps the sandboxes."

    def _versions(self) -> tuple[State, str]:
        image, kernel = installed(self._root), os.uname().release
        rauc = (self._ask(["rauc", "--version"]) or "").split()
        said = f"Attune {image.version}, {image.kind or 'no image'}, Linux {kernel}"
        if not rauc:
            return "good", f"{said}."
        try:
            check_installer(rauc[-1], kernel)
        except InstallerTooOld as error:
            return "bad", str(error)
        return "good", f"{said}, RAUC {rauc[-1]}."

    def _update(self) -> tuple[State, str]:
        record, slot = read_record(self._root), booted_slot(self._root)
        if record.message:
            return "warning", record.message
        if slot is None:
            return "unknown", "This system has no slots: its update is a new card."
        last = f"; the last update ({record.version}) is {record.state}" if record.version else ""
        return "good", f"It runs from slot {slot}{last}."

    def _swap(self) -> tuple[State, str]:
        if swaps_to_disk(self._root):
            return "bad", "Memory may be written to a disk, and a film in the clear with it. Switch off the swap."
        return "good", "Memory is never written to a disk."

    def _clock(self) -> tuple[State, str]:
        if (self._root / "run/systemd/timesync/synchronized").exists():
            return "good", "The network set the clock."
        battery = [path.read_text("ascii").strip() for path in self._root.glob("sys/class/rtc/rtc*/hctosys")]
        if "1" in battery:
            return "good", "A battery kept the clock."
        return "warning", "Nobody set the clock. Connect the box to a network once, or open its page on a phone."

    def _card(self) -> tuple[State, str]:
        match card_health(self._root, self._data):
            case "failing":
                return "bad", "The card fails: the file system met errors, or its reserve is used up. Change it now."
            case "worn":
                return "warning", "The card is worn. Change it soon."
            case "unknown":
                return "unknown", "The card does not say how worn it is, as most SD cards; it made no error so far."
            case _:
                return "good", "The card is well."

    def _space(self) -> tuple[State, str]:
        try:
            space = os.statvfs(self._data)
        except OSError as error:
            return "bad", f"{self._data} cannot be read ({error.strerror})."
        free = space.f_bavail * space.f_frsize
        state: State = "warning" if space.f_bavail < NEARLY_FULL * space.f_blocks else "good"
        return state, f"{free / 1e9:.1f} GB are free." + (" Sync and wipe films." if state == "warning" else "")

    def _radio(self) -> tuple[State, str]:
        if not (self._root / "sys/class/net/wlan0").exists():
            return "bad", "There is no radio wlan0: phones cannot reach the box."
        wanted = _text(self._root / "etc/attune/country")
        found = re.search(r"country (\w\w):", self._ask(["iw", "reg", "get"]) or "")
        if not wanted or not found:
            return "unknown", "The radio's country does not show."
        if found[1] != wanted:
            return "bad", f"The radio keeps the rules of {found[1]}, not of {wanted}: systemctl restart attune-radio"
        return "good", f"The radio keeps the rules of {wanted}."

    def _uplink(self) -> tuple[State, str]:
        lines = [line.split() for line in _text(self._root / "proc/net/route").splitlines()[1:]]
        through = [words[0] for words in lines if len(words) > 1 and words[1] == "00000000" and words[0] != "wlan0"]
        if not through:
            return "warning", "There is no uplink: films wait for a cable or another network."
        return "good", f"Films can leave through {through[0]}."

    def _eeprom(self) -> tuple[State, str]:
        try:
            stamp = (self._root / "proc/device-tree/chosen/bootloader/build-timestamp").read_bytes()
        except OSError:
            return "unknown", "This machine has no Raspberry Pi's boot loader."
        built = datetime.fromtimestamp(int.from_bytes(stamp), UTC)
        if built < TRYBOOT:
            return "bad", f"The boot loader is of {built:%Y-%m}: it can try no update. Run rpi-eeprom-update -a once."
        return "good", f"The boot loader is of {built:%Y-%m}."

    def _power(self) -> tuple[State, str]:
        found = throttling(self._root / "dev/vcio")
        if found is None:
            return "unknown", "This machine does not measure its power."
        if found.low_voltage:
            return "bad", "The power is too weak. Use the box's own power supply."
        if found.was_low_voltage or found.slowed:
            return "warning", "The box was slowed down, by weak power or heat. Look at its supply, and give it air."
        return "good", "The power is strong enough, and the box is not slowed down."

    def _certificate(self) -> tuple[State, str]:
        with suppress(OSError, ValueError):
            pem = (self._root / "etc/attune/tls/box.crt").read_bytes()
            end = load_pem_x509_certificate(pem).not_valid_after_utc
            if end < datetime.now(UTC) + ENDS_SOON:
                return "bad" if end < datetime.now(
                    UTC
                ) else "warning", f"The certificate ends on {end:%Y-%m-%d}. Renew."
            return "good", f"The certificate is good until {end:%Y-%m-%d}."
        return "unknown", "There is no certificate: this box was not set up."


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace").strip()
    except OSError:
        return ""
