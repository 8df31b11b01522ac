"""Text files that people write: editors and shells of Windows begin them with a byte order mark, or write UTF-16."""

import codecs
from pathlib import Path
from typing import TypeVar

import msgspec

from sealed.strict import unreadable

T = TypeVar("T")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def as_utf8(data: bytes) -> bytes:
    """The same text without its byte order mark, in UTF-8. Raises UnicodeDecodeError if it is broken UTF-16."""
    return data.decode("utf-16").encode() if data.startswith(UTF_16) else data.removeprefix(codecs.BOM_UTF8)


def decode_text(data: bytes) -> str:
    """The text. Raises UnicodeDecodeError."""
    return as_utf8(data).decode()


def read_text(path: Path) -> str:
    """The text of a file, its lines ended by newlines. Raises OSError, UnicodeDecodeError."""
    return decode_text(path.read_bytes()).replace("\r\n", "\n")


def first_line(path: Path) -> str:
    """What a file of one secret holds; what follows its first line is not read. Raises OSError, UnicodeDecodeError."""
    return read_text(path).partition("\n")[0]


def read_toml(path: Path, kind: type[T]) -> T:
    """Settings as TOML. Raises OSError, and ValueError with the cause in a person's words."""
    try:
        return msgspec.toml.decode(read_text(path), type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ValueError(unreadable(error)) from error
