"""The machine's checks, on systems laid out in a folder: each is seen good and seen wrong, without a recorder."""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance.commands.platform_checks import SERVICES, Platform, PlatformCheck
from attune.command import main

ANSWERS = {
    "systemctl show": "\n".join(["active"] * len(SERVICES)),
    "systemctl --version": "systemd 257 (257.8-1)\n+PAM",
    "rauc --version": "rauc 1.15.2",
    "iw reg": "global\ncountry GB: DFS-ETSI",
}
FILES = {
    "etc/os-release": "IMAGE_ID=attune-pi4\nIMAGE_VERSION=0.2.0\n",
    "proc/cmdline": "attune.slot=a",
    "proc/swaps": "Filename Type Size Used Priority\n",
    "proc/net/route": "Iface Destination\neth0 00000000\nwlan0 004D0A00\n",
    "run/systemd/timesync/synchronized": "",
    "sys/class/net/wlan0/address": "",
    "etc/attune/country": "GB\n",
}
STAMP = "proc/device-tree/chosen/bootloader/build-timestamp"


def certificate(days: int) -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "box")])
    start, end = now - datetime.timedelta(days=900), now + datetime.timedelta(days=days)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, start, end).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


class Laid:
    """A system in a folder."""

    def __init__(self, root: Path) -> None:
        self.root, self.answers = root, dict(ANSWERS)
        for name, text in FILES.items():
            self.write(name, text.encode())
        self.write(STAMP, int(datetime.datetime(2023, 1, 11, tzinfo=datetime.UTC).timestamp()).to_bytes(4))
        self.write("etc/attune/tls/box.crt", certificate(days=400))

    def write(self, name: str, data: bytes) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(data)

    def ask(self, words: Sequence[str]) -> str | None:
        return self.answers.get(" ".join(words[:2]))

    def found(self) -> dict[str, PlatformCheck]:
        return {check.name: check for check in Platform(self.root, self.root, self.ask).checks()}


@pytest.fixture
def laid(tmp_path: Path) -> Laid:
    return Laid(tmp_path)


def test_a_good_box_is_good(laid: Laid) -> None:
    states = {name: check.state for name, check in laid.found().items()}
    assert states.pop("space") in {"good", "warning"}
    assert states.pop("card") in {"good", "unknown"}
    assert states.pop("power") == "unknown"  # no Raspberry Pi's firmware
    assert set(states.values()) == {"good"}, states
    assert len(states) == 10


WRONG = {
    "units": ("bad", {"systemctl show": "active\nactive\nfailed\nactive"}, {}),
    "sandbox": ("bad", {"systemctl --version": "systemd 252 (252.39)"}, {}),
    "update": (
        "warning",
        {},
        {"etc/attune/update.json": b'{"state": "failed", "message": "It went back to the version before."}'},
    ),
    "swap": ("bad", {}, {"proc/swaps": b"Filename Type\n/dev/mmcblk0p3 partition 1 0 -2\n"}),
    "radio": ("bad", {}, {"etc/attune/country": b"DE\n"}),
    "uplink": ("warning", {}, {"proc/net/route": b"Iface Destination\nwlan0 00000000\n"}),
    "eeprom": ("bad", {}, {STAMP: (1_600_000_000).to_bytes(4)}),
    "certificate": ("warning", {}, {"etc/attune/tls/box.crt": certificate(days=30)}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_seen_and_says_what_to_do(laid: Laid, name: str) -> None:
    state, answers, files = WRONG[name]
    laid.answers |= answers
    for path, data in files.items():
        laid.write(path, data)
    found = laid.found()[name]
    assert found.state == state
    assert len(found.message) > 20


def test_a_dead_certificate_and_no_radio_are_bad(laid: Laid) -> None:
    laid.write("etc/attune/tls/box.crt", certificate(days=-1))
    (laid.root / "sys/class/net/wlan0/address").unlink()
    (laid.root / "sys/class/net/wlan0").rmdir()
    (laid.root / "run/systemd/timesync/synchronized").unlink()
    found = laid.found()
    assert [found[name].state for name in ("certificate", "radio", "clock")] == ["bad", "bad", "warning"]


def test_a_machine_that_answers_nothing_is_unknown_and_no_error(tmp_path: Path) -> None:
    states = {check.name: check.state for check in Platform(tmp_path, tmp_path / "none", lambda _: None).checks()}
    assert {name for name, state in states.items() if state == "unknown"} >= {"units", "sandbox", "eeprom", "power"}
    assert states["space"] == "bad"


@pytest.mark.process
def test_a_box_whose_recorder_does_not_run_is_looked_at_all_the_same(laid: Laid) -> None:
    data = laid.root / "var/lib/attune"
    data.mkdir(parents=True)
    words = ["doctor", "--root", str(laid.root), "--data", str(data)]
    ran = CliRunner().invoke(main, words)
    assert ran.exit_code == 1
    assert "certificate" in ran.output
    ran = CliRunner().invoke(main, [*words, "--json"])
    found = json.loads(ran.stdout.splitlines()[0])
    assert {check["name"] for check in found["platform"]} >= {"units", "update", "eeprom"}


@pytest.mark.process
def test_the_acceptance_page_is_one_page_with_what_the_machine_knows(laid: Laid) -> None:
    ran = CliRunner().invoke(main, ["doctor", "--acceptance", "--root", str(laid.root), "--data", str(laid.root)])
    assert ran.exit_code == 0
    assert "boot loader is of 2023-01" in ran.output
    assert len(ran.output.splitlines()) <= 66
    for word in ("iPhone", "kill -STOP", "clap", "plug", "update", "sysrq"):
        assert word in ran.output
