"""The payload of an age file (C2SP age.md, "Payload"): STREAM, ChaCha20-Poly1305 over chunks of 64 KiB.

A chunk's nonce is its number and whether it is the last, so chunks cannot be cut off, dropped, repeated or reordered
unseen. The last chunk may be short, and is empty only if the whole payload is.
"""

from collections.abc import Iterator
from io import BufferedIOBase

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sealed.age.crypto import TAG, hkdf
from sealed.age.errors import PayloadError

CHUNK = 1 << 16
SEALED_CHUNK = CHUNK + TAG
NONCE = 16


def payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """The cipher of one payload; `nonce` is the 16 bytes that follow the header."""
    return ChaCha20Poly1305(hkdf(file_key, salt=nonce, info=b"payload"))


def sealed_size(size: int) -> int:
    """How many bytes `size` bytes of plaintext become, the payload's nonce not counted."""
    return size + TAG * max(1, -(-size // CHUNK))


def plain_size(size: int) -> int:
    """How many bytes of plaintext `size` bytes of sealed chunks hold. Raises PayloadError if none has this size."""
    plain = size - TAG * max(1, -(-size // SEALED_CHUNK))
    if plain < 0 or sealed_size(plain) != size:
        raise PayloadError("it breaks off within a chunk")
    return plain


def encrypt_into(cipher: ChaCha20Poly1305, plaintext: memoryview, target: memoryview) -> None:
    """Seal a whole payload into `target`, which has exactly `sealed_size(len(plaintext))` bytes."""
    size = len(plaintext)
    pieces = [
        (
            _nonce(number, last=start + CHUNK >= size),
            plaintext[start : start + CHUNK],
            target[number * SEALED_CHUNK : (number + 1) * SEALED_CHUNK],
        )
        for number, start in enumerate(range(0, size or 1, CHUNK))
    ]
    # nothing but the cipher in this loop: it runs outside Python's lock, for which another sealing thread may wait
    for nonce, chunk, into in pieces:
        cipher.encrypt_into(nonce, chunk, None, into)


def decrypt_into(cipher: ChaCha20Poly1305, sealed: memoryview, target: memoryview) -> None:
    """Unseal a whole payload into `target`, which has exactly `plain_size(len(sealed))` bytes. Raises PayloadError.

    After an error `target` holds unauthenticated bytes.
    """
    size = len(sealed)
    for number, start in enumerate(range(0, size, SEALED_CHUNK)):
        chunk = sealed[start : start + SEALED_CHUNK]
        into = target[number * CHUNK :][: len(chunk) - TAG]
        if not _decrypt(cipher, number, chunk, into, last=start + SEALED_CHUNK >= size):
            raise PayloadError(f"chunk {number} is not as it was sealed, or not where it was")


def encrypt_chunks(cipher: ChaCha20Poly1305, source: BufferedIOBase) -> Iterator[memoryview]:
    """Seal all that `source` gives, chunk by chunk. Each is valid until the next is asked for."""
    sealed = memoryview(bytearray(SEALED_CHUNK))
    for number, (chunk, last) in enumerate(_chunks(source, CHUNK)):
        yield sealed[: cipher.encrypt_into(_nonce(number, last=last), chunk, None, sealed[: len(chunk) + TAG])]


def decrypt_chunks(cipher: ChaCha20Poly1305, source: BufferedIOBase) -> Iterator[memoryview]:
    """Unseal a payload to the end of `source`, chunk by chunk, each authentic and valid until the next is asked for.

    Raises PayloadError where the authentic part ends, if that is not where the sealer ended it.
    """
    plain = memoryview(bytearray(CHUNK))
    for number, (chunk, last) in enumerate(_chunks(source, SEALED_CHUNK)):
        if len(chunk) < TAG or (len(chunk) == TAG and number):
            raise PayloadError("it breaks off within a chunk")
        into = plain[: len(chunk) - TAG]
        if _decrypt(cipher, number, chunk, into, last=last):
            yield into
        elif len(chunk) == SEALED_CHUNK and _decrypt(cipher, number, chunk, into, last=not last):
            yield into  # the chunk is authentic, only the place where the file ends is not
            raise PayloadError(f"it breaks off after chunk {number}" if last else "something follows its end")
        else:
            raise PayloadError(f"chunk {number} is not as it was sealed, or not where it was")


def _decrypt(cipher: ChaCha20Poly1305, number: int, chunk: memoryview, target: memoryview, *, last: bool) -> bool:
    try:
        cipher.decrypt_into(_nonce(number, last=last), chunk, None, target)
    except InvalidTag:
        return False
    return True


def _nonce(number: int, *, last: bool) -> bytes:
    return (number << 8 | last).to_bytes(12, "big")


def _chunks(source: BufferedIOBase, size: int) -> Iterator[tuple[memoryview, bool]]:
    """Pieces of `size` bytes, the last of which may be shorter, and whether each is the last; at least one.

    One byte is read ahead, since only the end of the stream tells which piece is the last.
    """
    buffer = memoryview(bytearray(size + 1))
    held = 0
    while True:
        while held <= size and (count := source.readinto(buffer[held:])):
            held += count
        if held <= size:
            yield buffer[:held], True
            return
        yield buffer[:size], False
        buffer[0] = buffer[size]
        held = 1
