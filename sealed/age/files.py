"""Whole age files: seal and unseal, in memory or as streams."""

import os
from collections.abc import Sequence
from io import BufferedIOBase, BufferedReader, BytesIO, RawIOBase
from typing import BinaryIO, cast

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sealed.age import header, scrypt, stream
from sealed.age.armor import ArmorReader, is_armored
from sealed.age.crypto import FILE_KEY, Buffer
from sealed.age.errors import BadRecipient, HeaderError, MixedRecipients, NoKeyFits
from sealed.age.keys import Unwraps, Wraps


def seal(plaintext: Buffer, recipients: Sequence[Wraps]) -> bytearray:
    """Seal bytes to all recipients as one whole age file. Raises BadRecipient, MixedRecipients."""
    front, file_key = _front(recipients)
    size = memoryview(plaintext).nbytes
    sealed = bytearray(len(front) + stream.sealed_size(size))
    sealed[: len(front)] = front
    cipher = stream.payload_cipher(file_key, front[-stream.NONCE :])
    stream.encrypt_into(cipher, memoryview(plaintext).cast("B"), memoryview(sealed)[len(front) :])
    return sealed


def seal_with_passphrase(plaintext: Buffer, passphrase: str, work_factor: int = scrypt.WORK_FACTOR) -> bytearray:
    """Seal bytes under a passphrase (scrypt, 2^work_factor rounds): for identity files."""
    return seal(plaintext, [scrypt.ScryptRecipient(passphrase, work_factor)])


def header_mac(sealed: Buffer) -> str:
    """The 43-character MAC that ends a binary age file's header: age's own name for the file. Raises HeaderError.

    The header is read as strictly as when opening, but only a key could tell whether the MAC is true.
    """
    return header.b64encode(header.parse(header.cut(sealed)).mac).decode()


def unseal(sealed: Buffer, identities: Sequence[Unwraps]) -> bytearray:
    """The plaintext, if all of it is authentic. Raises NoKeyFits or a kind of Damaged."""
    view = memoryview(sealed).cast("B")
    if is_armored(bytes(view[:1])):
        target = BytesIO()
        unseal_stream(BytesIO(sealed), target, identities)
        return bytearray(target.getbuffer())
    parsed = header.parse(header.cut(view))
    file_key = _open(parsed, identities)
    nonce, chunks = bytes(view[parsed.size :][: stream.NONCE]), view[parsed.size + stream.NONCE :]
    cipher = _cipher(file_key, nonce)
    plaintext = bytearray(stream.plain_size(len(chunks)))
    stream.decrypt_into(cipher, chunks, memoryview(plaintext))
    return plaintext


def seal_stream(source: BinaryIO, target: BinaryIO, recipients: Sequence[Wraps]) -> None:
    """Seal all that `source` gives into `target`, 64 KiB at a time, and close neither.

    Raises BadRecipient or MixedRecipients before anything is written. If reading or writing fails, what `target` has
    is no whole age file and never opens as one.
    """
    front, file_key = _front(recipients)
    _write(target, memoryview(front))
    cipher = stream.payload_cipher(file_key, front[-stream.NONCE :])
    reader = BufferedReader(cast(RawIOBase, source))
    try:
        for chunk in stream.encrypt_chunks(cipher, reader):
            _write(target, chunk)
    finally:
        reader.detach()  # else it would close the source


def unseal_stream(source: BinaryIO, target: BinaryIO, identities: Sequence[Unwraps]) -> None:
    """Unseal `source`, binary or armored, into `target`, 64 KiB at a time, once they are authentic. Closes neither.

    Raises NoKeyFits or a kind of Damaged; `target` then has the authentic part that comes before the damage.
    """
    reader = BufferedReader(cast(RawIOBase, source))
    try:
        if is_armored(reader.peek(1)):
            _unseal(BufferedReader(ArmorReader(reader)), target, identities)
        else:
            _unseal(reader, target, identities)
    finally:
        reader.detach()  # else it would close the source


def _unseal(reader: BufferedIOBase, target: BinaryIO, identities: Sequence[Unwraps]) -> None:
    file_key = _open(header.parse(header.read(reader)), identities)
    for chunk in stream.decrypt_chunks(_cipher(file_key, reader.read(stream.NONCE)), reader):
        _write(target, chunk)


def _front(recipients: Sequence[Wraps]) -> tuple[bytes, bytes]:
    """Header and payload nonce of a new file, and its file key."""
    kinds = {recipient.kind for recipient in recipients}
    if not kinds:
        raise BadRecipient("none was given")
    if len(kinds) > 1 or ("passphrase" in kinds and len(recipients) > 1):
        raise MixedRecipients
    if len(recipients) > header.STANZAS:
        raise BadRecipient("there are too many")
    random = os.urandom(FILE_KEY + stream.NONCE)
    file_key, nonce = random[:FILE_KEY], random[FILE_KEY:]
    front = header.encode([recipient.wrap(file_key) for recipient in recipients], file_key)
    if len(front) > header.LIMIT:
        raise BadRecipient("there are too many")
    return front + nonce, file_key


def _open(parsed: header.Header, identities: Sequence[Unwraps]) -> bytes:
    scrypt.check_alone(parsed.stanzas)
    for identity in identities:
        if file_key := identity.unwrap(parsed.stanzas):
            parsed.check(file_key)
            return file_key
    raise NoKeyFits


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    if len(nonce) != stream.NONCE:
        raise HeaderError("it ends within its nonce")
    return stream.payload_cipher(file_key, nonce)


def _write(target: BinaryIO, data: memoryview) -> None:
    """Write all of it: an unbuffered file or pipe may take only a part at a time."""
    while data:
        data = data[target.write(data) :]
