"""What one desk signs for another about packs: JSON and its SSHSIG in one small file."""

from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.cases.event import Filmed
from desk.cases.pack_events import PackNote, Purpose
from desk.packs.errors import PackPaperUnusable
from sealed.errors import FilmError, SignatureError
from sealed.film.facts import FINGERPRINT, UTC_TIME, Recorder
from sealed.film.objects import read_small
from sealed.film.records import Identifier
from sealed.ssh import sshsig
from sealed.strict import Strict, unreadable

NAMESPACE = "attune-pack"
LONGEST = 4 << 20

Time = Annotated[str, msgspec.Meta(pattern=UTC_TIME)]
Print = Annotated[str, msgspec.Meta(pattern=FINGERPRINT)]
Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)")]


class PackPaper(Strict, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """`desk` is who signs: a name and a public key."""

    desk: Recorder
    issued: Time


class PackKey(PackPaper, frozen=True, tag="pack-key"):
    """A key for one pack, whose private half lies in that desk's keyring."""

    recipient: Annotated[str, msgspec.Meta(max_length=4096)]


class PackedFilm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`journal` is the SHA-256 of the film's journal, which has those of everything else."""

    film: Filmed
    journal: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class PackManifest(PackPaper, frozen=True, tag="pack"):
    """The public head of a pack: for which key, until when, and what is in it."""

    id: Identifier
    recipient: Print
    purpose: Purpose
    until: Day
    films: Annotated[tuple[PackedFilm, ...], msgspec.Meta(min_length=1, max_length=60)]
    about: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]

    def __post_init__(self) -> None:
        super().__post_init__()
        if len({each.film for each in self.films}) != len(self.films):
            raise ValueError("a pack names a film twice")


class PackNotes(PackPaper, frozen=True, tag="pack-notes"):
    """A colleague's notes on a pack."""

    id: Identifier
    notes: Annotated[tuple[PackNote, ...], msgspec.Meta(max_length=500)]


class PackErasure(PackPaper, frozen=True, tag="pack-erased"):
    """The key `recipient` was destroyed at this desk at the time `erased`."""

    recipient: Print
    erased: Time


class _Signed(Strict, frozen=True, forbid_unknown_fields=True):
    """`body` is the JSON as it was signed, `signature` an armored SSHSIG over it."""

    body: str
    signature: str


P = TypeVar("P", bound=PackPaper)


def sign(paper: PackPaper, key: Ed25519PrivateKey) -> bytes:
    """The file."""
    return wrap(msgspec.json.encode(paper), key, NAMESPACE)


def wrap(body: bytes, key: Ed25519PrivateKey, namespace: str) -> bytes:
    """Text and its signature in one file."""
    return msgspec.json.encode(_Signed(body.decode(), sshsig.sign(key, body, namespace)))


def unwrap(data: bytes, namespace: str) -> tuple[bytes, bytes]:
    """The text, and the public key that signed it. Raises ValueError, SignatureError."""
    try:
        signed = msgspec.json.decode(data, type=_Signed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(unreadable(error)) from error
    body = signed.body.encode()
    signature = sshsig.parse(signed.signature.encode())
    signature.verify(body, namespace)
    return body, signature.key


def read(path: Path, kind: type[P]) -> P:
    """The paper in a file, whose signature is that of the desk that it names. Raises PackPaperUnusable."""
    try:
        return decode(read_small(path, LONGEST), kind, path)
    except FilmError as error:
        raise PackPaperUnusable(path=path, cause=error.cause.removesuffix(".")) from error


def decode(data: bytes, kind: type[P], path: Path) -> P:
    """As `read`. `path` is for the sentence of an error."""
    try:
        body, key = unwrap(data, NAMESPACE)
        paper = msgspec.json.decode(body, type=kind)
        if sshsig.parse_key_line(paper.desk.key) != key:
            raise ValueError("another key signed it than it says")
    except SignatureError as error:
        raise PackPaperUnusable(path=path, cause=error.cause.removesuffix(".")) from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise PackPaperUnusable(path=path, cause=unreadable(error)) from error
    return paper
