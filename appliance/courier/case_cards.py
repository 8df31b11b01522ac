"""Brings case cards down: what desks put for this box under `cards/NAME/` in the store, checked before it is kept."""

import tempfile
from pathlib import Path

import msgspec

from sealed.durable import Folder
from sealed.errors import CardError
from sealed.papers.case_card import CASE, LONGEST, Card
from sealed.ssh.allowed_signers import Signers
from stores.errors import NoSuchObject
from stores.store import Session, Store


class CardSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`box` is this box's name, `folder` where its cards lie, `desks` the file that lists the desks it believes."""

    box: str
    folder: str
    desks: str


async def fetch(store: Store, settings: CardSettings) -> list[str]:
    """Take the cards that are new; the codes of their cases. Raises CourierErrors, SignersError.

    A card that cannot be used is left where it is, and one that was issued before the one at hand too. None is ever
    removed here: a store that lost its cards must not take them from the boxes.
    """
    if not Path(settings.desks).exists():
        return []
    desks, place, new = Signers.read(Path(settings.desks)), f"cards/{settings.box}", []
    async with store.connect() as session:
        there = await session.listing(place)
        for name in sorted(there):
            case, _, end = name.partition(".")
            if end == "json" and CASE.fullmatch(case) and there[name] <= LONGEST:
                parts = [await _read(session, place, part) for part in (name, f"{name}.sig")]
                if _keep(Path(settings.folder), name, parts, desks):
                    new.append(case)
    return new


async def _read(session: Session, place: str, name: str) -> bytes:
    data = b""
    try:
        async for chunk in session.read(place, name):
            data += chunk
            if len(data) > LONGEST:
                break
    except NoSuchObject:
        pass
    return data


def _keep(folder: Path, name: str, parts: list[bytes], desks: Signers) -> bool:
    with tempfile.TemporaryDirectory(prefix="attune-card-") as scratch:
        for end, data in zip(("", ".sig"), parts, strict=True):
            (Path(scratch) / f"{name}{end}").write_bytes(data)
        try:
            card = Card.read(Path(scratch) / name, desks)
        except CardError:
            return False
    try:
        here = Card.read(folder / name, desks)
        if here == card or here.issued > card.issued:
            return False
    except CardError:
        pass  # none, or one that is of no use
    with Folder(folder) as cards:
        for end, data in zip(("", ".sig"), parts, strict=True):
            cards.put(f"{name}{end}", data)
    return True
