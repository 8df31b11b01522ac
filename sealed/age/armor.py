"""Reading of ASCII armor (C2SP age.md, "ASCII armor"; RFC 7468, strict): the text form of an age file."""

import binascii
import re
from io import BufferedIOBase, RawIOBase
from typing import TYPE_CHECKING

from sealed.age.errors import ArmorError, HeaderError
from sealed.age.header import VERSION

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
COLUMNS = 64
WHITESPACE = b" \t\r\n"
LEADING = 1024  # bytes of whitespace that may stand before BEGIN

_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")


def is_armored(front: bytes) -> bool:
    """Whether a file that begins with `front`, one byte or more, can only be armor, if anything."""
    return front[:1] not in (b"", VERSION[:1])


class ArmorReader(RawIOBase):
    """A raw stream of the bytes inside the armor. Reading raises ArmorError as soon as a line is out of form."""

    def __init__(self, source: BufferedIOBase) -> None:
        self._source = source
        self._begun = False
        self._short = False
        self._ended = False
        self._held = b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Decode what the next line holds, or as much of it as fits; 0 after the END line."""
        if not self._begun:
            self._begin()
        if not self._held and not self._ended:
            self._held = self._next_line()
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._held))
        view[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def _begin(self) -> None:
        blank = 0
        while (letter := self._source.read(1)) and letter in WHITESPACE:
            blank += 1
            if blank > LEADING:
                raise ArmorError("too much white space before the BEGIN line")
        line = letter + self._line()
        if line != BEGIN:
            if b"-----" in line + self._source.read(LEADING):
                raise ArmorError("its BEGIN line is out of form")
            raise HeaderError("it begins neither as an age file nor as text armor")
        self._begun = True

    def _next_line(self) -> bytes:
        line = self._line()
        if line == END:
            while rest := self._source.read(1 << 16):
                if rest.strip(WHITESPACE):
                    raise ArmorError("something follows the END line")
            self._ended = True
            return b""
        if self._short or len(line) > COLUMNS or not _LINE.fullmatch(line):
            raise ArmorError("a line is out of form, or the END line is missing")
        self._short = len(line) < COLUMNS or line.endswith(b"=")
        try:
            data = binascii.a2b_base64(line, strict_mode=True)
        except binascii.Error as error:
            raise ArmorError("it has broken base64") from error
        if binascii.b2a_base64(data, newline=False) != line:
            raise ArmorError("its base64 has stray bits")
        return data

    def _line(self) -> bytes:
        """One line without its end, LF or CRLF; a little more than the longest lawful one at most."""
        line = self._source.readline(COLUMNS + 16)
        return line.removesuffix(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line
