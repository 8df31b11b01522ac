"""Boxes: sent a revocation or a new card, and a wipe request; heard of by the health reports that they sign."""

import asyncio
from dataclasses import dataclass

import msgspec

from desk import case_cards
from desk.case_cards import boxes_of, place_of
from desk.completion.plan import Erasure, KnownCopy
from desk.imports.boxes import heard_boxes
from desk.unlocked import Desk
from desk.writing import now
from sealed.errors import SignatureError
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_paper import CasePaper
from sealed.papers.preparation import SealedPreparation
from sealed.papers.wipe_request import WipeRequest
from sealed.ssh import sshsig
from stores.errors import CourierError, NoSuchObject, StoreAway
from stores.store import AdminSession, AdminStore


@dataclass(frozen=True)
class SentBefore:
    """What a box was sent about the case before: when the newest paper was signed, and the last of each kind."""

    issued: str = ""
    card: CaseCard | None = None
    revocation: CardRevocation | None = None
    request: WipeRequest | None = None

    @property
    def standing(self) -> CaseCard | None:
        """Its card, unless that was revoked since."""
        return None if self.card and self.revocation and self.revocation.revokes(self.card) else self.card


def ask_boxes(desk: Desk, plan: Erasure, store: AdminStore) -> Erasure:
    """Send each box that was not sent it yet what the erasure asks of it. Raises CourierErrors, NotWritten."""
    for box in boxes_of(store):
        if not any(copy.name == box for copy in plan.of("box")):
            plan = plan.with_copy(KnownCopy(place="box", name=box, readable=plan.resealed_from))
    for copy in plan.of("box"):
        if copy.state == "waits":
            try:
                papers = _papers(desk, plan, copy, asyncio.run(_sent_before(desk, store, plan.case, copy.name)))
                for paper in papers:
                    case_cards.send(desk, paper, store, [copy.name])
            except StoreAway:
                raise
            except CourierError as error:  # of this box's place alone: the others are asked all the same
                plan = plan.with_copy(copy.now(trouble=str(error)))
                continue
            digests = tuple(paper.digest for paper in papers)
            plan = plan.with_copy(copy.now(state="asked", when=now(), papers=digests))
        elif copy.state == "asked" and plan.film is not None and plan.destroyed is None:
            plan = plan.with_copy(
                _asked(desk, plan, copy, asyncio.run(_sent_before(desk, store, plan.case, copy.name)))
            )
    return plan


def hear_boxes(desk: Desk, plan: Erasure) -> Erasure:
    """Note which boxes report that they went by what they were sent. Raises NoStore, CourierErrors, SignersError."""
    heard = {box.name: box.report for box in heard_boxes(desk)}
    for copy in plan.of("box"):
        report = heard.get(copy.name)
        if copy.state in ("asked", "left") and copy.papers and report and set(copy.papers) <= set(report.papers):
            done = copy.state == "left" or not _film_first(plan, copy)
            state = {"state": "removed", "when": report.when} if done else {"state": "waits", "cleared": report.when}
            plan = plan.with_copy(copy.now(**state))
    return plan


def _papers(desk: Desk, plan: Erasure, copy: KnownCopy, before: SentBefore) -> list[CasePaper]:
    issued = max(now(), plan.latest, before.issued)
    asked: tuple[str, ...] | None = None
    if plan.film is not None and _film_first(plan, copy):
        asked = (plan.film,)
    recipients = {plan.key}
    if before.request:
        recipients |= set(before.request.recipients)
        if asked and before.request.films:
            asked = tuple(sorted({*asked, *before.request.films}))
    repeated = before.request if asked or not (before.request and before.request.films) else None
    withdrawn = plan.why == "withdrawn" or bool(repeated and repeated.why == "withdrawn")
    if plan.film is not None and asked is None:  # films that stay: none goes before a store has it
        withdrawn = False
    request = WipeRequest(
        case=plan.case,
        issued=issued,
        recipients=tuple(sorted(recipients)),
        films=asked,
        why="withdrawn" if withdrawn else "completed",
    )
    if plan.film is None:
        return [CardRevocation(case=plan.case, issued=issued), request]
    return [_new_card(desk, plan, copy.name, before, issued), request]


def _film_first(plan: Erasure, copy: KnownCopy) -> bool:
    """Whether a box is asked for the film alone: it goes at once, and the others only when a store has them."""
    return plan.film is not None and plan.why == "withdrawn" and copy.cleared is None


def _new_card(desk: Desk, plan: Erasure, box: str, before: SentBefore, issued: str) -> CasePaper:
    """A card for the new key in the place of the one that a box has; a revocation for a box that may not film."""
    recipient, until = str(desk.identity(plan.case).recipient), ""
    if before.standing:
        if before.standing.recipient == recipient:
            return before.standing
        until = before.standing.until
    elif not (before.card or before.revocation) and box in _filming(desk, plan):
        until = case_cards.end_of(issued)  # it had its card from a stick
    if until <= issued:
        return CardRevocation(case=plan.case, issued=issued)
    return CaseCard(case=plan.case, issued=issued, recipient=recipient, until=until)


def _filming(desk: Desk, plan: Erasure) -> set[str]:
    case = desk.case(plan.case)
    return {*case.boxes, *(film.recorder for film in case.films)}


def _asked(desk: Desk, plan: Erasure, copy: KnownCopy, before: SentBefore) -> KnownCopy:
    """With the card that the practitioner sent meanwhile, or her revocation: the box goes by that one.

    A revocation of before it was asked, which somebody put back, leaves it the card of the old key.
    """
    paper: CasePaper | None = before.standing
    if before.standing is None or before.standing.recipient != str(desk.identity(plan.case).recipient):
        paper = before.revocation if before.revocation and before.revocation.issued >= (copy.when or "") else None
    if paper is None or before.request is None:
        return copy
    return msgspec.structs.replace(copy, papers=(paper.digest, before.request.digest))


async def _sent_before(desk: Desk, store: AdminStore, code: str, box: str) -> SentBefore:
    """By what lies in the store and this desk signed itself: all else could make it sign what nobody asked for."""
    found: dict[type[CasePaper], CasePaper] = {}
    async with store.connect() as session:
        place = await place_of(session, box)
        for kind in (CaseCard, CardRevocation, WipeRequest, SealedPreparation):
            name = code + kind.ending
            body, signature = await _read(session, place, name), await _read(session, place, f"{name}.sig")
            try:
                paper = _own(desk, kind, body, signature)
            except (SignatureError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                continue
            if paper.case != code:
                continue
            found[kind] = paper
    card, revocation, request = found.get(CaseCard), found.get(CardRevocation), found.get(WipeRequest)
    return SentBefore(
        max((paper.issued for paper in found.values()), default=""),
        card if isinstance(card, CaseCard) else None,
        revocation if isinstance(revocation, CardRevocation) else None,
        request if isinstance(request, WipeRequest) else None,
    )


def _own(desk: Desk, kind: type[CasePaper], body: bytes, signature: bytes) -> CasePaper:
    """A paper that this desk signed. Raises SignatureError and msgspec's."""
    parsed = sshsig.parse(signature)
    parsed.verify(body, kind.namespace)
    if parsed.key != sshsig.public_bytes(desk.signer):
        raise SignatureError("it is signed by another desk")
    return msgspec.json.decode(body, type=kind)


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
