"""An SFTP server that answers one kind of request with one error, as a test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh

from tests.stores.sftp_server import SftpServer


class OddSftp(SftpServer):
    """Serves the machine's files with sshd's keys."""

    CALLS = (
        *("stat", "lstat", "open", "read", "write", "rename", "posix_rename", "mkdir", "remove", "rmdir"),
        *("scandir", "fsync", "statvfs", "close", "realpath"),
    )

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.handler = type("Odd", (asyncssh.SFTPServer,), {name: _odd(self, name) for name in self.CALLS})
        self._call, self._when = "", 1
        self._error: type[asyncssh.SFTPError] = asyncssh.SFTPFailure

    @contextmanager
    def failing(self, call: str, error: type[asyncssh.SFTPError], when: int) -> Iterator[None]:
        """Meanwhile the `when`-th request of this kind ends in this error."""
        self._call, self._error, self._when = call, error, when
        try:
            yield
        finally:
            self._call = ""

    def check(self, call: str) -> None:
        """Fail if this is the one."""
        if call == self._call:
            self._when -= 1
            if self._when == 0:
                raised = self._error.__new__(self._error)
                asyncssh.SFTPError.__init__(raised, _code(self._error), "as the test says")
                raise raised


def _odd(server: OddSftp, name: str) -> Any:
    real = getattr(asyncssh.SFTPServer, name)

    def method(self: asyncssh.SFTPServer, *words: Any) -> Any:
        if name == "close":  # what was opened is closed all the same
            real(self, *words)
            server.check(name)
            return None
        server.check(name)
        return real(self, *words)

    return method


def _code(error: type[asyncssh.SFTPError]) -> int:
    """The number that goes over the line; version 3 has words for the first eight only, and clients must bear more."""
    name = "FX_" + "".join(f"_{c}" if c.isupper() else c.upper() for c in error.__name__[4:]).lstrip("_")
    return int(getattr(asyncssh, name, asyncssh.FX_FAILURE))
