"""What a key is: the protocols that every kind of recipient and identity keeps."""

from collections.abc import Sequence
from typing import Literal, Protocol

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
