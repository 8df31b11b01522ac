"""An SFTP server that lies: forgets what it was given, stores a flipped bit, or hangs up after it has done its work."""

import asyncio
from pathlib import Path
from typing import Any, Literal

import asyncssh

from tests.stores.sftp_server import SftpServer

Deed = Literal["nothing", "flip", "drop"]


class HostileSftp(SftpServer):
    """Serves sshd's folder with its keys. Does its `deed` at the `when`-th object that gets its name, `times` times."""

    def __init__(self, home: Path, deed: Deed, when: int, times: int = 1) -> None:
        super().__init__(home)
        self.deed, self.when, self.times = deed, when, times
        self.seen = self.done = 0
        self.handler = type(
            "Hostile", (asyncssh.SFTPServer,), {n: self._then_named(n) for n in ("rename", "posix_rename")}
        )

    def _then_named(self, name: str) -> Any:
        real, hostile = getattr(asyncssh.SFTPServer, name), self

        async def method(self: asyncssh.SFTPServer, oldpath: bytes, newpath: bytes) -> None:
            result = real(self, oldpath, newpath)
            if asyncio.iscoroutine(result):
                await result
            hostile._named(Path(newpath.decode()), self)

        return method

    def _named(self, path: Path, server: asyncssh.SFTPServer) -> None:
        """An object got its name: everything about it is done, but the answer."""
        self.seen += 1
        if self.seen - 1 < self.when or self.done >= self.times:
            return
        self.done += 1
        match self.deed:
            case "nothing":
                path.unlink()
            case "flip":
                data = bytearray(path.read_bytes())
                data[len(data) // 2] ^= 1
                path.write_bytes(data)
            case "drop":
                server.channel.get_connection().abort()
