"""SFTP with an account that may add files and change nothing (docs/it/stores.md).

The server denies removing, renaming and changing modes. So a finished part gets its name by a hard link
(hardlink@openssh.com), which never replaces, and every file is made read-only: its own account cannot open it for
writing again. Parts stay until a job on the server removes them; a finished one takes no room of its own.
"""

import secrets
from contextlib import suppress

import asyncssh

from stores.errors import StoreRefuses
from stores.sftp.store import PART, SftpSession
from stores.store import Abilities, Item

READ_ONLY = asyncssh.SFTPAttrs(permissions=0o440)


class AppendOnlySession(SftpSession):
    """Films as folders below `root`, each file written once."""

    mode = READ_ONLY

    async def settle(self, film: str) -> None:
        """Nothing to do: each object was flushed by itself, and the server removes the parts of earlier attempts."""

    async def remove(self, film: str, name: str) -> None:
        """Try to: a check tests whether the server denies it."""
        with suppress(StoreRefuses):
            await super().remove(film, name)

    async def abilities(self) -> Abilities:
        """Unknown: a probe could not be removed again."""
        return Abilities()

    async def _create(self, film: str, item: Item, suffix: str) -> bool:
        final = self._path(film, item.name)
        part = f"{final}.{secrets.token_hex(4)}{PART}"  # a new part: a read-only one cannot be resumed
        async with self._channel() as sftp:
            await self._send(sftp, film, item, part, resume=False)
            try:
                await sftp.link(part, final)
            except asyncssh.SFTPError:
                if not await sftp.exists(final):
                    raise
                return False
            return True
