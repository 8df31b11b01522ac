"""Translates every error of an object store, by the server's code, else the HTTP status, else the network error.

The library gives text only: "… status code: 403 Forbidden: <Error><Code>AccessDenied</Code>…", or the debug form of an
error below HTTP.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, UnauthenticatedError

from stores import errors
from stores.errors import CourierError

STATUS = re.compile(r"status code: ([0-9]{3}(?: [A-Z][A-Za-z ]*[A-Za-z])?)")
CODE = re.compile(r"<Code>([A-Za-z0-9.]{1,80})</Code>")
CERTIFICATE = re.compile(r"InvalidCertificate\(\s*(\w+)")
WORD = re.compile("[A-Z][a-z]+")
SYSTEM = re.compile(r'(?:message|error): "([^"]{1,100})"')

CODES: dict[type[CourierError], set[str]] = {
    errors.ClockWrong: {"RequestTimeTooSkewed", "RequestExpired", "AuthenticationFailed.Skewed"},
    errors.StoreFull: {
        *("QuotaExceeded", "ServiceQuotaExceeded", "XMinioStorageFull", "AccountQuotaExceeded", "StorageQuotaExceeded"),
    },
    errors.StoreMissing: {"NoSuchBucket", "ContainerNotFound", "AccountNotFound"},
    errors.WrongRegion: {
        *("AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "IncorrectEndpoint"),
        *("IllegalLocationConstraintException", "InvalidRegion"),
    },
    errors.CredentialExpired: {"ExpiredToken", "TokenRefreshRequired", "InvalidToken", "ExpiredTokenException"},
    errors.CredentialRefused: {
        *("InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthFailure", "NotSignedUp", "AccountProblem"),
        *("AuthenticationFailed", "InvalidAuthenticationInfo", "AccountIsDisabled", "UnrecognizedClientException"),
    },
    errors.StoreKeyDisabled: {"KMS.DisabledException", "KMS.NotFoundException", "KMS.KMSInvalidStateException"},
    errors.StoreBusy: {
        *("SlowDown", "ServiceUnavailable", "ServerBusy", "InternalError", "OperationTimedOut", "RequestTimeout"),
        *("ConditionalRequestConflict", "OperationAborted", "Busy", "XMinioServerNotInitialized"),
    },
}
STATUSES: dict[type[CourierError], set[str]] = {
    errors.CredentialRefused: {"401"},
    errors.StoreRefuses: {"403"},
    errors.StoreMissing: {"404"},
    errors.WrongRegion: {"301", "307"},
    errors.StoreFull: {"507"},
    errors.StoreBusy: {"408", "409", "429", "500", "502", "503", "504"},
}


@contextmanager
def translate_errors(store: str) -> Iterator[None]:
    """Translate the library's exceptions to CourierErrors.

    AlreadyExistsError and FileNotFoundError are left to the caller. A panic of the library is no Exception, and must
    not end the courier either.
    """
    try:
        yield
    except (AlreadyExistsError, FileNotFoundError, CourierError):
        raise
    except (BaseError, OSError, ValueError, TypeError) as error:
        raise kind(error)(store=store, cause=cause(str(error))) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise errors.StoreFailed(store=store, cause="the library broke down") from error


def kind(error: Exception) -> type[CourierError]:
    """The CourierError that fits."""
    text = str(error)
    code, status = CODE.search(text), status_of(error)
    if code and (found := _look_up(CODES, code[1])):
        return found
    if status:
        return _look_up(STATUSES, status) or errors.StoreFailed
    if isinstance(error, UnauthenticatedError):
        return errors.CredentialRefused
    if isinstance(error, PermissionDeniedError):
        return errors.StoreRefuses
    return _below_http(text)


def status_of(error: BaseException | None) -> str:
    """The HTTP status in an error's text; empty if there is none."""
    found = STATUS.search(str(error))
    return found[1][:3] if found else ""


def names_object(error: FileNotFoundError) -> bool:
    """Whether the object is missing, and not the whole bucket."""
    code = CODE.search(str(error))
    return code is None or code[1] not in CODES[errors.StoreMissing]


def cause(text: str) -> str:
    """A short cause, out of a text of pages."""
    status, code = (match[1] if (match := pattern.search(text)) else "" for pattern in (STATUS, CODE))
    if words := WORD.findall(code):
        code = "" if set(words) <= set(WORD.findall(status)) else code  # InternalError is 500 Internal Server Error
    if found := [each for each in (status, code) if each]:
        return ", ".join(found)
    if found := [match[1] for match in (CERTIFICATE.search(text), SYSTEM.search(text)) if match]:
        return found[0]
    first = text.partition("\n")[0]
    return (first.rpartition(" error: ")[2] or first)[:200]


def _below_http(text: str) -> type[CourierError]:
    if certificate := CERTIFICATE.search(text):
        return errors.ClockWrong if certificate[1].startswith("NotValidYet") else errors.CertificateUntrusted
    if "redirect without LOCATION" in text:
        return errors.WrongRegion
    if "dns error" in text:
        return errors.UnknownHost
    return errors.StoreAway if "HttpError" in text or "HTTP error" in text else errors.StoreFailed


def _look_up(table: dict[type[CourierError], set[str]], word: str) -> type[CourierError] | None:
    return next((ours for ours, words in table.items() if word in words), None)
