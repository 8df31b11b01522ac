"""Requests and responses of the control socket: always JSON, errors included (docs/control.md)."""

import os
import re
import time
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from appliance.errors import BadRequest, BoxError, Refused
from control.messages import Refusal
from control.sockets import DEADLINE

T = TypeVar("T")
JSON = "application/json"
PEER, UID = "attune.peer", "attune.uid"
"""Where the listener puts "uid N pid N" of the client, and the account's number (SO_PEERCRED)."""

_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)", re.ASCII)


class Request:
    """One request, as WSGI hands it over. The listener has bounded its body."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self._environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        self.path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        self.peer: str = environ.get(PEER, "somebody")

    def header(self, name: str) -> str | None:
        """A header's value."""
        return self._environ.get(f"HTTP_{name.upper().replace('-', '_')}")

    def body(self) -> bytes:
        """The whole body."""
        data: bytes = self._environ["wsgi.input"].read()
        return data

    def body_as(self, kind: type[T]) -> T:
        """The body as `kind`; an empty body stands for `{}`."""
        try:
            return msgspec.json.decode(self.body() or b"{}", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadRequest(f"The request is malformed: {error}.") from error

    def by_owner(self) -> bool:
        """Whether the client is root or the recorder's own account: on a box an account that may write its settings,
        and on a laptop any."""
        return self._environ.get(UID) in (0, os.geteuid())

    def refuse_late(self) -> None:
        """Refuse what a recorder that hung finds late: its sender was told by a timeout that nothing happened."""
        try:
            deadline = float(self.header(DEADLINE) or "inf")
        except ValueError:
            return
        if time.monotonic() * 1000 > deadline:
            raise Refused("This came too late, so nothing was done. If you still want it, try again.")

    def span(self, size: int, tag: str) -> tuple[int, int] | None:
        """The one range of bytes that is asked for, of a body of `size` (RFC 9110, 14): begin and end, which may lie
        outside. None for all of it: no range, several, one that makes no sense, or of a body with another tag."""
        found = _RANGE.fullmatch(self.header("Range") or "")
        if found is None or self.header("If-Range") not in (None, f'"{tag}"'):
            return None
        first, last = found.groups()
        if not first:
            return (max(0, size - int(last)), size) if last and int(last) else None
        if last and int(last) < int(first):
            return None
        return int(first), min(size, int(last) + 1) if last else size


class Response(msgspec.Struct):
    """A whole body, or the parts of one as they come."""

    body: bytes | Iterable[bytes]
    code: int = 200
    kind: str = JSON
    headers: dict[str, str] = msgspec.field(default_factory=dict)


def reply(body: object, code: int = 200) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(body) + b"\n", code)


def refusal(error: BoxError) -> bytes:
    """The documented body of an error."""
    return msgspec.json.encode(Refusal(error.code, str(error), error.exit)) + b"\n"
