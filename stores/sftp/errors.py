"""Translates every error of SFTP and SSH; none is passing by default."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import asyncssh

from stores import errors, system_errors
from stores.errors import CourierError

ABSENT = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath)
FLUSHLESS = (asyncssh.SFTPOpUnsupported,)

KINDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], type[CourierError]], ...] = (
    ((asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded), errors.StoreFull),
    (
        (asyncssh.SFTPPermissionDenied, asyncssh.SFTPWriteProtect, asyncssh.SFTPCannotDelete),
        errors.StoreRefuses,
    ),
    ((asyncssh.SFTPNoConnection, asyncssh.SFTPConnectionLost, asyncssh.SFTPNoMedia), errors.StoreAway),
    (ABSENT, errors.StoreAway),  # its folder existed when we connected: the disk below it was detached
    ((asyncssh.SFTPFailure, asyncssh.SFTPLockConflict), errors.StoreBusy),  # OpenSSH reports EIO as that
    (asyncssh.SFTPError, errors.StoreFailed),
    (asyncssh.HostKeyNotVerifiable, errors.HostKeyChanged),
    (asyncssh.PermissionDenied, errors.CredentialRefused),
    (asyncssh.KeyExchangeFailed, errors.NoCommonCipher),
    ((asyncssh.ConnectionLost, asyncssh.ChannelOpenError), errors.StoreAway),
    ((asyncssh.ProtocolNotSupported, asyncssh.ServiceNotAvailable), errors.StoreFailed),
    (asyncssh.DisconnectError, errors.StoreAway),  # closed by the server, or by the network
    (asyncssh.Error, errors.StoreFailed),
    ((socket.gaierror, socket.herror), errors.UnknownHost),
    (TimeoutError, errors.StoreAway),
)
"""The first that fits counts."""


@contextmanager
def translate_errors(store: str) -> Iterator[None]:
    """Translate errors of the server and of the network to CourierErrors."""
    try:
        yield
    except CourierError:
        raise
    except (asyncssh.Error, OSError, ValueError) as error:
        raise kind(error)(store=store, cause=cause(error)) from error


def kind(error: Exception) -> type[CourierError]:
    """The CourierError that fits."""
    for theirs, ours in KINDS:
        if isinstance(error, theirs):
            return ours
    return system_errors.kind(error) if isinstance(error, OSError) else errors.StoreFailed


def cause(error: BaseException) -> str:
    """A short cause; asyncio's own texts for system errors contain addresses, and no cause."""
    number = error.errno if isinstance(error, OSError) and not isinstance(error, socket.gaierror) else None
    text = os.strerror(number) if number else getattr(error, "reason", "") or getattr(error, "strerror", "") or ""
    return str(text or error or type(error).__name__)[:200]
