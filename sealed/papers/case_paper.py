"""What a desk signs about a case: one file, and its SSHSIG beside it (docs/format.md).

A case card, its revocation, a preparation, or a wipe request.
"""

import hashlib
import re
from contextlib import suppress
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
NEXT = ".next"
"""Ends the name of a signature that comes before its paper."""
RACES = 100  # a desk sends papers hours apart, so the second try wins

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
            body, signature = _signed(path, cls.longest, cls.namespace)
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
            put_signed(papers, name, body, sshsig.sign(key, body, self.namespace).encode())
        return folder / name

    @classmethod
    def signer_of(cls, path: Path) -> bytes:
        """The key that signed the paper at `path`. Raises FilmError, SignatureError."""
        return _signed(path, cls.longest, cls.namespace)[1].key


def put_signed(folder: Folder, name: str, body: bytes, signature: bytes) -> None:
    """Write a paper and its signature, in place of older ones: at each instant, and after a cut, one of both is good.

    The new signature is there before the paper that it belongs to, under a name of its own.
    """
    folder.put(f"{name}.sig{NEXT}", signature)
    folder.put(name, body)
    folder.rename(f"{name}.sig{NEXT}", f"{name}.sig")
    folder.sync()


def _signed(path: Path, longest: int, namespace: str) -> tuple[bytes, sshsig.Signature]:
    """The paper's bytes and the signature that fits them. Raises FilmError, SignatureError."""
    for _ in range(RACES):
        before = _state(path)
        try:
            return _once(path, longest, namespace)
        except (FilmError, SignatureError):
            if _state(path) == before:
                raise
    return _once(path, longest, namespace)


def _state(path: Path) -> list[tuple[int, int]]:
    """Of the paper and its signature: inode and change time, which differ after each replacement."""
    found = []
    for each in (path, path.with_name(f"{path.name}.sig")):
        with suppress(OSError):
            status = each.stat()
            found.append((status.st_ino, status.st_ctime_ns))
    return found


def _once(path: Path, longest: int, namespace: str) -> tuple[bytes, sshsig.Signature]:
    body = read_small(path, longest)
    coming = path.with_name(f"{path.name}.sig{NEXT}")
    if coming.exists():
        with suppress(FilmError, SignatureError):
            return body, _checked(coming, body, namespace)
    return body, _checked(path.with_name(f"{path.name}.sig"), body, namespace)


def _checked(path: Path, body: bytes, namespace: str) -> sshsig.Signature:
    signature = sshsig.parse(read_small(path, sshsig.LONGEST))
    signature.verify(body, namespace)
    return signature
