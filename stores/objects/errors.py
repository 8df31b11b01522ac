"""Every error of an object store as one of the courier's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, UnauthenticatedError

from stores.errors import ClockWrong, StoreAway, StoreFull, StoreRefuses

STATUS = re.compile(r"status code: ([0-9]{3}(?: [A-Z][A-Za-z ]*[A-Za-z])?)")
CODE = re.compile(r"<Code>([A-Za-z0-9]+)</Code>")
SKEW = {"RequestTimeTooSkewed", "RequestExpired", "AuthenticationFailed.Skewed"}
FULL = {"QuotaExceeded", "ServiceQuotaExceeded", "XMinioStorageFull", "AccountQuotaExceeded", "StorageQuotaExceeded"}

NOWHERE = {"NoSuchBucket", "ContainerNotFound"}


@contextmanager
def told(store: str) -> Iterator[None]:
    """Translate; what is taken or not there (AlreadyExistsError, FileNotFoundError) is left to the caller."""
    try:
        yield
    except (AlreadyExistsError, FileNotFoundError):
        raise
    except (BaseError, OSError, ValueError) as error:
        raise kind(error)(store=store, cause=cause(str(error))) from error


def kind(error: Exception) -> type[StoreAway | StoreFull | StoreRefuses | ClockWrong]:
    """Which of ours it is."""
    code, status = CODE.search(str(error)), STATUS.search(str(error))
    if code and code[1] in SKEW:
        return ClockWrong
    if (code and code[1] in FULL) or (status and status[1].startswith("507")):
        return StoreFull
    refused = (code and code[1] in NOWHERE) or (status and status[1][:3] in ("401", "403"))
    return StoreRefuses if refused or isinstance(error, (PermissionDeniedError, UnauthenticatedError)) else StoreAway


def cause(text: str) -> str:
    """Why, in a few words, out of a text that goes on for pages."""
    found = [match[1] for match in (STATUS.search(text), CODE.search(text)) if match]
    if found:
        return ", ".join(found)
    return text.partition("\n")[0].rpartition("HTTP error: ")[2][:200]
