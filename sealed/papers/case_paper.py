"""What a desk signs about a case: one file, and its SSHSIG beside it (docs/format.md).

A case card, its revocation, a preparation, or a wipe request.
"""

import hashlib
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, ClassVar, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.durable import Folder
from sealed.errors import CardError, FilmError, SignatureError
from sealed.film.facts import UTC_TIME, parse_time
from sealed.film.objects import read_small
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from sealed.strict import Strict, unreadable

NAMESPACE = "attune-case"
CASE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
LONGEST = 16384
DIGEST = 32
"""Hex digits of a paper's SHA-256 that name it."""

Time = Annotated[str, msgspec.Meta(pattern=UTC_TIME)]


class CasePaper(Strict, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A case's code (never a name), and when this was signed."""

    ending: ClassVar[str]
    what: ClassVar[str]
    namespace: ClassVar[str] = NAMESPACE
    longest: ClassVar[int] = LONGEST

    case: str
    issued: Time

    def __post_init__(self) -> None:
        super().__post_init__()
        if not CASE.fullmatch(self.case):
            raise ValueError("a case is a code of 1 to 16 capital letters, digits and hyphens")
        parse_time(self.issued)

    def encode(self) -> bytes:
        """The bytes that are signed: compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"

    @property
    def digest(self) -> str:
        """By which a box's health report names the paper, without a word on the case."""
        return hashlib.sha256(self.encode()).hexdigest()[:DIGEST]

    @classmethod
    def read(cls, path: Path, desks: Signers, at: datetime | None) -> Self:
        """Read a paper and the signature beside it. Raises CardError: malformed, unsigned, or by no known desk.

        `at` is the present time, None if no clock knows it: a desk's key may count for a limited time only.
        """
        try:
            body = read_small(path, cls.longest)
            signature = sshsig.parse(read_small(path.with_name(path.name + ".sig"), sshsig.LONGEST))
            signature.verify(body, cls.namespace)
            paper = msgspec.json.decode(body, type=cls)
        except (FilmError, SignatureError) as error:
            raise CardError(f"The {cls.what} {path.name} cannot be used: {error.cause}") from error
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CardError(f"The {cls.what} {path.name} cannot be used: {unreadable(error)}.") from error
        if not cls.counts(desks, signature.key, at):
            raise CardError(f"The {cls.what} {path.name} is signed by no desk that this box knows.")
        if path.name != paper.case + cls.ending:
            raise CardError(f"The {cls.what} {path.name} is for the case {paper.case}.")
        return paper

    @classmethod
    def counts(cls, desks: Signers, key: bytes, at: datetime | None) -> bool:
        """Whether a desk may sign this, by the list of signers."""
        return desks.name(key, cls.namespace, at) is not None

    def write(self, folder: Path, key: Ed25519PrivateKey) -> Path:
        """Sign the paper and write it and its signature into `folder`, durably. Returns the paper's path."""
        body, name = self.encode(), self.case + self.ending
        with Folder(folder) as papers:
            papers.put(name, body)
            papers.put(f"{name}.sig", sshsig.sign(key, body, self.namespace).encode())
        return folder / name


def signer_of(path: Path) -> bytes:
    """The key that signed the paper at `path`, which was read before. Raises FilmError, SignatureError."""
    return sshsig.parse(read_small(path.with_name(path.name + ".sig"), sshsig.LONGEST)).key
