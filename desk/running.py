"""Finds the desk's program that runs already: `attune desk` then opens another window of it."""

import http.client
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

NAME = "running.json"
HEADER = "X-Attune-Again"


class Running(msgspec.Struct, frozen=True):
    """Where it serves, and the secret by which the same user asks for a one-time address. The file is hers."""

    port: int
    secret: str


@contextmanager
def announced(folder: Path, running: Running) -> Iterator[None]:
    """While this runs, other starts find it."""
    path = folder / NAME
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(running))
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()


def another_window(folder: Path) -> str | None:
    """A new one-time address of the program that serves this desk; None when none does."""
    try:
        running = msgspec.json.decode((folder / NAME).read_bytes(), type=Running)
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
        try:
            connection.request("POST", "/again", headers={HEADER: running.secret})
            answer = connection.getresponse()
            body = answer.read(4096)
        finally:
            connection.close()
        return str(json.loads(body)["address"]) if answer.status == 200 else None
    except (OSError, ValueError, KeyError, msgspec.DecodeError, http.client.HTTPException):
        return None
