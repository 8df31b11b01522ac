"""Who may sign: OpenSSH's allowed_signers file, and the recorder's own key file.

Source: ssh-keygen(1), section ALLOWED SIGNERS. What could make our answer differ from OpenSSH's (wildcards, dates,
certificates) is refused with the line's number, never skipped.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)

from sealed.errors import KeyFileError, SignatureError, SignersError
from sealed.ssh import sshsig

LINE = re.compile(
    r"""(?P<principals>"[^"]+"|[^\s"]+)[ \t]+
        (?:(?P<options>[a-z-]+(?:="[^"]*")?(?:,[a-z-]+(?:="[^"]*")?)*)[ \t]+)??
        (?P<type>[a-z0-9@.-]*(?:ssh|ecdsa)-[a-z0-9@.-]+)[ \t]+(?P<key>[A-Za-z0-9+/=]+)(?:[ \t].*)?""",
    re.VERBOSE,
)
OPTION = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
WILDCARDS = set("*?!")


@dataclass(frozen=True, slots=True)
class Signer:
    """One line: the names a key answers to, the namespaces it may sign in (None: all), its 32 bytes."""

    principals: tuple[str, ...]
    namespaces: frozenset[str] | None
    key: bytes


@dataclass(frozen=True, slots=True)
class Signers:
    """A list of known signers."""

    entries: tuple[Signer, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an allowed_signers file. Keys of other types are left out: no film is signed by one."""
        entries = []
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                entries.append(_parse_line(line.strip(), number))
        return cls(tuple(entry for entry in entries if entry))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file at `path`. Raises SignersError."""
        try:
            return cls.parse(path.read_text("utf-8"))
        except OSError as error:
            raise SignersError(f"The list of signers cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise SignersError("The list of signers is not a text file.") from error

    def name(self, key: bytes, namespace: str) -> str | None:
        """The first name listed for this key in this namespace, or None if it is not known."""
        names = self.names(key, namespace)
        return names[0] if names else None

    def names(self, key: bytes, namespace: str) -> tuple[str, ...]:
        """Every name listed for this key in this namespace."""
        return tuple(
            name
            for entry in self.entries
            if entry.key == key and (entry.namespaces is None or namespace in entry.namespaces)
            for name in entry.principals
        )


def _parse_line(line: str, number: int) -> Signer | None:
    match = LINE.fullmatch(line)
    if not match:
        raise SignersError(f"Line {number} of the list of signers cannot be read.")
    namespaces = None
    for option, value in OPTION.findall(match["options"] or ""):
        if option != "namespaces":
            raise SignersError(
                f"Line {number} of the list of signers has the option “{option}”, which is not supported."
            )
        namespaces = frozenset(value.split(","))
    principals = tuple(match["principals"].strip('"').split(","))
    if WILDCARDS & set("".join((*principals, *(namespaces or ())))):
        raise SignersError(f"Line {number} of the list of signers has a wildcard, which is not supported.")
    if match["type"] != sshsig.KEY_TYPE.decode():
        return None
    try:
        return Signer(principals, namespaces, sshsig.parse_key_line(f"{match['type']} {match['key']}"))
    except SignatureError:
        raise SignersError(f"Line {number} of the list of signers holds a damaged key.") from None


def read_key(path: Path) -> Ed25519PrivateKey:
    """Read an OpenSSH private key without a passphrase, as `ssh-keygen -t ed25519 -N ''` writes it."""
    try:
        key = load_ssh_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise KeyFileError(f"The signing key {path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"{path} is not an OpenSSH private key without a passphrase.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} is not an Ed25519 key.")
    return key


def write_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Write an OpenSSH private key, mode 0600, durably. Never overwrites: raises FileExistsError."""
    data = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
