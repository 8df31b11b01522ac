"""Fetches what desks sign about cases: cards, revocations, preparations, wipe requests.

They lie under `cards/NAME/` in the store, and are checked before they are kept.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from appliance.films.shred import overwrite
from sealed.durable import Folder
from sealed.errors import CardError
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_paper import CASE, CasePaper, put_signed
from sealed.papers.preparation import SealedPreparation
from sealed.papers.wipe_request import WipeRequest
from sealed.ssh.allowed_signers import Signers
from sealed.strict import Strict
from stores.errors import NoSuchObject
from stores.store import Session, Store

KINDS: dict[str, type[CasePaper]] = {
    kind.ending: kind for kind in (CaseCard, CardRevocation, SealedPreparation, WipeRequest)
}

P = TypeVar("P", bound=CasePaper)


class CardSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """`box` is this box's name, `folder` holds its cards, `desks` is the file that lists the desks whose signature
    counts."""

    box: str
    folder: str
    desks: str


async def fetch(store: Store, settings: CardSettings) -> list[str]:
    """Fetch the papers that are new; returns the codes of their cases. Raises CourierErrors,
    SignersError.

    What is not valid stays in the store, as does what was issued before the file at hand. Nothing is removed here
    because a store lost it; a preparation goes when its case's cards are revoked, and is not taken again.
    """
    if not Path(settings.desks).exists():
        return []
    desks, folder, place, new = Signers.read(Path(settings.desks)), Path(settings.folder), f"cards/{settings.box}", []
    _forget(folder, desks)  # what a power cut left between a revocation and this
    async with store.connect() as session:
        there = await session.listing(place)
        for name in sorted(there, key=lambda name: (not name.endswith(CardRevocation.ending), name)):
            case, _, ending = name.partition(".")
            kind = KINDS.get(f".{ending}")
            if kind and CASE.fullmatch(case) and there[name] <= kind.longest:
                parts = [await _read(session, place, part, kind.longest) for part in (name, f"{name}.sig")]
                if _keep(folder, name, kind, parts, desks):
                    new.append(case)
                    if kind is CardRevocation:
                        _forget(folder, desks)
    return list(dict.fromkeys(new))


async def _read(session: Session, place: str, name: str, longest: int) -> bytes:
    data = b""
    try:
        async for chunk in session.read(place, name):
            data += chunk
            if len(data) > longest:
                break
    except NoSuchObject:
        pass
    return data


def _keep(folder: Path, name: str, kind: type[CasePaper], parts: list[bytes], desks: Signers) -> bool:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="attune-card-") as scratch:
        for end, data in zip(("", ".sig"), parts, strict=True):
            (Path(scratch) / f"{name}{end}").write_bytes(data)
        try:
            paper = kind.read(Path(scratch) / name, desks, now)
        except CardError:
            return False
    here = _at_hand(folder, kind, paper.case, desks, now)
    if here is not None and (here == paper or here.issued > paper.issued):
        return False
    revocation = _at_hand(folder, CardRevocation, paper.case, desks, now)
    if revocation is not None and isinstance(paper, SealedPreparation) and revocation.revokes(paper):
        return False
    with Folder(folder) as cards:
        put_signed(cards, name, parts[0], parts[1])
    return True


def _at_hand(folder: Path, kind: type[P], case: str, desks: Signers, now: datetime) -> P | None:
    try:
        return kind.read(folder / f"{case}{kind.ending}", desks, now)
    except CardError:
        return None  # missing, or not valid


def _forget(folder: Path, desks: Signers) -> None:
    """Destroy every preparation that a revocation at hand revokes, and what a power cut left of writing one."""
    now = datetime.now(UTC)
    for path in sorted(folder.glob(f"*{CardRevocation.ending}")):
        case = path.name.removesuffix(CardRevocation.ending)
        if revocation := _at_hand(folder, CardRevocation, case, desks, now):
            sent = _at_hand(folder, SealedPreparation, case, desks, now)
            left = sorted(folder.glob(f"{case}{SealedPreparation.ending}*"))
            if left and (sent is None or revocation.revokes(sent)):
                _destroy(folder, left)


def _destroy(folder: Path, files: list[Path]) -> None:
    for each in files:
        overwrite(each)
        each.unlink()
    with Folder(folder) as cards:
        cards.sync()
