"""What a key is: the protocols that every kind of recipient and identity keeps."""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from sealed.age.crypto import FILE_KEY, TAG
from sealed.age.errors import HeaderError
from sealed.age.header import Stanza

Kind = Literal["post-quantum", "classic", "passphrase"]


class Wraps(Protocol):
    """Something that a file can be sealed to."""

    @property
    def kind(self) -> Kind:
        """Only keys of one kind go into one file, and a passphrase goes alone."""
        ...

    def wrap(self, file_key: bytes) -> Stanza:
        """Encrypt the 16 bytes of a file key into a stanza for this key, with fresh randomness."""
        ...


class Recipient(Wraps, Protocol):
    """A public key; `str(recipient)` is its age1… form."""

    def __str__(self) -> str:
        """The recipient as people pass it around: `age1pq1…` or `age1…`."""
        ...


class Unwraps(Protocol):
    """Something that may open a file."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the 16-byte file key if one of the stanzas is for this key, None if not.

        Raises HeaderError if a stanza of this key's type is out of form.
        """
        ...


class Identity(Unwraps, Protocol):
    """A secret key. Its repr never shows the secret."""

    @property
    def recipient(self) -> Recipient:
        """The public half."""
        ...

    def secret(self) -> str:
        """The secret key as an identity file holds it: `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`."""
        ...


def addressed(stanzas: Sequence[Stanza], kind: str, *, arguments: int) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """Arguments and body of each stanza of one type. Raises HeaderError if one has the wrong number or size of them.

    The body's size is checked before any decryption, so that a file cannot be made to open with many keys.
    """
    for stanza in stanzas:
        if stanza.args[0] == kind:
            if len(stanza.args) != 1 + arguments:
                raise HeaderError(f"a stanza of type {kind} has the wrong number of arguments")
            if len(stanza.body) != FILE_KEY + TAG:
                raise HeaderError(f"a stanza of type {kind} has a body of the wrong size")
            yield stanza.args[1:], stanza.body
