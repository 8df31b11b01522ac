"""Translates every error of the operating system; none is passing by default."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from stores.directory import LinkInPath
from stores.errors import CourierError, StoreAway, StoreFailed, StoreFull, StoreRefuses, ThroughLink

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
AWAY = {
    *(errno.ENOENT, errno.EIO, errno.ENODEV, errno.ENXIO, errno.EBUSY, errno.EAGAIN, errno.EINTR, errno.ESTALE),
    *(errno.ENOTCONN, errno.ETIMEDOUT, errno.ESHUTDOWN, errno.EPIPE, errno.EHOSTUNREACH, errno.ENETUNREACH),
    *(errno.ECONNRESET, errno.ECONNABORTED, errno.ECONNREFUSED, errno.ENETDOWN, errno.ENETRESET),
    *(getattr(errno, name) for name in ("EHOSTDOWN", "EREMOTEIO", "ENOMEDIUM", "ENONET") if hasattr(errno, name)),
}
"""A disk that was unplugged, a share whose server is down: it may come back."""


@contextmanager
def translate_errors(store: str) -> Iterator[None]:
    """Translate OSErrors to CourierErrors."""
    try:
        yield
    except OSError as error:
        raise kind(error)(store=store, cause=error.strerror or str(error) or type(error).__name__) from error


def kind(error: OSError) -> type[CourierError]:
    """The CourierError that fits."""
    if isinstance(error, LinkInPath):
        return ThroughLink
    for numbers, ours in ((FULL, StoreFull), (REFUSED, StoreRefuses), (AWAY, StoreAway)):
        if error.errno in numbers:
            return ours
    return StoreFailed
