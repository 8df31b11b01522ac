"""Erases a pack at the colleague's desk by destroying its key, and confirms that to the sender."""

from datetime import UTC, datetime
from pathlib import Path

from desk.cases.pack_events import PackErased
from desk.cases.packs import Pack
from desk.keyring.keys import PACK
from desk.packs import signed
from desk.packs.colleagues import check
from desk.packs.errors import NoSuchPack
from desk.packs.keys import itself
from desk.packs.signed import PackErasure
from desk.unlocked import Desk
from desk.writing import now
from sealed.film.facts import fingerprint
from sealed.ssh import sshsig


def erase(desk: Desk, code: str) -> str:
    """Destroy the pack's key, and all that was sealed to it: the key's fingerprint. Raises NoSuchPack, NotWritten."""
    known = desk.keys.now().cases
    if not code.startswith(PACK) or code not in known:
        raise NoSuchPack(what=f"the code {code}")
    recipient = fingerprint(str(known[code].identity.recipient))
    desk.forget(code)
    return recipient


def receipt(desk: Desk, recipient: str) -> bytes:
    """Signed: the key with this fingerprint was destroyed here. Raises NoSuchPack for one that was not."""
    gone = next((each for each in desk.keys.now().forgotten if each.recipient == recipient), None)
    if gone is None:
        raise NoSuchPack(what="that key: it was not destroyed here")
    paper = PackErasure(desk=itself(desk), issued=now(), recipient=recipient, erased=gone.when)
    return signed.sign(paper, desk.signer)


def take_receipt(desk: Desk, path: Path) -> tuple[str, Pack]:
    """Enter that a colleague's desk destroyed a pack's key: the case's code, and the pack.

    Raises PackPaperUnusable, NotColleague, NoSuchPack, NotWritten.
    """
    paper = signed.read(path, PackErasure)
    name = check(desk, paper, f"The receipt in {path}")
    for case in desk.cases():
        for pack in case.packs:
            if (pack.recipient, pack.colleague) == (paper.recipient, name):
                day = datetime.fromisoformat(paper.erased).astimezone(UTC).date()
                key = sshsig.fingerprint(sshsig.parse_key_line(paper.desk.key))
                desk.append(case.code, PackErased(pack=pack.id, day=day, signer=key))
                return case.code, pack
    raise NoSuchPack(what=f"this receipt of {name}")
