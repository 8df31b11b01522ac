"""SFTP with an account that may add files and do nothing else to what is there (docs/it/stores.md).

The server denies removing, renaming and changing modes. So a finished part takes its name by a hard link
(hardlink@openssh.com), which never replaces, and every file is made read-only: its own account cannot open it for
writing again. Parts stay until the server's own housekeeping removes them; a finished one takes no room of its own.
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
        """Each object was flushed by itself, and the parts of earlier attempts are the server's to remove."""

    async def remove(self, film: str, name: str) -> None:
        """Try to: whether the server denies it is what a check wants to know."""
        with suppress(StoreRefuses):
            await super().remove(film, name)

    async def abilities(self) -> Abilities:
        """Not known: a probe could not be removed again."""
        return Abilities()

    async def _create(self, film: str, item: Item, suffix: str) -> bool:
        final = self._path(film, item.name)
        part = f"{final}.{secrets.token_hex(4)}{PART}"  # of its own: a read-only part cannot be gone on with
        async with self._channel() as sftp:
            await self._send(sftp, film, item, part, resume=False)
            try:
                await sftp.link(part, final)
            except asyncssh.SFTPError:
                if not await sftp.exists(final):
                    raise
                return False
            return True
