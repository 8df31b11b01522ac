"""The fleet, from health reports in a real folder store: who is late, full, old, failing, or not who it says."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from provision.changes import end
from provision.fleet import Health, read_fleet
from provision.records import Records
from provision.service import Service
from sealed.papers.box_bundle import format_time
from sealed.papers.errors import ReportError
from sealed.papers.health_report import HealthReport, verify
from sealed.ssh import sshsig
from tests.support.services import new_box, new_key

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WELL: dict[str, Any] = {"version": "0.2.0", "bytes_free": 90, "bytes_total": 100, "card": "good"}


class Fleet:
    """Boxes that report into a folder."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.service, self.folder, self.store = service, folder, folder / "store"
        (self.store / "boxes").mkdir(parents=True)
        self.keys: dict[str, Ed25519PrivateKey] = {}

    def add(self, box: str) -> None:
        new_box(self.service, self.folder / "made", box)
        self.keys[box] = new_key(self.service, self.folder, box)

    def report(self, box: str, days: float = 1, key: Ed25519PrivateKey | None = None, **facts: object) -> HealthReport:
        when = format_time(NOW - timedelta(days=days))
        made = HealthReport(**({"box": box, "when": when} | WELL | facts))
        made.write(self.store / "boxes", key or self.keys[box])
        return made

    def read(self) -> dict[str, Health]:
        records = Records(self.service).all()
        found = asyncio.run(read_fleet(records, self.store.as_uri(), None, NOW, timedelta(days=14)))
        return {each.box: each for each in found}


@pytest.fixture
def fleet(service: Service, tmp_path: Path) -> Fleet:
    return Fleet(service, tmp_path)


def test_flags_what_somebody_has_to_look_at(fleet: Fleet) -> None:
    wrong: dict[str, dict[str, object]] = {
        "well": {},
        "late": {"days": 15},
        "full": {"bytes_free": 9},
        "old": {"version": "0.1.9"},
        "failing": {"alarms": ("camera-missing",)},
        "worn": {"card": "worn"},
        "certificate": {"certificate_expires": "2027-01-01T00:00:00Z"},
    }
    for box, facts in wrong.items():
        fleet.add(box)
        fleet.report(box, **facts)  # type: ignore[arg-type]
    found = fleet.read()
    assert {box: health.flags for box, health in found.items()} == {
        box: () if box == "well" else (box,) for box in wrong
    }


def test_versions_are_numbers(fleet: Fleet) -> None:
    for box, version in (("a", "0.10.0"), ("b", "0.9.9")):
        fleet.add(box)
        fleet.report(box, version=version)
    found = fleet.read()
    assert (found["a"].flags, found["b"].flags) == ((), ("old",))


def test_who_never_reported_and_who_is_not_known(fleet: Fleet) -> None:
    fleet.add("silent")
    new_box(fleet.service, fleet.folder / "made", "new")
    fleet.report("new", key=Ed25519PrivateKey.generate())
    found = fleet.read()
    assert (found["silent"].flags, found["silent"].report) == (("no-report",), None)
    assert (found["new"].flags, found["new"].report) == (("no-key",), None)


def test_a_report_by_another_key_is_not_believed(fleet: Fleet) -> None:
    fleet.add("a")
    fleet.report("a", key=Ed25519PrivateKey.generate())
    assert fleet.read()["a"] == Health("a", "", None, ("forged",))


def test_of_reports_that_cannot_be_replaced_the_newest_counts(fleet: Fleet) -> None:
    fleet.add("a")
    boxes = fleet.store / "boxes"
    for days in (3, 2, 1):
        report = fleet.report("a", days=days)
        stamp = report.when.replace("-", "").replace(":", "")
        for end_ in (".json", ".json.sig"):
            (boxes / f"a{end_}").rename(boxes / f"a.{stamp}{end_}")
    found = fleet.read()["a"].report
    assert found is not None
    assert found.when == format_time(NOW - timedelta(days=1))


def test_boxes_out_of_use_are_left_out(fleet: Fleet) -> None:
    for box in ("a", "b"):
        fleet.add(box)
        fleet.report(box)
    end(fleet.service, "b", "retired", NOW)
    assert list(fleet.read()) == ["a"]


def test_a_report_is_what_its_box_signed(fleet: Fleet) -> None:
    fleet.add("a")
    report, key = fleet.report("a"), fleet.keys["a"]
    files, public = report.files(key), sshsig.public_bytes(key)
    body, signature = files["a.json"], files["a.json.sig"]
    assert verify(body, signature, "a", public) == report
    for wrong in (
        (body.replace(b"90", b"91"), signature, "a", public),
        (body, b"", "a", public),
        (body, signature, "b", public),
        (body, signature, "a", bytes(32)),
        (body, sshsig.sign(key, body, "attune-film").encode(), "a", public),
    ):
        with pytest.raises(ReportError):
            verify(*wrong)


def test_a_later_versions_report_is_read(fleet: Fleet) -> None:
    fleet.add("a")
    key = fleet.keys["a"]
    body = msgspec.json.encode(msgspec.to_builtins(fleet.report("a")) | {"more": 1})
    signature = sshsig.sign(key, body, "attune-health").encode()
    assert verify(body, signature, "a", sshsig.public_bytes(key)).box == "a"
