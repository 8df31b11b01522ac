"""The two derivations that age repeats everywhere: HKDF-SHA-256, and a key wrapped under a key that is used once."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Buffer = bytes | bytearray | memoryview

FILE_KEY = 16
TAG = 16
_NONCE = bytes(12)  # fixed by the standard: each wrap key encrypts exactly one file key


def hkdf(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    """32 bytes of HKDF-SHA-256 (RFC 5869)."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def wrap(wrap_key: bytes, file_key: bytes) -> bytes:
    """Encrypt a file key: 32 bytes."""
    return ChaCha20Poly1305(wrap_key).encrypt(_NONCE, file_key, None)


def unwrap(wrap_key: bytes, body: bytes) -> bytes | None:
    """Undo `wrap`; None if the body was not made with this key."""
    try:
        return ChaCha20Poly1305(wrap_key).decrypt(_NONCE, body, None)
    except InvalidTag:
        return None
