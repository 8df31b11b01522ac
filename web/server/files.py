"""The files that the settings of the pages name, tried before the server starts: it would fail with each connection."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from web.errors import BadSettings
from web.settings import Settings


def check_files(settings: Settings) -> None:
    """Make the folder of the paired phones. Raise BadSettings for a file or a folder that cannot be used."""
    if tls := settings.tls:
        with _named("tls", f"{tls.certificate} and {tls.key}"):
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.certificate, tls.key, password=_no_password)
    if settings.authority:
        with _named("authority", settings.authority):
            ssl.PEM_cert_to_DER_cert(Path(settings.authority).read_text(encoding="ascii"))
    if settings.state:
        with _named("state", settings.state):
            Path(settings.state).mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(settings.state, os.W_OK | os.X_OK):
                raise ValueError("this account may not write into it")


@contextmanager
def _named(setting: str, value: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        cause = (error.strerror if isinstance(error, OSError) else None) or error
        raise BadSettings(cause=f"`{setting}` is not right: {value} cannot be used ({cause}).") from error


def _no_password() -> str:
    raise ValueError("the key is locked with a password")
