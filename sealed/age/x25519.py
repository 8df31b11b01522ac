"""Classic keys (C2SP age.md, "The X25519 recipient type"): age1… and AGE-SECRET-KEY-1…"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sealed.age import bech32, crypto
from sealed.age.errors import BadRecipient, HeaderError
from sealed.age.header import Stanza, b64decode, b64encode
from sealed.age.keys import Kind, addressed

TYPE = "X25519"
RECIPIENT_PREFIX = "age"
IDENTITY_PREFIX = "AGE-SECRET-KEY-"
SIZE = 32
_INFO = b"age-encryption.org/v1/X25519"


@dataclass(frozen=True)
class X25519Recipient:
    """A classic public key: 32 bytes, a point on Curve25519."""

    point: bytes

    @property
    def kind(self) -> Kind:
        """It can be broken by a large quantum computer."""
        return "classic"

    @cached_property
    def _key(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(self.point)

    def wrap(self, file_key: bytes) -> Stanza:
        """Encrypt a file key to this recipient. Raises BadRecipient if the point is of low order."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        try:
            secret = ephemeral.exchange(self._key)
        except ValueError as error:
            raise BadRecipient("it is not a sound key: anybody might open what is sealed to it") from error
        wrap_key = crypto.hkdf(secret, salt=share + self.point, info=_INFO)
        return Stanza((TYPE, b64encode(share).decode()), crypto.wrap(wrap_key, file_key))

    def __str__(self) -> str:
        return bech32.encode(RECIPIENT_PREFIX, self.point)


@dataclass(frozen=True)
class X25519Identity:
    """A classic secret key: 32 random bytes."""

    seed: bytes = field(repr=False)

    @cached_property
    def _key(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def recipient(self) -> X25519Recipient:
        """The public half."""
        return X25519Recipient(self._key.public_key().public_bytes_raw())

    def secret(self) -> str:
        """AGE-SECRET-KEY-1…"""
        return bech32.encode(IDENTITY_PREFIX, self.seed)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key if one of the stanzas is for this key. Raises HeaderError if one of its type is out of form."""
        for (encoded,), body in addressed(stanzas, TYPE, arguments=1):
            share = b64decode(encoded.encode())
            if len(share) != SIZE:
                raise HeaderError("an X25519 share has the wrong size")
            try:
                secret = self._key.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError as error:
                raise HeaderError("an X25519 share is of low order") from error
            wrap_key = crypto.hkdf(secret, salt=share + self.recipient.point, info=_INFO)
            if file_key := crypto.unwrap(wrap_key, body):
                return file_key
        return None
