"""A box's health report: `boxes/NAME.json` in the store, signed by the box, without a word on any family.

`boxes/NAME.json.sig` is an SSHSIG by the recorder's key in the namespace `attune-health`.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.errors import SignatureError
from sealed.film.facts import UTC_TIME
from sealed.papers.box_settings import Name
from sealed.papers.errors import ReportError
from sealed.ssh import sshsig
from sealed.strict import Strict

PLACE = "boxes"
NAMESPACE = "attune-health"
LONGEST = 16384
MOST = 300
"""Papers that a report can name."""

Time = Annotated[str, msgspec.Meta(pattern=UTC_TIME)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]


class HealthReport(Strict, frozen=True, kw_only=True):
    """`card` is the card's own word on its wear; `alarms` are the codes of what stands wrong at the box.

    `films` lie on the card, `unsynced` of them without a receipt. `papers`: the case cards in use, the revocations, and
    the wipe requests that have nothing left to wipe, each by the beginning of its SHA-256. `recipient`: what desks seal
    preparations to. A later version may add fields: they are ignored.
    """

    report: Literal[1] = 1
    box: Name
    when: Time
    version: str
    slot: str | None = None
    card: Literal["good", "worn", "failing", "unknown"] = "unknown"
    bytes_free: Count
    bytes_total: Annotated[int, msgspec.Meta(ge=1)]
    films: Count = 0
    unsynced: Count = 0
    last_film: Time | None = None
    certificate_expires: Time | None = None
    bundle: Count = 0
    alarms: tuple[Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}\Z")], ...] = ()
    papers: Annotated[tuple[Digest, ...], msgspec.Meta(max_length=MOST)] = ()
    recipient: Annotated[str, msgspec.Meta(max_length=4096)] | None = None

    def encode(self) -> bytes:
        """The bytes that are signed: compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"

    def files(self, key: Ed25519PrivateKey) -> dict[str, bytes]:
        """The report and its signature, by file name."""
        body = self.encode()
        return {f"{self.box}.json": body, f"{self.box}.json.sig": sshsig.sign(key, body, NAMESPACE).encode()}

    def write(self, folder: Path, key: Ed25519PrivateKey) -> None:
        """Put both files into `folder`."""
        for name, data in self.files(key).items():
            (folder / name).write_bytes(data)


def verify(body: bytes, signature: bytes, box: str, key: bytes) -> HealthReport:
    """The report, if the box with this public key signed it for the name `box`. Raises ReportError."""
    try:
        parsed = sshsig.parse(signature)
        parsed.verify(body, NAMESPACE)
        report = msgspec.json.decode(body, type=HealthReport)
    except (SignatureError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ReportError(f"The health report of {box} is damaged: {error}") from error
    if parsed.key != key:
        raise ReportError(f"The health report of {box} is signed by another key than the box's.")
    if report.box != box:
        raise ReportError(f"The health report of {box} is that of {report.box}.")
    return report
