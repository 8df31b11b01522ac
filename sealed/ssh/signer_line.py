"""One line of OpenSSH's allowed_signers, read as ssh-keygen reads it.

Source: sshsig.c (parse_principals_key_and_options, sshsigopt_parse), auth-options.c, match.c and misc.c in OpenSSH's
portable repository. Lines are handled as Latin-1, one character for each byte, because OpenSSH matches bytes.
"""

import base64
import binascii
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Self

import msgspec
from msgspec.structs import replace

from sealed.errors import SignatureError
from sealed.ssh import sshsig

BLANK = " \t"
WHITESPACE = " \t\r\n"
# Compiled by their first use: a recorder that starts reads no list of signers.
TYPES = (
    r"(?:(?:sk-)?ssh-ed25519|ssh-(?:rsa|dss)|rsa-sha2-(?:256|512)|(?:sk-)?ecdsa-sha2-nistp(?:256|384|521))"
    r"(?:(?:-cert-v01)?@openssh\.com)?"
)
OPTION = r'(namespaces|valid-after|valid-before)="((?:\\"|[^"])*+)"|(cert-authority)'
OPTIONS = r'(?:\\"|"(?:\\"|[^"])*+"|[^" \t])*+'
TIME = r"([0-9]{8}|[0-9]{12}|[0-9]{14})(Z|UTC)?"
TIME_FORMATS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
LONGEST_PATTERN = 1022  # match_pattern_list() matches nothing once a pattern is longer


class BadLine(ValueError):
    """ssh-keygen would call the line invalid."""


class Signer(msgspec.Struct, frozen=True):
    """The names a key answers to, the namespaces it may sign in (None: all), from when until when, its 32 bytes.

    `principals` and `namespaces` are OpenSSH pattern lists; `after` and `before` are seconds since 1970, or 0.
    """

    principals: str
    namespaces: str | None
    after: int
    before: int
    key: bytes

    @classmethod
    def parse(cls, line: str) -> Self | None:
        """Read one line, in Latin-1. None for a line that lets no Ed25519 key sign. Raises BadLine."""
        line = line.lstrip(BLANK)
        if not line.strip(WHITESPACE) or line.startswith("#"):
            return None
        principals, rest = _principals(line)
        options = Options()
        if (kind := _key_type(rest)) is None:
            text, rest = _cut_options(rest)
            options = Options.parse(text)
            kind = _key_type(rest)
        key = _key(kind, rest)
        if key is None or options.authority:
            return None
        return cls(principals, options.namespaces, options.after, options.before, key)

    def names(self) -> Iterator[str]:
        """Each principal that ssh-keygen accepts as `-I`. A pattern is its own name, as for `-Y find-principals`."""
        for name in self.principals.split(","):
            if name and not name.startswith("!") and matches(name, self.principals):
                yield name.encode("latin-1").decode("utf-8", "backslashreplace")

    def may_sign(self, namespace: str) -> bool:
        """Whether the key may sign in `namespace`, at some time."""
        return self.namespaces is None or matches(namespace, self.namespaces)

    def valid(self, at: datetime | None) -> bool:
        """Whether the key counts at this time. A key with limits does not if the time is not known."""
        if at is None:
            return not (self.after or self.before)
        return self.after <= at.timestamp() and not 0 < self.before < at.timestamp()


class Options(msgspec.Struct, frozen=True):
    """What stands between the names and the key."""

    authority: bool = False
    namespaces: str | None = None
    after: int = 0
    before: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the options of a line. Raises BadLine."""
        options = cls()
        while text:
            match = re.match(OPTION, text, re.IGNORECASE)
            if match:
                options = options._with(match)
                text = text[match.end() :]
            if text and (text[0] != "," or text == ","):
                raise BadLine("its options cannot be read")
            text = text[1:]
        if options.after and 0 < options.before <= options.after:
            raise BadLine("its valid-before is not after its valid-after")
        return options

    def _with(self, match: re.Match[str]) -> Self:
        if match[3]:
            return replace(self, authority=True)
        name, value = match[1].lower(), match[2].replace('\\"', '"')
        if name == "namespaces":
            if self.namespaces is not None:
                raise BadLine("it has the option namespaces twice")
            return replace(self, namespaces=value)
        if self.after if name == "valid-after" else self.before:
            raise BadLine(f"it has the option {name} twice")
        return replace(self, after=_time(value)) if name == "valid-after" else replace(self, before=_time(value))


def matches(text: str, patterns: str) -> bool:
    """OpenSSH's match_pattern_list: one of the comma-separated patterns matches, and none that begins with `!`."""
    positive = False
    for item in patterns.split(","):
        pattern = item.removeprefix("!")
        if len(pattern) > LONGEST_PATTERN:
            return False
        parts = ({"*": ".*", "?": "."}.get(letter) or re.escape(letter) for letter in pattern)
        if re.fullmatch("".join(parts), text, re.DOTALL):
            if item.startswith("!"):
                return False
            positive = True
    return positive


def _principals(line: str) -> tuple[str, str]:
    """The first word, of which a part may be quoted, and the rest of the line."""
    match = re.search(r'[ \t\r\n"]', line)
    if match is None:
        raise BadLine("it has no key")
    if match[0] != '"':
        return line[: match.start()], line[match.end() :].lstrip(WHITESPACE)
    quoted, quote, rest = line[match.end() :].partition('"')
    if not quote:
        raise BadLine("a quote is not closed")
    return line[: match.start()] + quoted, rest.lstrip(WHITESPACE)


def _key_type(text: str) -> str | None:
    """The type, if `text` begins with one."""
    kind = re.split("[ \t]", text, maxsplit=1)[0]
    return kind if len(kind) < len(text) and re.fullmatch(TYPES, kind) else None


def _cut_options(text: str) -> tuple[str, str]:
    """The options up to the first blank outside quotes, and what follows the blanks."""
    match = re.match(OPTIONS, text)
    end = match.end() if match else 0
    if text[end : end + 1] == '"':
        raise BadLine("a quote is not closed")
    return text[:end], text[end:].lstrip(BLANK)


def _key(kind: str | None, text: str) -> bytes | None:
    """The 32 bytes of an Ed25519 key, None for a key of another type. Raises BadLine."""
    if kind is None:
        raise BadLine("it has no key")
    encoded = re.split("[ \t]", text[len(kind) :].lstrip(BLANK), maxsplit=1)[0]
    encoded = re.sub("[\n\v\f\r]", "", encoded)  # OpenSSH's base64 decoder skips whitespace
    try:
        blob = base64.b64decode(encoded, validate=True)
        if kind == sshsig.KEY_TYPE.decode():
            return sshsig.parse_key_line(f"{kind} {encoded}")
        _check_strings(blob, kind)
    except (binascii.Error, ValueError, struct.error, SignatureError) as error:
        raise BadLine("its key is damaged") from error
    return None


def _check_strings(blob: bytes, kind: str) -> None:
    """Raise ValueError unless `blob` is a row of strings. Only OpenSSH's own names may differ from the line's type."""
    strings = []
    while blob:
        (length,) = struct.unpack_from(">I", blob)
        strings.append(blob[4 : 4 + length])
        if len(strings[-1]) != length:
            raise ValueError("a string is cut off")
        blob = blob[4 + length :]
    if len(strings) < 2 or (strings[0].decode("latin-1") != kind and not kind.startswith("rsa-")):
        raise ValueError("the key is of another type")


def _time(text: str) -> int:
    match = re.fullmatch(TIME, text, re.IGNORECASE)
    if match is None:
        raise BadLine(f"it has a time that cannot be read: {text!a}")
    try:
        when = datetime.strptime(match[1], TIME_FORMATS[len(match[1])])
        seconds = int((when.replace(tzinfo=UTC) if match[2] else when).timestamp())
    except (ValueError, OverflowError, OSError) as error:
        raise BadLine(f"it has a time that does not exist: {text!a}") from error
    if seconds <= 0:
        raise BadLine(f"it has a time before 1970: {text!a}")
    return seconds
