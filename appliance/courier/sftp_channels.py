"""A few SFTP channels over one connection: while one waits for the server's disk, the others send."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncssh

from appliance.courier.sftp_errors import told


class Channels:
    """At most `most` channels, opened when needed, fewer if the server allows no more."""

    def __init__(self, connection: asyncssh.SSHClientConnection, most: int, store: str) -> None:
        self._connection = connection
        self._store = store
        self._free: asyncio.LifoQueue[asyncssh.SFTPClient] = asyncio.LifoQueue()
        self._open = 0
        self._most = most

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncssh.SFTPClient]:
        """A channel of one's own for a while."""
        channel = await self._take()
        try:
            yield channel
        finally:
            self._free.put_nowait(channel)

    async def _take(self) -> asyncssh.SFTPClient:
        if self._free.empty() and self._open < self._most:
            self._open += 1
            try:
                with told(self._store):
                    return await self._connection.start_sftp_client()
            except BaseException as error:
                self._open -= 1
                if not isinstance(error.__cause__, asyncssh.ChannelOpenError) or not self._open:
                    raise
                self._most = self._open  # the server has its own idea of how many (MaxSessions)
        return await self._free.get()
