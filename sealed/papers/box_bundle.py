"""The box bundle: everything that makes a flashed card one service's box, in one signed JSON document.

A folder `attune-box/` with `box.json` and `box.json.sig`, an SSHSIG by the service's key in the namespace `attune-box`.
IT puts it onto the card's first partition or a stick; the box reads it at its start and destroys it.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.errors import SignatureError
from sealed.papers.box_settings import BoxSettings
from sealed.papers.errors import (
    BundleChanged,
    BundleDamaged,
    BundleForeign,
    BundleOfAnotherBox,
    BundleOld,
    BundleTooNew,
)
from sealed.ssh import sshsig

FOLDER: Final = "attune-box"
DOCUMENT: Final = "box.json"
SIGNATURE: Final = "box.json.sig"
NAMESPACE: Final = "attune-box"
FORMAT: Final = 1
FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
LONGEST: Final = 256 * 1024
"""Bytes of a document: recipients take 2 KiB each, everything else less than 16 KiB."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a box already knows of itself; a new one knows nothing but its machine's serial number.

    `service` is the service's public key, `sequence` the number of the last bundle that was applied, `digest` its hash.
    """

    service: bytes | None = None
    box: str | None = None
    sequence: int = 0
    digest: str | None = None
    hardware: str | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose signature is good: its content, the service's key, and the SHA-256 of the document."""

    settings: BoxSettings
    service: bytes
    digest: str


def encode(settings: BoxSettings, key: Ed25519PrivateKey) -> dict[str, bytes]:
    """The files of a bundle, by name."""
    document = msgspec.json.format(msgspec.json.encode(settings), indent=1) + b"\n"
    return {DOCUMENT: document, SIGNATURE: sshsig.sign(key, document, NAMESPACE).encode()}


def read_bundle(folder: Path, known: Known, now: datetime) -> Bundle:
    """Read the bundle in `folder`. Raises a BundleError unless it may be applied to the box that knows `known`.

    `now` may be earlier than the true time, as on a box whose clock nobody has set, but not later. A box that knows no
    service yet accepts any: anybody who has the card could have put another image onto it as well.
    """
    document, signature = _read(folder / DOCUMENT), _signature(folder / SIGNATURE)
    try:
        signature.verify(document, NAMESPACE)
    except SignatureError as error:
        raise BundleChanged from error
    if known.service is not None and signature.key != known.service:
        raise BundleForeign
    settings = _decode(document)
    bundle = Bundle(settings, signature.key, hashlib.sha256(document).hexdigest())
    _check(bundle, known, now)
    return bundle


def _check(bundle: Bundle, known: Known, now: datetime) -> None:
    settings = bundle.settings
    if known.box is not None and settings.box != known.box:
        raise BundleOfAnotherBox(f"The bundle is for {settings.box}, and this box is {known.box}.")
    if settings.hardware is not None and settings.hardware != known.hardware:
        raise BundleOfAnotherBox(f"The bundle is for the board {settings.hardware}, and this is {known.hardware}.")
    if bundle.digest == known.digest:
        return
    if settings.sequence <= known.sequence:
        raise BundleOld(f"The bundle has the number {settings.sequence}, and the box has had {known.sequence}.")
    if now > parse_time(settings.expires):
        raise BundleOld(f"The bundle was to be used before {settings.expires[:10]}.")


def parse_time(text: str) -> datetime:
    """`2026-11-22T14:05:09Z` as a time."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def format_time(moment: datetime) -> str:
    """A time as `2026-11-22T14:05:09Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _read(path: Path) -> bytes:
    """A file of the bundle. A link is refused: it could name a file of the box itself; so is what could block."""
    try:
        with os.fdopen(os.open(path, FLAGS), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise BundleDamaged(f"{path.name} of the bundle is no plain file.")
            data = file.read(LONGEST + 1)
    except OSError as error:
        raise BundleDamaged(f"{path.name} of the bundle cannot be read: {error.strerror}.") from error
    if len(data) > LONGEST:
        raise BundleDamaged(f"{path.name} of the bundle is far too long.")
    return data


def _signature(path: Path) -> sshsig.Signature:
    try:
        return sshsig.parse(_read(path))
    except SignatureError as error:
        raise BundleDamaged(f"{path.name} of the bundle cannot be read.") from error


def _decode(document: bytes) -> BoxSettings:
    """The signed document. Its service signed it, so what does not fit is a newer format, or a fault of ours."""
    try:
        if msgspec.json.decode(document, type=_Format).bundle > FORMAT:
            raise BundleTooNew
        return msgspec.json.decode(document, type=BoxSettings)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleDamaged(f"The bundle does not fit: {error}.") from error


class _Format(msgspec.Struct):
    bundle: int
