"""Leaves the box's signed health report in the store, under a name of its own: an account may be allowed to add only.

The store itself says when the last one was left, so nothing about it is kept on the box.
"""

import asyncio
import hashlib
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from appliance.courier.progress_watchdog import ProgressWatchdog
from control.client import READ
from control.messages import SignedReport
from sealed.papers.box_bundle import parse_time
from sealed.papers.health_report import PLACE, HealthReport
from stores.errors import CourierError
from stores.store import Item, Session, Store

DAILY = timedelta(days=1)
SOON = timedelta(hours=1)
"""How soon another may follow, when what it says has changed."""
STAMP = "%Y%m%dT%H%M%SZ"


class ReportSource(Protocol):
    """Who signs reports."""

    def health(self) -> SignedReport:
        """The report of now."""


class HealthReporter:
    """Call `leave` now and then."""

    def __init__(self, recorder: ReportSource, store: Store, watch: ProgressWatchdog) -> None:
        self._recorder, self._store, self._watch = recorder, store, watch
        self._last: HealthReport | None = None

    async def leave(self) -> str | None:
        """Leave a report if one is due; its name. Raises ControlError and CourierErrors."""
        with self._watch.within(READ):
            signed = await asyncio.to_thread(self._recorder.health)
        report = msgspec.json.decode(signed.body, type=HealthReport)
        when, changed = parse_time(report.when), self._last is not None and _facts(report) != _facts(self._last)
        async with self._store.connect() as session:
            there = await session.listing(PLACE)
            left = [name for name in there if _when(name, report.box) is not None]
            times = [at for name in left if (at := _when(name, report.box)) is not None and at <= when]
            if times and when - max(times) < (SOON if changed else DAILY):
                self._last = self._last or report
                return None
            name = f"{report.box}.{when.strftime(STAMP)}.json"
            # Its signature first: a report that is there has one.
            await _put(session, f"{name}.sig", signed.signature.encode())
            await _put(session, name, signed.body.encode())
            self._last = report
            for old in left:
                with suppress(CourierError):  # an account that may only add leaves them for IT
                    await session.remove(PLACE, old)
                    await session.remove(PLACE, f"{old}.sig")
        return name


def _facts(report: HealthReport) -> object:
    """What is worth another report on the same day."""
    return report.version, report.slot, report.card, report.unsynced, report.bundle, report.alarms, report.papers


def _when(name: str, box: str) -> datetime | None:
    """When the report of this name was made; None for another box's, and for a signature."""
    if not (name.startswith(f"{box}.") and name.endswith(".json")):
        return None
    try:
        return datetime.strptime(name.removeprefix(f"{box}.").removesuffix(".json") + "+0000", f"{STAMP}%z")
    except ValueError:
        return None


async def _put(session: Session, name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="attune-report-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        await session.put(PLACE, Item(name, path, len(data), hashlib.sha256(data).hexdigest(), data))
