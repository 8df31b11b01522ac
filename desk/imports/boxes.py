"""The boxes that were heard of: the last health report of each that a known recorder signed, out of the store."""

import asyncio
from datetime import UTC, datetime

import msgspec

from desk.imports.store_source import desk_store
from desk.unlocked import Desk
from sealed.errors import SignatureError
from sealed.papers.errors import ReportError
from sealed.papers.health_report import LONGEST, NAMESPACE, PLACE, HealthReport, verify
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from stores.errors import NoSuchObject
from stores.store import AdminSession

FILMS = "attune-film"


class HeardBox(msgspec.Struct, frozen=True):
    """A box by its name, and its last report; null if none of it is signed by a recorder that this desk knows."""

    name: str
    report: HealthReport | None


def heard_boxes(desk: Desk) -> list[HeardBox]:
    """Every box that left a report in the desk's store, by name. Raises NoStore, CourierErrors, SignersError."""
    store = desk_store(desk)
    signers = Signers.read(desk.folder.signers) if desk.folder.signers.exists() else Signers(())

    async def work() -> list[HeardBox]:
        async with store.connect() as session:
            found: dict[str, list[tuple[bytes, bytes]]] = {}
            for place in [PLACE, *(f"{box}/{PLACE}" for box in await session.folders("") if box != PLACE)]:
                for name in _newest(await session.listing(place)):
                    paper = await _read(session, place, name), await _read(session, place, f"{name}.sig")
                    found.setdefault(name.partition(".")[0], []).append(paper)
            return [HeardBox(box, _believed(box, found[box], signers)) for box in sorted(found)]

    return asyncio.run(work())


def _newest(there: dict[str, int]) -> list[str]:
    """The names of reports: for each box `BOX.json`, and the last `BOX.TIME.json`, which sorts by its time."""
    names = sorted(name for name, size in there.items() if name.endswith(".json") and size <= LONGEST)
    last = {(name.partition(".")[0], name.count(".")): name for name in names}
    return list(last.values())


def _believed(box: str, papers: list[tuple[bytes, bytes]], signers: Signers) -> HealthReport | None:
    good = [report for body, signature in papers if (report := _verified(box, body, signature, signers))]
    return max(good, key=lambda report: report.when, default=None)


def _verified(box: str, body: bytes, signature: bytes, signers: Signers) -> HealthReport | None:
    try:
        key = sshsig.parse(signature).key
        now = datetime.now(UTC)
        known = {*signers.names(key, NAMESPACE, now), *signers.names(key, FILMS, now)}  # older lists name films alone
        return verify(body, signature, box, key) if box in known else None
    except (SignatureError, ReportError):
        return None


async def _read(session: AdminSession, place: str, name: str) -> bytes:
    data = bytearray()
    try:
        async for chunk in session.read(place, name):
            data += chunk
            if len(data) > LONGEST:
                return b""
    except NoSuchObject:
        return b""
    return bytes(data)
