"""Identities and recipients as text: make them, read them."""

from collections.abc import Callable

from sealed.age.keys import Identity, Recipient


def generate(post_quantum: bool = True) -> Identity:
    """A new identity from the system's randomness."""
    raise NotImplementedError


def parse_recipient(text: str) -> Recipient:
    """The recipient that `age1pq1…` or `age1…` names. Raises BadRecipient."""
    raise NotImplementedError


def read_identities(data: bytes, passphrase: Callable[[], str] | None = None) -> list[Identity]:
    """All identities of an identity file; `passphrase` is asked only if the file is protected. Raises BadIdentity."""
    raise NotImplementedError
