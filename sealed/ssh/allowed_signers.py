"""Who may sign: OpenSSH's allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS).

The answer is the one that `ssh-keygen -Y verify` gives for the same file, with two exceptions: a line that cannot be
read spoils the whole list, and a byte order mark before the first line is skipped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from sealed.errors import SignersError
from sealed.ssh.signer_line import BadLine, Signer
from sealed.text_file import as_utf8


@dataclass(frozen=True, slots=True)
class Signers:
    """A list of known signers."""

    entries: tuple[Signer, ...]

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read an allowed_signers file. Keys that are not Ed25519 are left out: no film is signed by one."""
        try:
            data = as_utf8(data)
        except UnicodeDecodeError:
            data = b"\0"
        if b"\0" in data:
            raise SignersError("The list of signers is not plain text. Save it as UTF-8.")
        entries = []
        # Only a newline ends a line for OpenSSH: whatever else looks like a line's end may stand in a comment.
        for number, line in enumerate(data.split(b"\n"), 1):
            try:
                entries.append(Signer.parse(line.decode("latin-1")))
            except BadLine as error:
                raise SignersError(f"Line {number} of the list of signers cannot be used: {error}.") from error
        return cls(tuple(entry for entry in entries if entry))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file at `path`. Raises SignersError."""
        try:
            return cls.parse(path.read_bytes())
        except OSError as error:
            raise SignersError(f"The list of signers cannot be read: {error.strerror}.") from error

    def name(self, key: bytes, namespace: str, at: datetime | None) -> str | None:
        """The first name listed for this key in this namespace, or None if it is not known."""
        names = self.names(key, namespace, at)
        return names[0] if names else None

    def names(self, key: bytes, namespace: str, at: datetime | None) -> tuple[str, ...]:
        """Every name listed for this key in this namespace at this time, as `-Overify-time` has it.

        `at` is None if nobody knows when the signature was made: keys with limits do not count then.
        """
        return tuple(name for entry in self._entries(key, namespace) if entry.valid(at) for name in entry.names())

    def lists(self, key: bytes, namespace: str) -> bool:
        """Whether this key is listed for this namespace, for whatever time."""
        return any(True for entry in self._entries(key, namespace) for _ in entry.names())

    def _entries(self, key: bytes, namespace: str) -> Iterator[Signer]:
        return (entry for entry in self.entries if entry.key == key and entry.may_sign(namespace))
