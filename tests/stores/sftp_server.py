"""An SFTP server of asyncssh on this machine, for tests that change what it answers."""

import asyncio
from pathlib import Path
from typing import Self

import asyncssh

from tests.support.loop_thread import LoopThread


class SftpServer:
    """Serves the machine's files with the keys that sshd has in `home`; each subclass has its `handler` of requests."""

    handler: type[asyncssh.SFTPServer]

    def __init__(self, home: Path) -> None:
        self._home, self.port = home, 0
        self._loop = LoopThread()

    def __enter__(self) -> Self:
        self._loop.start()
        self._server = self._loop.run(self._listen())
        self.port = self._server.get_port()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._stop())
        self._loop.stop()

    async def _listen(self) -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[str(self._home / "host")],
            authorized_client_keys=str(self._home / "authorized"),
            sftp_factory=self.handler,
            config=None,
        )

    async def _stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
