"""Boxes: sent a revocation or a new card, and a wipe request; heard of by the health reports that they sign."""

import asyncio
from dataclasses import dataclass

import msgspec

from desk import case_cards
from desk.case_cards import BOXES, boxes_of, place_of
from desk.completion.plan import Erasure, KnownCopy
from desk.imports.take import known_recorders
from desk.unlocked import Desk
from desk.writing import now
from sealed.errors import SignatureError
from sealed.film.facts import parse_time
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_paper import CasePaper
from sealed.papers.errors import ReportError
from sealed.papers.health_report import NAMESPACE, HealthReport, verify
from sealed.papers.preparation import SealedPreparation
from sealed.papers.wipe_request import WipeRequest
from sealed.ssh import sshsig
from stores.errors import NoSuchObject
from stores.store import AdminSession, AdminStore


@dataclass(frozen=True)
class SentBefore:
    """What a box was sent about the case before: when the newest paper was signed, and the last wipe request."""

    issued: str
    request: WipeRequest | None


def ask_boxes(desk: Desk, plan: Erasure, store: AdminStore) -> Erasure:
    """Send each box that was not sent it yet what the erasure asks of it. Raises CourierErrors, NotWritten."""
    for box in boxes_of(store):
        if not any(copy.name == box for copy in plan.of("box")):
            plan = plan.with_copy(KnownCopy(place="box", name=box, readable=plan.film is not None))
    for copy in plan.of("box"):
        if copy.state == "waits":
            papers = _papers(plan, asyncio.run(_sent_before(store, plan.case, copy.name)))
            for paper in papers:
                case_cards.send(desk, paper, store, [copy.name])
            digests = tuple(paper.digest for paper in papers)
            plan = plan.with_copy(copy.now(state="asked", when=now(), papers=digests))
    return plan


def hear_boxes(desk: Desk, plan: Erasure, store: AdminStore) -> Erasure:
    """Note which boxes report that they went by what they were sent. Raises CourierErrors, SignersError."""
    for copy in plan.of("box"):
        if copy.state in ("asked", "left") and copy.papers:
            reports = asyncio.run(_reports(desk, store, copy.name))
            heard = [report for report in reports if set(copy.papers) <= set(report.papers)]
            if heard:
                newest = max(heard, key=lambda report: report.when)
                readable = copy.readable and plan.film is None
                plan = plan.with_copy(copy.now(state="removed", when=newest.when, readable=readable))
    return plan


def _papers(plan: Erasure, before: SentBefore) -> list[CasePaper]:
    issued = max(now(), plan.latest, before.issued)
    asked: tuple[str, ...] | None = None
    recipients = {plan.key}
    if plan.film is not None:
        asked = (plan.film,)
    if before.request:
        recipients |= set(before.request.recipients)
        if asked and before.request.films:
            asked = tuple(sorted({*asked, *before.request.films}))
    repeated = before.request if asked or not (before.request and before.request.films) else None
    withdrawn = plan.why == "withdrawn" or bool(repeated and repeated.why == "withdrawn")
    request = WipeRequest(
        case=plan.case,
        issued=issued,
        recipients=tuple(sorted(recipients)),
        films=asked,
        why="withdrawn" if withdrawn else "completed",
    )
    if plan.film is None:
        return [CardRevocation(case=plan.case, issued=issued), request]
    return [request]


async def _sent_before(store: AdminStore, code: str, box: str) -> SentBefore:
    issued, request = "", None
    async with store.connect() as session:
        place = await place_of(session, box)
        for kind in (CaseCard, CardRevocation, WipeRequest, SealedPreparation):
            data = await _read(session, place, code + kind.ending)
            try:
                paper = msgspec.json.decode(data, type=kind)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                continue
            issued = max(issued, paper.issued)
            request = paper if isinstance(paper, WipeRequest) else request
    return SentBefore(issued, request)


async def _reports(desk: Desk, store: AdminStore, box: str) -> list[HealthReport]:
    """The box's reports that are in the store and signed by it."""
    found, signers = [], known_recorders(desk)
    async with store.connect() as session:
        for place in (BOXES, f"{box}/{BOXES}"):
            names = await session.listing(place)
            for name in names:
                if name.startswith(f"{box}.") and name.endswith(".json"):
                    body, signature = [await _read(session, place, part) for part in (name, f"{name}.sig")]
                    try:
                        key = sshsig.parse(signature).key
                        report = verify(body, signature, box, key)
                    except (SignatureError, ReportError):
                        continue
                    if signers.name(key, NAMESPACE, parse_time(report.when)) == box:
                        found.append(report)
    return found


async def _read(session: AdminSession, place: str, name: str) -> bytes:
    data = b""
    try:
        async for chunk in session.read(place, name):
            data += chunk
            if len(data) > SealedPreparation.longest:
                return b""
    except NoSuchObject:
        pass
    return data
