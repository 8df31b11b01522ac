"""Keys for packs: one for each, so that erasing a pack is destroying its key, wherever copies of the pack lie."""

import secrets

from desk.keyring.keys import PACK, CaseKey
from desk.packs.signed import PackKey, sign
from desk.unlocked import Desk
from desk.writing import now, writing
from sealed.age import generate
from sealed.film.facts import Recorder, fingerprint
from sealed.ssh import sshsig

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_key(desk: Desk, post_quantum: bool = True) -> tuple[str, bytes]:
    """A new key in the keyring: the code of the pack that will come to it, and the file for the colleague."""
    code = PACK + "".join(secrets.choice(LETTERS) for _ in range(8))
    identity = generate(post_quantum)
    with desk.folder.lock, writing():
        desk.keys.change(lambda keyring: keyring.with_case(code, CaseKey(now(), identity)))
    return code, sign(PackKey(desk=itself(desk), issued=now(), recipient=str(identity.recipient)), desk.signer)


def code_of(desk: Desk, recipient: str) -> str | None:
    """Which pack's key has this fingerprint."""
    cases = desk.keys.now().cases.items()
    found = (code for code, key in cases if fingerprint(str(key.identity.recipient)) == recipient)
    return next((code for code in found if code.startswith(PACK)), None)


def itself(desk: Desk) -> Recorder:
    """The desk as it names itself in what it signs."""
    return Recorder(desk.name, sshsig.key_line(sshsig.public_bytes(desk.signer)))
