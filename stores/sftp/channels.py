"""Several SFTP channels over one connection: while one waits for the server's disk, the others send."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncssh

from stores.errors import NoSftp
from stores.sftp.errors import cause, translate_errors

MOST = 6
"""Channels. OpenSSH allows ten on a connection (MaxSessions), and each is a process there."""


class Channels:
    """At most `most` channels, opened when needed, fewer if the server allows no more. Each runs several requests at
    once."""

    def __init__(self, connection: asyncssh.SSHClientConnection, store: str, most: int = MOST) -> None:
        self._connection = connection
        self._store = store
        self._users: Counter[asyncssh.SFTPClient] = Counter()
        self._most = most
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncssh.SFTPClient]:
        """The channel with the fewest users, for the body of the `with`."""
        channel = await self._take()
        self._users[channel] += 1
        try:
            yield channel
        finally:
            self._users[channel] -= 1

    async def _take(self) -> asyncssh.SFTPClient:
        async with self._opening:
            if len(self._users) < self._most and all(self._users.values()):
                await self._open()
        return min(self._users, key=lambda channel: self._users[channel])

    async def _open(self) -> None:
        with translate_errors(self._store):
            try:
                self._users[await self._connection.start_sftp_client()] = 0
            except asyncssh.ChannelOpenError as error:
                if self._users:
                    self._most = len(self._users)  # the server has its own limit
                elif error.code == asyncssh.OPEN_REQUEST_SESSION_FAILED:
                    raise NoSftp(store=self._store, cause=cause(error)) from error
                else:
                    raise
