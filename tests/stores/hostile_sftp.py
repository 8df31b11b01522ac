"""An SFTP server that lies: forgets what it was given, stores a flipped bit, or hangs up after it has done its work."""

import asyncio
from pathlib import Path
from typing import Literal, Self

import asyncssh

from tests.support.loop_thread import LoopThread

Deed = Literal["nothing", "flip", "drop"]


class HostileSftp:
    """Serves sshd's folder with its keys. Does its `deed` at the `when`-th object that gets its name, `times` times."""

    def __init__(self, home: Path, deed: Deed, when: int, times: int = 1) -> None:
        self._home, self.deed, self.when, self.times = home, deed, when, times
        self.seen = self.done = 0
        self._loop = LoopThread()
        self.port = 0

    def __enter__(self) -> Self:
        self._loop.start()
        self._server = self._loop.run(self._listen())
        self.port = self._server.get_port()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._stop())
        self._loop.stop()

    async def _listen(self) -> asyncssh.SSHAcceptor:
        hostile = self

        class Server(asyncssh.SFTPServer):
            async def rename(self, oldpath: bytes, newpath: bytes) -> None:
                result = super().rename(oldpath, newpath)
                if asyncio.iscoroutine(result):
                    await result
                hostile._named(Path(newpath.decode()), self)

            async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
                result = super().posix_rename(oldpath, newpath)
                if asyncio.iscoroutine(result):
                    await result
                hostile._named(Path(newpath.decode()), self)

        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[str(self._home / "host")],
            authorized_client_keys=str(self._home / "authorized"),
            sftp_factory=Server,
            config=None,
        )

    async def _stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

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
