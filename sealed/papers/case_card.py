"""The case card: what a desk signs so that a box may seal films to a case (docs/format.md, "A case card")."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import parse_recipient
from sealed.age.errors import AgeError
from sealed.durable import Folder
from sealed.errors import CardError, SignatureError
from sealed.film.facts import UTC_TIME
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

NAMESPACE = "attune-case"
CASE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
LONGEST = 16384


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A case: its code (never a name), and the recipient that its films are sealed to."""

    card: Literal[1] = 1
    case: str
    recipient: str
    issued: Annotated[str, msgspec.Meta(pattern=UTC_TIME)]

    def __post_init__(self) -> None:
        if not CASE.fullmatch(self.case):
            raise ValueError("a case is a code of 1 to 16 capital letters, digits and hyphens")
        try:
            parse_recipient(self.recipient)
        except AgeError as error:
            raise ValueError(str(error)) from error

    def encode(self) -> bytes:
        """The bytes that are signed: compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"

    @classmethod
    def read(cls, path: Path, desks: Signers) -> Self:
        """Read `CASE.json` and the signature beside it. Raises CardError: malformed, unsigned, or by no known desk."""
        try:
            with path.open("rb") as file:
                body = file.read(LONGEST)
            signature = sshsig.parse(path.with_name(path.name + ".sig").read_bytes())
            signature.verify(body, NAMESPACE)
            card = msgspec.json.decode(body, type=cls)
        except (OSError, SignatureError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CardError(f"The case card {path.name} cannot be used: {error}") from error
        if desks.name(signature.key, NAMESPACE, datetime.now(UTC)) is None:
            raise CardError(f"The case card {path.name} is signed by no desk that this box knows.")
        if card.case != path.stem:
            raise CardError(f"The case card {path.name} is for the case {card.case}.")
        return card

    def write(self, folder: Path, key: Ed25519PrivateKey) -> Path:
        """Sign the card and write it and its signature into `folder`, durably. Returns the card's path."""
        body = self.encode()
        with Folder(folder) as cards:
            cards.put(f"{self.case}.json", body)
            cards.put(f"{self.case}.json.sig", sshsig.sign(key, body, NAMESPACE).encode())
        return folder / f"{self.case}.json"


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a box that can be used, by case, and what is wrong with the others."""

    good: dict[str, Card]
    bad: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path, desks: Signers) -> Self:
        """All cards of a folder. A card that cannot be used spoils no other."""
        good, bad = {}, []
        for path in sorted(folder.glob("*.json")):
            try:
                card = Card.read(path, desks)
            except CardError as error:
                bad.append(str(error))
            else:
                good[card.case] = card
        return cls(good, tuple(bad))
