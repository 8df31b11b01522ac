"""Whole age files: seal and unseal, in memory or as streams."""

from collections.abc import Sequence
from typing import BinaryIO

from sealed.age.keys import Unwraps, Wraps

Buffer = bytes | bytearray | memoryview


def seal(plaintext: Buffer, recipients: Sequence[Wraps]) -> bytearray:
    """Seal bytes to all recipients as one whole age file. Raises BadRecipient, MixedRecipients."""
    raise NotImplementedError


def seal_with_passphrase(plaintext: Buffer, passphrase: str, work_factor: int = 18) -> bytearray:
    """Seal bytes under a passphrase (scrypt, 2^work_factor rounds): for identity files."""
    raise NotImplementedError


def header_mac(sealed: Buffer) -> str:
    """The 43-character MAC that ends a binary age file's header: age's own name for the file. Raises HeaderError."""
    raise NotImplementedError


def unseal(sealed: Buffer, identities: Sequence[Unwraps]) -> bytearray:
    """The plaintext, if all of it is authentic. Raises NoKeyFits or a kind of Damaged."""
    raise NotImplementedError


def seal_stream(source: BinaryIO, target: BinaryIO, recipients: Sequence[Wraps]) -> None:
    """Seal all that `source` gives into `target`, 64 KiB at a time. Closes neither."""
    raise NotImplementedError


def unseal_stream(source: BinaryIO, target: BinaryIO, identities: Sequence[Unwraps]) -> None:
    """Unseal `source` into `target`, which gets nothing that is not authentic. Closes neither."""
    raise NotImplementedError
