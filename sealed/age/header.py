"""The textual header of an age file (C2SP age.md, "Header"): stanzas that wrap the file key, and a MAC over them."""

import binascii
import hmac
import re
from collections.abc import Iterator, Sequence
from io import BufferedIOBase

import msgspec

from sealed.age.crypto import Buffer, hkdf
from sealed.age.errors import HeaderChanged, HeaderError

VERSION = b"age-encryption.org/v1\n"
COLUMNS = 64
LIMIT = 1 << 20  # bytes: six hundred post-quantum recipients
STANZAS = 1024

_ARGUMENTS = re.compile(rb"-> [!-~]+(?: [!-~]+)*")
_MAC_LINE = re.compile(rb"--- ([A-Za-z0-9+/]{43})")


class Stanza(msgspec.Struct, frozen=True):
    """One recipient stanza: its type and arguments, and the decoded body."""

    args: tuple[str, ...]
    body: bytes


class Header(msgspec.Struct, frozen=True):
    """A header that is in form. `size` is its length in bytes; `signed` is what the MAC covers."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    signed: bytes
    size: int

    def check(self, file_key: bytes) -> None:
        """Raise HeaderChanged unless the MAC was made with this file key."""
        if not hmac.compare_digest(self.mac, _mac(file_key, self.signed)):
            raise HeaderChanged


def encode(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """The whole header, MAC included."""
    lines = [VERSION]
    for stanza in stanzas:
        lines.append(b"-> %b\n" % " ".join(stanza.args).encode())
        body = b64encode(stanza.body)
        # one line more than the full ones, empty if need be: a short line ends the stanza
        lines += [body[at : at + COLUMNS] + b"\n" for at in range(0, len(body) + 1, COLUMNS)]
    signed = b"".join([*lines, b"---"])
    return b"%b %b\n" % (signed, b64encode(_mac(file_key, signed)))


def parse(raw: bytes) -> Header:
    """Read exactly one header, from the version line to the newline after the MAC. Raises HeaderError."""
    if not raw.startswith(VERSION):
        raise HeaderError("it does not begin with age's version line")
    if not raw.endswith(b"\n"):
        raise HeaderError("it ends within its header")
    lines = iter(raw[len(VERSION) : -1].split(b"\n"))
    stanzas: list[Stanza] = []
    for line in lines:
        if line.startswith(b"---"):
            break
        if len(stanzas) == STANZAS:
            raise HeaderError("it has more recipients than are read")
        if not _ARGUMENTS.fullmatch(line):
            raise HeaderError("a stanza does not begin as it should")
        stanzas.append(Stanza(tuple(line[3:].decode().split(" ")), _body(lines)))
    mac = _MAC_LINE.fullmatch(line)
    if mac is None or next(lines, None) is not None:
        raise HeaderError("its MAC line is out of form")
    if not stanzas:
        raise HeaderError("it has no recipients")
    return Header(tuple(stanzas), b64decode(mac[1]), raw[: -len(mac[1]) - 2], len(raw))


def cut(sealed: Buffer) -> bytes:
    """The header's bytes at the front of a whole file, not yet parsed. Raises HeaderError if there is no end to it."""
    for size in (1 << 12, 1 << 16, LIMIT):
        front = bytes(memoryview(sealed)[:size])
        if not front.startswith(VERSION):
            raise HeaderError("it does not begin with age's version line")
        end = front.find(b"\n", front.find(b"\n---") + 1)
        if end > len(VERSION):
            return front[: end + 1]
    raise HeaderError("its header has no end, or is far too long")


def read(source: BufferedIOBase) -> bytes:
    """The header's bytes from a stream, not yet parsed; nothing after them is consumed. Raises HeaderError."""
    raw = source.readline(len(VERSION))
    if raw != VERSION:
        raise HeaderError("it does not begin with age's version line")
    lines = [raw]
    left = LIMIT - len(raw)
    while left and (line := source.readline(left)):
        lines.append(line)
        left -= len(line)
        if line.startswith(b"---"):
            return b"".join(lines)
    raise HeaderError("its header has no end, or is far too long")


def b64encode(data: bytes) -> bytes:
    """Base64 without padding (RFC 4648, section 4)."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=")


def b64decode(text: bytes) -> bytes:
    """Undo `b64encode`, and nothing else: whatever that would not have written raises HeaderError."""
    try:
        data = binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    except binascii.Error as error:
        raise HeaderError("it has broken base64") from error
    if b64encode(data) != text:  # padding, strange letters, stray bits
        raise HeaderError("it has broken base64")
    return data


def _body(lines: Iterator[bytes]) -> bytes:
    body = []
    for line in lines:
        if len(line) > COLUMNS:
            raise HeaderError("a stanza has too long a line")
        body.append(line)
        if len(line) < COLUMNS:
            return b64decode(b"".join(body))
    raise HeaderError("a stanza has no end")


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, salt=b"", info=b"header"), signed, "sha256")
