"""The erasure certificate: what a desk signs when films were erased (docs/format.md, "An erasure certificate").

It names films by their ids and nobody. `CERTIFICATE.json`, and beside it `.sig`, an SSHSIG in the namespace
`attune-erasure`: anybody with the desk's public key can check it.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.durable import Folder
from sealed.errors import FilmError, SignatureError
from sealed.film.facts import FINGERPRINT, UTC_TIME
from sealed.film.objects import read_small
from sealed.film.records import Identifier
from sealed.papers.errors import CertificateError
from sealed.ssh import sshsig
from sealed.strict import Strict, unreadable

NAMESPACE = "attune-erasure"
LONGEST = 1 << 20

Time = Annotated[str, msgspec.Meta(pattern=UTC_TIME)]
Place = Literal["desk", "store", "box", "stick", "pack", "backup", "source"]
Fate = Literal["removed", "confirmed", "asked", "unreadable", "renewed", "outside", "readable", "not yet"]
"""`removed` by the desk, which looked afterwards; `confirmed` by a box or another desk under its signature; `asked`: a
box was asked and has not answered; `unreadable`: it may be there, and the key is destroyed; `renewed`: a backup of the
keyring without the key; `outside` the desk's reach; `readable`: a key that was not destroyed opens it; `not yet`."""


class ErasedFilm(Strict, frozen=True):
    """`day` is null if no clock vouched for it."""

    film: str
    day: str | None


class CopyFate(Strict, frozen=True, kw_only=True):
    """A copy that was known. `name` is a store's, a box's or a desk's own, never a path or a person."""

    place: Place
    name: str
    fate: Fate
    when: Time | None = None
    objects: int | None = None
    words: str


class ErasureCertificate(Strict, frozen=True, kw_only=True):
    """`destroyed` is null, and `final` false, for as long as that was not done; a later certificate of `id` counts."""

    certificate: Literal[1] = 1
    id: Identifier
    final: bool
    what: Literal["case", "film"]
    why: Literal["completed", "withdrawn"]
    films: tuple[ErasedFilm, ...]
    key: Annotated[str, msgspec.Meta(pattern=FINGERPRINT)]
    destroyed: Time | None
    issued: Time
    desk: str
    signer: str
    copies: tuple[CopyFate, ...]
    method: str
    clock: str
    outside: str
    checking: str
    complaints: str

    def encode(self) -> bytes:
        """The bytes that are signed: JSON with a line for each field, and a newline."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    def write(self, folder: Path, key: Ed25519PrivateKey, files: Folder) -> Path:
        """Put it and its signature into `folder`, open as `files`, in place of an earlier one; the paper's path.

        At any instant a paper that is there has its own signature.
        """
        body, name = self.encode(), f"{self.id}.json"
        if (folder / name).exists():
            files.remove(name)
            files.sync()
        files.put(f"{name}.sig", sshsig.sign(key, body, NAMESPACE).encode())
        files.put(name, body)
        return folder / name


def read_certificate(path: Path) -> tuple[ErasureCertificate, bytes]:
    """A certificate whose signature, beside it, is good, and the public key of the signer. Raises CertificateError."""
    try:
        body = read_small(path, LONGEST)
        signature = sshsig.parse(read_small(path.with_name(f"{path.name}.sig"), sshsig.LONGEST))
        signature.verify(body, NAMESPACE)
        return msgspec.json.decode(body, type=ErasureCertificate), signature.key
    except (FilmError, SignatureError) as error:
        raise CertificateError(f"The certificate {path.name} cannot be believed: {error.cause}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CertificateError(f"The certificate {path.name} cannot be read: {unreadable(error)}.") from error
