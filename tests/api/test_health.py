"""The health report: what a box says of itself, signed, and nothing of any family."""

import json
from pathlib import Path

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.health_service import HealthService, last_film
from appliance.errors import Refused
from control.client import Client
from control.messages import (
    AlarmStatus,
    ClockStatus,
    Film,
    Light,
    ReceiptSummary,
    SoundStatus,
    SpaceStatus,
    Status,
    Timestamp,
)
from control.sockets import COURIER_SOCKET
from sealed.film.facts import Started
from sealed.papers.health_report import HealthReport, verify
from sealed.papers.preparation import box_recipient
from sealed.ssh import sshsig
from sealed.ssh.key_file import read_key
from tests.support.box_process import Recorder

KEY = Ed25519PrivateKey.generate()
SERVICE = sshsig.key_line(sshsig.public_bytes(Ed25519PrivateKey.generate()))
PROVISIONED = json.dumps({"service": SERVICE, "box": "attune-07", "sequence": 3, "digest": "", "when": ""})


class Box:
    """A box that shows two alarms and has two films."""

    when = Started("2026-11-26T08:00:00Z", "ntp")

    def status(self) -> Status:
        return Status(
            state="fault",
            light=Light("amber"),
            fault=AlarmStatus("camera-missing", "no camera in K-17's room"),
            warnings=(AlarmStatus("update-failed", "0.3.0"),),
            space=SpaceStatus(0, 0),
            clock=ClockStatus("ntp", 0),
            sound=SoundStatus(),
        )

    def now(self) -> Started:
        return self.when

    def films(self) -> tuple[Film, ...]:
        receipt = ReceiptSummary("store", Timestamp(None, "none"), 1, 1)
        film = Film("20261122-1405-k7qm", 1, 1.0, 1, 0, "complete")
        return film, msgspec.structs.replace(film, id="undated-k7qm3x", receipt=receipt)


def a_box(root: Path) -> HealthService:
    files = {
        "etc/os-release": 'ID=debian\nIMAGE_ID="attune-pi4"\nIMAGE_VERSION=0.2.0\n',
        "proc/cmdline": "console=tty1 attune.slot=b quiet\n",
        "etc/attune/provisioned.json": PROVISIONED,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name in ("films/20261122-1405-k7qm", "wiped/20261125-1031-abcd.json", "receipts/undated-k7qm3x.json"):
        (root / name).mkdir(parents=True)
    return HealthService(Box(), Box(), root, "attune-07", KEY, lambda: ("0" * 32,), root)


def test_it_says_how_the_box_is_and_nothing_else(tmp_path: Path) -> None:
    signed = a_box(tmp_path).report()
    report = verify(signed.body.encode(), signed.signature.encode(), "attune-07", sshsig.public_bytes(KEY))
    assert report == HealthReport(
        box="attune-07", when="2026-11-26T08:00:00Z", version="0.2.0", slot="B", card="unknown",
        bytes_free=report.bytes_free, bytes_total=report.bytes_total, films=2, unsynced=1,
        last_film="2026-11-25T10:31:00Z", bundle=3, alarms=("camera-missing", "update-failed"), papers=("0" * 32,),
            recipient=box_recipient(KEY),
    )  # fmt: skip
    assert "K-17" not in signed.body


def test_without_a_clock_there_is_no_report(tmp_path: Path) -> None:
    service = a_box(tmp_path)
    before, Box.when = Box.when, Started(None, "none")
    try:
        with pytest.raises(Refused):
            service.report()
    finally:
        Box.when = before


def test_a_box_without_films_says_so(tmp_path: Path) -> None:
    assert last_film(tmp_path) is None
    (tmp_path / "wiped" / "20261399-2561-abcd.json").mkdir(parents=True)
    assert last_film(tmp_path) is None


@pytest.mark.process
def test_a_real_recorders_report(recorder: Recorder) -> None:
    with Client(recorder.data / COURIER_SOCKET) as courier:
        signed = courier.health()
    public = sshsig.public_bytes(read_key(recorder.signers.with_suffix(".key")))
    report = msgspec.json.decode(signed.body, type=HealthReport)
    assert verify(signed.body.encode(), signed.signature.encode(), report.box, public).films == 0


@pytest.mark.process
def test_pages_cannot_ask_for_it(control: httpx.Client) -> None:
    assert control.get("/health").status_code == 404
