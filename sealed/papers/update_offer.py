"""What IT puts beside an update in the store: which box is to take it. `updates/NAME.json`, signed by the service.

`updates/NAME.json.sig` is an SSHSIG by the service's key in the namespace `attune-update`. What the update itself is
worth, its own signature says; an offer only lets a box choose, and fetch no more than was offered.
"""

from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.errors import SignatureError
from sealed.film.facts import UTC_TIME
from sealed.papers.box_settings import Name
from sealed.papers.errors import OfferError
from sealed.ssh import sshsig
from sealed.strict import Strict

PLACE = "updates"
NAMESPACE = "attune-update"
LONGEST = 16384
VERSION = r"^[0-9]{1,9}(\.[0-9]{1,9}){0,2}\Z"

Version = Annotated[str, msgspec.Meta(pattern=VERSION)]


class UpdateOffer(Strict, frozen=True, kw_only=True):
    """`bundle` lies beside the offer. A later version may add fields: they are ignored."""

    update: Literal[1] = 1
    box: Name
    version: Version
    bundle: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}\.raucb\Z")]
    size: Annotated[int, msgspec.Meta(ge=1)]
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    issued: Annotated[str, msgspec.Meta(pattern=UTC_TIME)]

    def files(self, key: Ed25519PrivateKey) -> dict[str, bytes]:
        """The offer and its signature, by file name."""
        body = msgspec.json.encode(self) + b"\n"
        return {f"{self.box}.json": body, f"{self.box}.json.sig": sshsig.sign(key, body, NAMESPACE).encode()}


def verify(body: bytes, signature: bytes, box: str, service: bytes) -> UpdateOffer:
    """The offer, if the service with this public key made it for `box`. Raises OfferError."""
    try:
        parsed = sshsig.parse(signature)
        parsed.verify(body, NAMESPACE)
        offer = msgspec.json.decode(body, type=UpdateOffer)
    except (SignatureError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise OfferError(f"The offer of an update is damaged: {error}") from error
    if parsed.key != service:
        raise OfferError("The offer of an update is signed by another service than this box's own.")
    if offer.box != box:
        raise OfferError(f"The offer of an update is for {offer.box}.")
    return offer
