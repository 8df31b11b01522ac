"""What a desk sends a box beside a case card, for the next visit (docs/format.md, "A preparation").

The helping question and the points that were agreed, sealed to the box: at the store nobody can read them.
"""

import base64
import binascii
from typing import Annotated, ClassVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import Identity, parse_recipient, seal, unseal
from sealed.age.crypto import hkdf
from sealed.age.errors import AgeError
from sealed.age.hybrid import HybridIdentity
from sealed.papers.case_paper import CasePaper
from sealed.strict import Strict

BOX_KEY = b"attune-preparation-v1"


class Preparation(Strict, frozen=True, kw_only=True):
    """`points`: what the family agreed to try, in its own words. A later version may add fields: they are ignored."""

    question: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    points: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=200)], ...], msgspec.Meta(max_length=12)] = ()


class SealedPreparation(CasePaper, frozen=True, tag_field="preparation", tag=1):
    """`sealed` is an age file in base64, for one box alone."""

    ending: ClassVar[str] = ".prepare.json"
    what: ClassVar[str] = "preparation"
    longest: ClassVar[int] = 32768

    sealed: str

    @classmethod
    def for_box(cls, recipient: str, preparation: Preparation, *, case: str, issued: str) -> "SealedPreparation":
        """Seal it to the box that named this recipient in its health report. Raises BadRecipient."""
        sealed = seal(msgspec.json.encode(preparation), [parse_recipient(recipient)])
        return cls(case=case, issued=issued, sealed=base64.b64encode(sealed).decode())

    def opened(self, key: Ed25519PrivateKey) -> Preparation | None:
        """What the box with this signing key reads in it; None if it is for another box, or damaged."""
        try:
            data = unseal(base64.b64decode(self.sealed, validate=True), [box_identity(key)])
            return msgspec.json.decode(data, type=Preparation)
        except (AgeError, binascii.Error, msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
            return None


def box_identity(key: Ed25519PrivateKey) -> Identity:
    """What opens preparations on a box, derived from its signing key. No film is ever sealed to it."""
    return HybridIdentity(hkdf(key.private_bytes_raw(), salt=b"", info=BOX_KEY))


def box_recipient(key: Ed25519PrivateKey) -> str:
    """What desks seal this box's preparations to."""
    return str(box_identity(key).recipient)
