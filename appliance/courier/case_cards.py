"""Fetches what desks sign about cases: cards, revocations, preparations, wipe requests.

They lie under `cards/NAME/` in the store, and are checked before they are kept.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from appliance.films.shred import overwrite
from sealed.durable import Folder
from sealed.errors import CardError
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_paper import CASE, CasePaper
from sealed.papers.preparation import SealedPreparation
from sealed.papers.wipe_request import WipeRequest
from sealed.ssh.allowed_signers import Signers
from sealed.strict import Strict
from stores.errors import NoSuchObject
from stores.store import Session, Store

KINDS: dict[str, type[CasePaper]] = {
    kind.ending: kind for kind in (CaseCard, CardRevocation, SealedPreparation, WipeRequest)
}


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
    because a store lost it; a preparation goes when its case's cards are revoked.
    """
    if not Path(settings.desks).exists():
        return []
    desks, place, new = Signers.read(Path(settings.desks)), f"cards/{settings.box}", []
    async with store.connect() as session:
        there = await session.listing(place)
        for name in sorted(there):
            case, _, ending = name.partition(".")
            kind = KINDS.get(f".{ending}")
            if kind and CASE.fullmatch(case) and there[name] <= kind.longest:
                parts = [await _read(session, place, part, kind.longest) for part in (name, f"{name}.sig")]
                if _keep(Path(settings.folder), name, kind, parts, desks):
                    new.append(case)
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
    try:
        here = kind.read(folder / name, desks, now)
        if here == paper or here.issued > paper.issued:
            return False
    except CardError:
        pass  # missing, or not valid
    with Folder(folder) as cards:
        for end, data in zip(("", ".sig"), parts, strict=True):
            cards.put(f"{name}{end}", data)
    if isinstance(paper, CardRevocation):
        _forget(folder, paper, desks, now)
    return True


def _forget(folder: Path, revocation: CardRevocation, desks: Signers, now: datetime) -> None:
    """Destroy what the box was told of the case, if it was told before the revocation."""
    path = folder / f"{revocation.case}{SealedPreparation.ending}"
    try:
        if SealedPreparation.read(path, desks, now).issued > revocation.issued:
            return
    except CardError:
        pass  # missing, or not valid
    for place in (path, path.with_name(f"{path.name}.sig")):
        if place.is_file():
            overwrite(place)
            place.unlink()
