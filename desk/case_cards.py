"""Case cards: what this desk signs so that boxes seal films to a case, on a stick or in the store (docs/format.md).

With a card goes a preparation: the helping question and the agreed points, sealed to each box alone.
"""

import asyncio
import hashlib
import os
import re
from datetime import timedelta
from pathlib import Path

from desk.cases.events import CardGiven
from desk.errors import CardTime, FileThere
from desk.imports.boxes import HeardBox
from desk.opened import own_case
from desk.unlocked import Desk
from desk.writing import now, today, writing
from sealed.errors import FilmError, SignatureError
from sealed.film.facts import parse_time
from sealed.papers.box_settings import LONGEST_NAME, NAME
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_paper import CasePaper
from sealed.papers.health_report import PLACE
from sealed.papers.preparation import Preparation, SealedPreparation
from sealed.ssh import sshsig
from stores.errors import StoreFailed, StoreRefuses
from stores.store import AdminSession, AdminStore, Item

DAYS = 183
QUESTION = 500
"""Characters of a helping question on a box."""


def issue(desk: Desk, code: str, days: int = DAYS) -> CaseCard:
    """A card for the case, valid from now on. Raises NoSuchCase, OnlyWatched, CardTime."""
    own_case(desk, code)
    if not 1 <= days <= 3660:
        raise CardTime(days=days)
    issued = now()
    return CaseCard(case=code, issued=issued, recipient=str(desk.identity(code).recipient), until=end_of(issued, days))


def end_of(issued: str, days: int = DAYS) -> str:
    """Until when a card is good that was issued then."""
    return (parse_time(issued) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def revocation(code: str) -> CardRevocation:
    """Ends every card of the case that was issued until now. The case may be forgotten already."""
    return CardRevocation(case=code, issued=now())


def preparation(desk: Desk, code: str, along: bool = True) -> Preparation:
    """What goes along with the case's card; nothing replaces what the box had. Raises NoSuchCase."""
    case = desk.case(code)
    if not along:
        return Preparation()
    return Preparation(question=(case.question or "")[:QUESTION] or None, points=case.next_points)


def send_preparation(desk: Desk, code: str, sent: Preparation, store: AdminStore, boxes: list[HeardBox]) -> list[str]:
    """Put it into the store for each box that a seal can be made for. Returns the names of the others.

    Raises CourierErrors.
    """
    sealed_to = {box.name: box.report.recipient for box in boxes if box.report and box.report.recipient}
    for box, recipient in sealed_to.items():
        paper = SealedPreparation.for_box(recipient, sent, case=code, issued=now())
        send(desk, paper, store, [box])
    return [box.name for box in boxes if box.name not in sealed_to]


def write(desk: Desk, paper: CasePaper, folder: Path, box: str | None = None) -> Path:
    """Sign a card or a revocation into a folder, as a stick's: for one box below `cards/BOX`.

    An earlier one that this desk signed is replaced, another desk's never. Raises FileThere, NotWritten.
    """
    place = folder / "cards" / box if box else folder
    _check_own(desk, place / (paper.case + paper.ending), type(paper))
    _note(desk, paper, [box] if box else [])
    with writing():
        place.mkdir(parents=True, exist_ok=True)
        return paper.write(place, desk.signer)


def _check_own(desk: Desk, path: Path, kind: type[CasePaper]) -> None:
    for each in (path, path.with_name(f"{path.name}.sig")):
        if os.path.lexists(each) and not _signed_here(desk, path, kind):
            raise FileThere(path=each)


def _signed_here(desk: Desk, path: Path, kind: type[CasePaper]) -> bool:
    try:
        return kind.signer_of(path) == sshsig.public_bytes(desk.signer)
    except (FilmError, SignatureError):
        return False


def send(desk: Desk, paper: CasePaper, store: AdminStore, boxes: list[str]) -> None:
    """Put a card or a revocation into the store for each box. Raises CourierErrors, NotWritten."""
    _note(desk, paper, boxes)
    body = paper.encode()
    signature = sshsig.sign(desk.signer, body, paper.namespace).encode()
    name = paper.case + paper.ending

    async def work() -> None:
        async with store.connect() as session:
            for box in boxes:
                place = await place_of(session, box)
                for item in (_item(f"{name}.sig", signature), _item(name, body)):
                    await session.replace(place, item)
                await session.settle(place)

    asyncio.run(work())


def erase_preparations(code: str, store: AdminStore, boxes: list[str]) -> str:
    """Erase what was sent along, once its cards are revoked: why the store kept it, or nothing. Raises CourierErrors.

    No box takes it again, wherever it is kept.
    """
    names = (f"{code}{SealedPreparation.ending}", f"{code}{SealedPreparation.ending}.sig")

    async def work() -> None:
        async with store.connect() as session:
            for box in boxes:
                place = await place_of(session, box)
                for version in await session.versions(place):
                    if version.name in names:
                        await session.delete(place, version)

    try:
        asyncio.run(work())
    except (StoreRefuses, StoreFailed) as error:
        return str(error.facts.get("cause") or error.cause)
    return ""


async def place_of(session: AdminSession, box: str) -> str:
    """Where the box looks for cards: some stores have a folder for each box. Raises CourierErrors."""
    return f"{box}/cards/{box}" if box in await session.folders("") else f"cards/{box}"


def boxes_of(store: AdminStore) -> list[str]:
    """The boxes that ever left a health report in the store; what else lies there is none. Raises CourierErrors."""

    async def work() -> list[str]:
        async with store.connect() as session:
            found = {name.partition(".")[0] for name in await session.listing(PLACE)}
            for folder in await session.folders(""):
                found |= {name.partition(".")[0] for name in await session.listing(f"{folder}/{PLACE}")}
            return sorted(filter(_is_name, found))

    return asyncio.run(work())


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and re.match(NAME, text) is not None


def _note(desk: Desk, paper: CasePaper, boxes: list[str]) -> None:
    """A box that may film for a case is asked when the case ends, whatever the store tells of it by then."""
    if isinstance(paper, CaseCard) and not set(boxes) <= set(desk.case(paper.case).boxes):
        desk.append(paper.case, CardGiven(boxes=tuple(boxes), day=today()))


def _item(name: str, data: bytes) -> Item:
    return Item(name, Path(name), len(data), hashlib.sha256(data).hexdigest(), data)
