"""Every error of SFTP and SSH as one of the courier's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import asyncssh

from stores.errors import StoreAway, StoreFull, StoreRefuses

ABSENT = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath)
FLUSHLESS = (asyncssh.SFTPOpUnsupported,)
FULL = (asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded)
REFUSED = (asyncssh.SFTPPermissionDenied, asyncssh.SFTPWriteProtect, asyncssh.SFTPCannotDelete)


@contextmanager
def told(store: str) -> Iterator[None]:
    """Translate what the server or the line does."""
    try:
        yield
    except FULL as error:
        raise StoreFull(store=store, cause=error.reason) from error
    except REFUSED as error:
        raise StoreRefuses(store=store, cause=error.reason) from error
    except (asyncssh.Error, OSError, TimeoutError) as error:
        raise StoreAway(store=store, cause=cause(error)) from error


def cause(error: BaseException) -> str:
    """Why, in a few words; asyncio's own texts for the system's errors name addresses, and no cause."""
    number = error.errno if isinstance(error, OSError) else None
    return os.strerror(number) if number else str(error) or type(error).__name__
