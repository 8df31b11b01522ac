"""Post-quantum keys (C2SP age.md, "The MLKEM768-X25519 hybrid post-quantum recipient type"): age1pq1…

HPKE (RFC 9180) in base mode with KEM MLKEM768-X25519 (0x647a, X-Wing), HKDF-SHA256 and ChaCha20-Poly1305. An
attacker must break both ML-KEM-768 and X25519.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import shake_256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from sealed.age import bech32
from sealed.age.errors import BadRecipient, HeaderError
from sealed.age.header import Stanza, b64decode, b64encode
from sealed.age.keys import Kind, addressed

TYPE = "mlkem768x25519"
RECIPIENT_PREFIX = "age1pq"
IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-"
MLKEM_PUBLIC = 1184
MLKEM_CIPHERTEXT = 1088
MLKEM_SEED = 64
X25519_SIZE = 32
PUBLIC = MLKEM_PUBLIC + X25519_SIZE
ENCAPSULATED = MLKEM_CIPHERTEXT + X25519_SIZE
SEED = 32

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO = b"age-encryption.org/mlkem768x25519"


@dataclass(frozen=True)
class HybridRecipient:
    """A post-quantum public key: 1184 bytes of ML-KEM-768 and 32 of X25519."""

    public: bytes = field(repr=False)

    @property
    def kind(self) -> Kind:
        """Post-quantum."""
        return "post-quantum"

    @cached_property
    def _key(self) -> MLKEM768X25519PublicKey:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.public[:MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(self.public[MLKEM_PUBLIC:]),
        )

    def wrap(self, file_key: bytes) -> Stanza:
        """Encrypt a file key to this recipient. Raises BadRecipient if the key is not a sound one."""
        try:
            sealed = _SUITE.encrypt(file_key, self._key, _INFO)
        except ValueError as error:
            raise BadRecipient("it is not a sound key: anybody might open what is sealed to it") from error
        return Stanza((TYPE, b64encode(sealed[:ENCAPSULATED]).decode()), sealed[ENCAPSULATED:])

    @cached_property
    def _text(self) -> str:
        return bech32.encode(RECIPIENT_PREFIX, self.public)  # two thousand letters, in Python

    def __str__(self) -> str:
        return self._text


@dataclass(frozen=True)
class HybridIdentity:
    """A post-quantum secret key: 32 random bytes, from which both halves are derived."""

    seed: bytes = field(repr=False)

    @cached_property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        """Both secret keys, expanded from the seed as X-Wing says (draft-connolly-cfrg-xwing-kem, section 5.2)."""
        expanded = shake_256(self.seed).digest(MLKEM_SEED + X25519_SIZE)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:MLKEM_SEED]),
            X25519PrivateKey.from_private_bytes(expanded[MLKEM_SEED:]),
        )

    @cached_property
    def _key(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*self._halves)

    @cached_property
    def recipient(self) -> HybridRecipient:
        """The public half."""
        mlkem, x25519 = self._halves
        return HybridRecipient(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    def secret(self) -> str:
        """AGE-SECRET-KEY-PQ-1…"""
        return bech32.encode(IDENTITY_PREFIX, self.seed)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key if one of the stanzas is for this key. Raises HeaderError if one of its type is out of form."""
        for (encoded,), body in addressed(stanzas, TYPE, arguments=1):
            encapsulated = b64decode(encoded.encode())
            if len(encapsulated) != ENCAPSULATED:
                raise HeaderError("an encapsulated key has the wrong size")
            try:
                return _SUITE.decrypt(encapsulated + body, self._key, _INFO)
            except InvalidTag:
                self._refuse_low_order(encapsulated[MLKEM_CIPHERTEXT:])
        return None

    def _refuse_low_order(self, share: bytes) -> None:
        """Raise HeaderError for an invalid share, which HPKE reports like a stanza for another key."""
        try:
            self._halves[1].exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as error:
            raise HeaderError("an X25519 share is of low order") from error
