"""How the boxes are, by the health reports that they leave in the store: who is late, full, old or failing."""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from provision.records import BoxRecord
from sealed.papers.box_bundle import parse_time
from sealed.papers.errors import ReportError
from sealed.papers.health_report import LONGEST, PLACE, HealthReport, verify
from sealed.ssh import sshsig
from stores.errors import NoSuchObject
from stores.registry import open_store
from stores.store import Session

FULL = 0.1
"""A card with less than this part free is full."""
ENDING = timedelta(days=60)
"""A certificate that ends sooner is to be renewed."""


class Health(msgspec.Struct, frozen=True):
    """A box, its last report that can be believed, and what to look at: codes, in order of weight."""

    box: str
    place: str
    report: HealthReport | None
    flags: tuple[str, ...]


async def read_fleet(
    records: Sequence[BoxRecord], url: str, credentials: Path | None, now: datetime, late: timedelta
) -> list[Health]:
    """Judge each box in use. A `{box}` in `url` stands for the box's name. Raises CourierErrors."""
    papers: dict[str, list[tuple[bytes, bytes]]] = {}
    active = [record for record in records if record.state == "active"]
    groups = [[record] for record in active] if "{box}" in url else [active] if active else []
    for group in groups:
        async with open_store(url.replace("{box}", group[0].name), credentials).connect() as session:
            there = await session.listing(PLACE)
            for record in group:
                papers[record.name] = [await _paper(session, name) for name in _newest(record.name, there)]
    found = [(record, *_believed(record, papers[record.name])) for record in active]
    newest = max((_version(report.version) for _, report, _ in found if report), default=())
    return [_judge(record, report, flags, newest, now, late) for record, report, flags in found]


def _newest(box: str, there: dict[str, int]) -> list[str]:
    """`NAME.json`, and the last of `NAME.TIME.json`, as stores get them where nothing can be replaced."""
    names = [name for name, size in there.items() if name.endswith(".json") and size <= LONGEST]
    dated = sorted(name for name in names if name.startswith(f"{box}.") and name != f"{box}.json")
    return [name for name in names if name == f"{box}.json"] + dated[-1:]


async def _paper(session: Session, name: str) -> tuple[bytes, bytes]:
    return await _read(session, name), await _read(session, f"{name}.sig")


async def _read(session: Session, name: str) -> bytes:
    data = bytearray()
    with contextlib.suppress(NoSuchObject):
        async for chunk in session.read(PLACE, name):
            data += chunk
            if len(data) > LONGEST:
                break
    return bytes(data)


def _believed(record: BoxRecord, papers: list[tuple[bytes, bytes]]) -> tuple[HealthReport | None, list[str]]:
    good, flags = [], set()
    for body, signature in papers:
        if not record.recorder_keys:
            return None, ["no-key"]
        for line in record.recorder_keys:
            try:
                good.append(verify(body, signature, record.name, sshsig.parse_key_line(line)))
                break
            except ReportError:
                continue
        else:
            flags.add("forged")
    report = max(good, key=lambda each: each.when, default=None)
    return report, sorted(flags) if papers else ["no-report"]


def _judge(
    record: BoxRecord,
    report: HealthReport | None,
    flags: list[str],
    newest: tuple[int, ...],
    now: datetime,
    late: timedelta,
) -> Health:
    if report is not None:
        failing = report.card == "failing" or bool(report.alarms)
        certificate = report.certificate_expires or record.certificate_expires
        tests = {
            "failing": failing,
            "late": now - parse_time(report.when) > late,
            "full": report.bytes_free < FULL * report.bytes_total,
            "old": _version(report.version) < newest,
            "worn": report.card == "worn",
            "certificate": parse_time(certificate) - now < ENDING,
        }
        flags = flags + [flag for flag, applies in tests.items() if applies]
    return Health(record.name, record.place, report, tuple(flags))


def _version(text: str) -> tuple[int, ...]:
    """`1.10.2` as numbers; what is no number ends it."""
    found: list[int] = []
    for part in text.split("."):
        if not part.isdecimal():
            break
        found.append(int(part))
    return tuple(found)
