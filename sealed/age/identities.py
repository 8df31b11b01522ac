"""Identities and recipients as text: make them, read them."""

import os
from collections.abc import Callable

from sealed.age import bech32, files, hybrid, x25519
from sealed.age.armor import BEGIN, WHITESPACE
from sealed.age.errors import BadIdentity, BadRecipient, NoKeyFits, PassphraseNeeded, WrongPassphrase
from sealed.age.header import VERSION
from sealed.age.keys import Identity, Recipient
from sealed.age.scrypt import ScryptIdentity
from sealed.text_file import UTF_16, as_utf8, decode_text

LONGEST = 1 << 20  # bytes of an identity file; a key has at most a hundred
SSH = (b"-----BEGIN OPENSSH PRIVATE KEY-----", b"ssh-")


def generate(post_quantum: bool = True) -> Identity:
    """A new identity from the system's randomness."""
    return (
        hybrid.HybridIdentity(os.urandom(hybrid.SEED))
        if post_quantum
        else x25519.X25519Identity(os.urandom(x25519.SIZE))
    )


def parse_recipient(text: str) -> Recipient:
    """The recipient that `age1pq1…` or `age1…` names. Raises BadRecipient, also for a key that anybody could open."""
    if text.upper().startswith("AGE-SECRET-KEY-"):
        raise BadRecipient("this is a secret key; show it to nobody")
    try:
        prefix, data = bech32.decode(text)
    except ValueError as error:
        raise BadRecipient(str(error)) from error
    recipient: Recipient
    if (prefix, len(data)) == (hybrid.RECIPIENT_PREFIX, hybrid.PUBLIC):
        recipient = hybrid.HybridRecipient(data)
    elif (prefix, len(data)) == (x25519.RECIPIENT_PREFIX, x25519.SIZE):
        recipient = x25519.X25519Recipient(data)
    else:
        raise BadRecipient("it is of a kind that is not supported here")
    recipient.wrap(bytes(16))  # only use shows an unsound key: better now than when a film begins
    return recipient


def read_identities(data: bytes, passphrase: Callable[[], str] | None = None) -> list[Identity]:
    """All identities of an identity file; `passphrase` is asked only if the file is protected by one.

    Raises BadIdentity, PassphraseNeeded, WrongPassphrase, or a kind of Damaged if the protected file is damaged.
    """
    if len(data) > LONGEST:
        raise BadIdentity("it is far too large")
    data = _text(data).encode() if data.startswith(UTF_16) else as_utf8(data)
    if data.startswith(VERSION) or data.lstrip(WHITESPACE).startswith(BEGIN):
        if passphrase is None:
            raise PassphraseNeeded
        try:
            data = bytes(files.unseal(data, [ScryptIdentity(passphrase())]))
        except NoKeyFits as error:
            raise WrongPassphrase from error
    if data.startswith(SSH):
        raise BadIdentity("it is an SSH key, which opens no films")
    lines = (line.strip() for line in _text(data).split("\n"))
    found = [_parse_identity(line, number) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    if not found:
        raise BadIdentity("it holds no secret key")
    return found


def _text(data: bytes) -> str:
    try:
        return decode_text(data)
    except UnicodeDecodeError as error:
        raise BadIdentity("it is not a text") from error


def _parse_identity(line: str, number: int) -> Identity:
    """The identity of one line; an error names the line's number, never its text."""
    if line.startswith("AGE-PLUGIN-"):
        raise BadIdentity(f"line {number}: keys that live in a plugin are not supported")
    try:
        prefix, data = bech32.decode(line)
    except ValueError as error:
        raise BadIdentity(f"line {number}: {error}") from None
    if (prefix, len(data)) == (hybrid.IDENTITY_PREFIX, hybrid.SEED):
        return hybrid.HybridIdentity(data)
    if (prefix, len(data)) == (x25519.IDENTITY_PREFIX, x25519.SIZE):
        return x25519.X25519Identity(data)
    raise BadIdentity(f"line {number}: not a secret key")
