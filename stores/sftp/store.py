"""A store on an SFTP server: NAME.part, resumed, flushed, renamed; verified by reading back, since SFTP has no hashes.

Source: draft-ietf-secsh-filexfer-02 (version 3); fsync@openssh.com and posix-rename@openssh.com of OpenSSH's PROTOCOL.
"""

import asyncio
import contextlib
import posixpath
import secrets
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

import asyncssh

from stores.credentials import Credentials
from stores.errors import NoSuchObject, StoreAway, StoreFull
from stores.local_file import flow
from stores.sftp.channels import Channels
from stores.sftp.errors import ABSENT, FLUSHLESS, translate_errors
from stores.sftp.login import SftpAccount, log_in
from stores.store import Abilities, Item, Version

PART = ".part"
PARALLEL = 16
BLOCK = 255 * 1024  # bytes of one request: the most that OpenSSH takes
CLOSING = 2.0  # seconds
FROM_START = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC
GO_ON = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT


class SftpStore:
    """A folder on an SFTP server, which exists already. `root` is its path there."""

    def __init__(
        self,
        account: SftpAccount,
        root: str,
        credentials: Credentials,
        parallel: int = PARALLEL,
        kind: "type[SftpSession] | None" = None,
    ) -> None:
        self.name = credentials.store
        self.parallel = parallel
        self._kind = kind or SftpSession
        self._account, self._root, self._credentials = account, root, credentials

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["SftpSession"]:
        """Log in, and check that the folder is there. Raises as `log_in`, and StoreAway."""
        async with log_in(self._account, self._credentials) as connection:
            session = self._kind(Channels(connection, self.name), self._root, self.name)
            await session.check()
            yield session

    def present(self) -> None:
        """Unknown without a connection."""


class SftpSession:
    """Films as folders below `root`. `mode` is for new files; None: the server's default."""

    mode = asyncssh.SFTPAttrs()

    def __init__(self, channels: Channels, root: str, store: str) -> None:
        self._channels, self._root, self.store = channels, root, store
        self._made: set[str] = set()
        self._seen: dict[str, dict[str, int]] = {}

    async def check(self) -> None:
        """Raise StoreAway unless the root is a folder."""
        async with self._channel() as sftp:
            if not await sftp.isdir(self._root):
                raise StoreAway(store=self.store, cause="there is no such folder")

    async def listing(self, film: str) -> dict[str, int]:
        """Names and sizes of the objects; unfinished parts are left out."""
        return {name: size for name, size in (await self._files(film)).items() if not name.endswith(PART)}

    async def claim(self, film: str, item: Item) -> bool:
        """Put `item` unless its name is taken; returns whether it was put."""
        async with self._channel() as sftp:
            if await sftp.exists(self._path(film, item.name)):
                return False
        return await self._create(film, item, f".{secrets.token_hex(4)}{PART}")

    async def put(self, film: str, item: Item) -> None:
        """Send what is missing, flush, take the name if it is free."""
        await self._create(film, item, PART)

    async def replace(self, film: str, item: Item) -> None:
        """Send all of it, flush, rename over the object there."""
        final = self._path(film, item.name)
        async with self._channel() as sftp:
            await self._send(sftp, film, item, final + PART, resume=False)
            try:
                await sftp.posix_rename(final + PART, final)
            except asyncssh.SFTPOpUnsupported:
                await sftp.remove(final)
                await sftp.rename(final + PART, final)

    async def settle(self, film: str) -> None:
        """Remove the parts of earlier attempts. SFTP cannot flush folders: each object was flushed by itself."""
        parts = [name for name in await self._files(film) if name.endswith(PART)]
        async with self._channel() as sftp:
            for name in parts:
                await sftp.remove(self._path(film, name))

    async def read(self, film: str, name: str) -> AsyncIterator[bytes]:
        """The bytes as the server returns them."""
        async with self._channel() as sftp:
            try:
                file = await sftp.open(self._path(film, name), "rb", block_size=blocks(sftp))
            except ABSENT as error:
                raise NoSuchObject(store=self.store, name=name) from error
            try:
                at, more = 0, True
                while more:
                    chunk = cast(bytes, await file.read(BLOCK, at))
                    at += len(chunk)
                    more = len(chunk) == BLOCK  # less is only ever read at the end of a file: section 6.4
                    if chunk:
                        yield chunk
            finally:
                await _let_go(file)

    async def remove(self, film: str, name: str) -> None:
        """Remove, and the folder if it is empty then."""
        async with self._channel() as sftp:
            with contextlib.suppress(*ABSENT):
                await sftp.remove(self._path(film, name))
            with contextlib.suppress(asyncssh.SFTPError):
                await sftp.rmdir(self._path(film))
            self._made.discard(film)

    async def abilities(self) -> Abilities:
        """Whether the server flushes; SFTP does not check hashes."""
        probe = self._path(f".probe-{secrets.token_hex(4)}")
        async with self._channel() as sftp:
            try:
                async with sftp.open(probe, FROM_START, encoding=None) as file:
                    await file.fsync()
            except FLUSHLESS:
                return Abilities(flushes=False)
            finally:
                await sftp.remove(probe)
        return Abilities(flushes=True)

    async def folders(self, path: str) -> list[str]:
        found: Sequence[asyncssh.SFTPName] = []
        async with self._channel() as sftp:
            with contextlib.suppress(*ABSENT):
                found = await sftp.readdir(self._path(path))
        return sorted(
            str(each.filename)
            for each in found
            if stat.S_ISDIR(each.attrs.permissions or 0) and each.filename not in (".", "..")
        )

    async def versions(self, film: str) -> list[Version]:
        return [Version(name, size) for name, size in (await self._files(film)).items()]

    async def delete(self, film: str, version: Version) -> None:
        await SftpSession.remove(self, film, version.name)

    async def _files(self, film: str) -> dict[str, int]:
        async with self._channel() as sftp:
            try:
                found = await sftp.readdir(self._path(film))
            except ABSENT:
                found = []
            self._seen[film] = {str(each.filename): each.attrs.size or 0 for each in found if _plain(each.attrs)}
            return self._seen[film]

    async def _create(self, film: str, item: Item, suffix: str) -> bool:
        final = self._path(film, item.name)
        part = final + suffix
        async with self._channel() as sftp:
            await self._send(sftp, film, item, part, resume=suffix == PART)
            try:
                await sftp.rename(part, final)  # version 3's rename never replaces
            except asyncssh.SFTPError:
                if not await sftp.exists(final):
                    raise
                await sftp.remove(part)
                return False
            return True

    async def _send(self, sftp: asyncssh.SFTPClient, film: str, item: Item, part: str, resume: bool) -> None:
        if film not in self._made:
            with contextlib.suppress(asyncssh.SFTPFailure):  # it is there already; if not, opening tells
                await sftp.mkdir(self._path(film))
            self._made.add(film)
        at = await self._left_off(sftp, film, part, item) if resume else 0
        how = GO_ON if at else FROM_START
        file = await sftp.open(part, how, self.mode, encoding=None, block_size=blocks(sftp))
        try:
            async for block in flow(item, at, BLOCK):
                at += await file.write(block, at)
            with contextlib.suppress(*FLUSHLESS):
                await file.fsync()
        except asyncssh.SFTPFailure as error:
            await self._look_for_room(sftp, item, error)
            raise
        finally:
            await _let_go(file)

    async def _look_for_room(self, sftp: asyncssh.SFTPClient, item: Item, error: asyncssh.SFTPFailure) -> None:
        """Raise StoreFull if that may be the cause: OpenSSH reports a full disk as "Failure"."""
        with contextlib.suppress(asyncssh.SFTPError):
            disk = await sftp.statvfs(self._root)
            if disk.bavail * disk.frsize < item.size:
                raise StoreFull(store=self.store, cause=f"{disk.bavail * disk.frsize} bytes left") from error

    async def _left_off(self, sftp: asyncssh.SFTPClient, film: str, part: str, item: Item) -> int:
        """Bytes of an earlier attempt that are there. Whether they are right, verification decides."""
        if film in self._seen:  # one listing instead of a request for each object
            there = self._seen[film].pop(posixpath.basename(part), 0)
        else:
            there = await sftp.getsize(part) or 0 if await sftp.exists(part) else 0
        return there if there <= item.size else 0

    @asynccontextmanager
    async def _channel(self) -> AsyncIterator[asyncssh.SFTPClient]:
        async with self._channels.one() as sftp:
            with translate_errors(self.store):
                yield sftp

    def _path(self, *names: str) -> str:
        return posixpath.join(self._root, *names)


def blocks(sftp: asyncssh.SFTPClient) -> int:
    """How the library is to split reads and writes: not at all (0) if the server takes blocks of our size; else as it
    likes (-1), several requests under way at once.
    """
    limits = sftp.limits
    return 0 if min(limits.max_read_len, limits.max_write_len) >= BLOCK else -1


async def _let_go(file: asyncssh.SFTPClientFile) -> None:
    """Close a file on a connection that may be closed already, with a timeout: the server may hang."""
    with contextlib.suppress(asyncssh.Error, OSError, TimeoutError):
        async with asyncio.timeout(CLOSING):
            await file.close()


def _plain(attrs: asyncssh.SFTPAttrs) -> bool:
    return attrs.permissions is None or stat.S_ISREG(attrs.permissions)
