"""A signing key's own file, as `ssh-keygen -t ed25519 -N ''` writes it."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)

from sealed.disk import BINARY, CLOEXEC
from sealed.errors import KeyFileError


def read_key(path: Path) -> Ed25519PrivateKey:
    """Read an OpenSSH private key without a passphrase, as `ssh-keygen -t ed25519 -N ''` writes it."""
    try:
        key = load_ssh_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise KeyFileError(f"The signing key {path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path} is not an OpenSSH private key without a passphrase.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} is not an Ed25519 key.")
    return key


def write_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Write an OpenSSH private key, mode 0600, durably. Never overwrites: raises FileExistsError."""
    data = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | CLOEXEC | BINARY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
