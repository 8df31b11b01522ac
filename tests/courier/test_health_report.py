"""Health reports on their way up: one a day, another when something changed, none without a clock."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.courier.health_report import HealthReporter
from appliance.courier.progress_watchdog import ProgressWatchdog
from sealed.papers.health_report import verify
from sealed.ssh import sshsig
from stores.folder import FolderStore
from tests.support.reporting import Reporting


def reporting(folder: Path, box: str = "box-07") -> Reporting:
    folder.mkdir(exist_ok=True)
    return Reporting(box, FolderStore(folder), Ed25519PrivateKey.generate())


def test_one_a_day_and_the_earlier_one_goes(tmp_path: Path) -> None:
    box = reporting(tmp_path)

    async def a_week() -> list[str | None]:
        return [await box.after(hours=hours) for hours in (0, 1, 22, 1, 24)]

    first, none, still_none, second, third = asyncio.run(a_week())
    assert (first, none, still_none) == ("box-07.20261126T080000Z.json", None, None)
    assert (second, third) == ("box-07.20261127T080000Z.json", "box-07.20261128T080000Z.json")
    assert sorted(path.name for path in (tmp_path / "boxes").iterdir()) == [third, f"{third}.sig"]
    body, signature = ((tmp_path / "boxes" / f"{third}{end}").read_bytes() for end in ("", ".sig"))
    assert verify(body, signature, "box-07", sshsig.public_bytes(box.key)).when == "2026-11-28T08:00:00Z"


def test_what_changed_is_reported_within_the_day(tmp_path: Path) -> None:
    box = reporting(tmp_path)
    box.facts["unsynced"] = 2

    async def a_sync() -> list[str | None]:
        found = [await box.after(hours=0)]
        box.facts["unsynced"] = 0
        return [*found, await box.after(minutes=10), await box.after(minutes=50), await box.after(hours=2)]

    said = asyncio.run(a_sync())
    assert [bool(each) for each in said] == [True, False, True, False]


def test_a_courier_that_was_started_again_reports_no_more_often(tmp_path: Path) -> None:
    box = reporting(tmp_path)
    assert asyncio.run(box.after(hours=0))
    box.reporter = HealthReporter(box, FolderStore(tmp_path), ProgressWatchdog())
    assert asyncio.run(box.after(hours=23)) is None


def test_a_report_from_the_future_does_not_silence_the_box(tmp_path: Path) -> None:
    box = reporting(tmp_path)
    box.now = datetime(2031, 1, 1, tzinfo=UTC)
    assert asyncio.run(box.after(hours=0))
    box.now = datetime(2026, 11, 26, tzinfo=UTC)
    assert asyncio.run(box.after(hours=0)) == "box-07.20261126T000000Z.json"


def test_other_boxes_reports_are_left_alone(tmp_path: Path) -> None:
    one, other = reporting(tmp_path, "box-1"), reporting(tmp_path, "box-10")

    async def both() -> None:
        for _ in range(2):
            assert await one.after(days=1)
            assert await other.after(days=1)

    asyncio.run(both())
    assert {path.name.partition(".")[0] for path in (tmp_path / "boxes").iterdir()} == {"box-1", "box-10"}
