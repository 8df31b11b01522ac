"""Object stores: S3 and compatible servers, Azure Blob, Google Cloud. Objects are put whole, never over another.

Where the server supports it, the SHA-256 of each object is sent along, and the server refuses what does not match. That
detects a bad line early; it proves nothing, since a server can echo our own hash. Reading back is the proof.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import AzureStore, GCSStore, S3Store

from stores.address import Address
from stores.errors import NoSuchObject, StoreBusy, StoreFailed, StoreMissing, StoreRefuses
from stores.local_file import whole
from stores.memory_budget import MemoryBudget
from stores.objects import s3_versions
from stores.objects.errors import cause, names_object, status_of, translate_errors
from stores.objects.object_urls import azure, google, s3, s3_signing
from stores.objects.s3_refusal import Signing, refuses
from stores.store import CHUNK, Abilities, Chunk, Item, Version

T = TypeVar("T")
Mode = Literal["create", "overwrite"]
Bucket = S3Store | AzureStore | GCSStore
KINDS: dict[str, Callable[[Address], Callable[[], Bucket]]] = {"s3": s3, "az": azure, "gs": google}
PARALLEL = 12
MEMORY = 16 * 1024 * 1024  # bytes of objects that are held while they are sent
NOT_IMPLEMENTED = "501"
AT_ONCE = 4 * CHUNK  # an object up to this size is read in one go


def at(address: Address) -> "ObjectStore":
    """The store at `s3://bucket/prefix`, `az://account/container/prefix` or `gs://bucket/prefix`. Raises BadStore."""
    scheme = address.parts.scheme
    signing = (lambda: s3_signing(address)) if scheme == "s3" else None
    return ObjectStore(KINDS[scheme](address), address.url, address.parallel or PARALLEL, signing)


class ObjectStore:
    """`make` opens the bucket, which exists already, with its secrets. `signing`: for requests that the library cannot
    make."""

    def __init__(
        self, make: Callable[[], Bucket], name: str, parallel: int, signing: Callable[[], Signing] | None
    ) -> None:
        self._make, self._signing = make, signing
        self.name = name
        self.parallel = parallel

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["ObjectSession"]:
        """Each request has a connection of its own; this one checks the credentials. Raises NoCredential too."""
        session = ObjectSession(self._make(), self.name, self._signing)
        await session.listing(f".probe-{secrets.token_hex(4)}")
        yield session

    def present(self) -> None:
        """Unknown without a request."""


class ObjectSession:
    """Films as prefixes in `bucket`."""

    def __init__(self, bucket: Bucket, store: str, signing: Callable[[], Signing] | None = None) -> None:
        self._bucket, self.store, self._signing = bucket, store, signing
        self._room = MemoryBudget(MEMORY)
        self._versions: bool | None = None
        self._creates_only = True

    async def listing(self, film: str) -> dict[str, int]:
        """Names and sizes of the objects."""
        try:
            found = await self._ask(obstore.list_with_delimiter_async, self._bucket, film or None)
        except FileNotFoundError as error:
            raise self._missing() from error
        parts = [(each["path"].rpartition("/"), each["size"]) for each in found["objects"]]
        return {name: size for (above, _, name), size in parts if above == film}  # some list an empty folder within

    async def claim(self, film: str, item: Item) -> bool:
        """Put `item` unless its name is taken. Looks first: some servers replace in spite of If-None-Match."""
        return item.name not in await self.listing(film) and await self._create(film, item)

    async def put(self, film: str, item: Item) -> None:
        """Put it if its name is free. After a lost response the name may be taken by our own object: verification
        decides."""
        await self._create(film, item)

    async def replace(self, film: str, item: Item) -> None:
        """Put it over the object there."""
        await self._put(film, item, "overwrite")

    async def settle(self, film: str) -> None:
        """Nothing to do: what such a store acknowledged is durable."""

    async def read(self, film: str, name: str) -> AsyncIterator[Chunk]:
        """The bytes as the server returns them."""
        try:
            got = await self._ask(obstore.get_async, self._bucket, f"{film}/{name}")
            self._versions = got.meta["version"] is not None
            if got.meta["size"] <= AT_ONCE:
                yield memoryview(await self._ask(got.bytes_async))
                return
            chunks = aiter(got.stream(min_chunk_size=CHUNK))
            while chunk := await self._ask(anext, chunks, b""):
                yield memoryview(chunk)
        except FileNotFoundError as error:
            raise (NoSuchObject(store=self.store, name=name) if names_object(error) else self._missing()) from error

    async def remove(self, film: str, name: str) -> None:
        try:
            await self._ask(obstore.delete_async, self._bucket, f"{film}/{name}")
        except FileNotFoundError as error:
            if not names_object(error):
                raise self._missing() from error

    async def abilities(self) -> Abilities:
        """Durability is the server's own affair. An S3 server is tested with bytes that do not match their hash."""
        if self._signing is None:
            return Abilities(creates_only=self._creates_only)
        folder, name = f".probe-{secrets.token_hex(4)}", "wrong"
        refused = await asyncio.to_thread(refuses, self._signing(), f"{folder}/{name}")
        with contextlib.suppress(StoreRefuses, StoreFailed):  # an account that may only add
            await self.remove(folder, name)
        return Abilities(refuses=refused, versions=self._versions, creates_only=self._creates_only)

    async def folders(self, path: str) -> list[str]:
        try:
            found = await self._ask(obstore.list_with_delimiter_async, self._bucket, path or None)
        except FileNotFoundError as error:
            raise self._missing() from error
        return sorted(each.rstrip("/").rpartition("/")[2] for each in found["common_prefixes"])

    async def versions(self, film: str) -> list[Version]:
        """Past the library, at an S3 server; elsewhere what is current."""
        if self._signing is None:
            return [Version(name, size) for name, size in (await self.listing(film)).items()]
        return await asyncio.to_thread(s3_versions.versions, self._signing(), self.store, film)

    async def delete(self, film: str, version: Version) -> None:
        """Past the library, at an S3 server."""
        if self._signing is None:
            await self.remove(film, version.name)
        else:
            await asyncio.to_thread(s3_versions.delete, self._signing(), self.store, film, version)

    async def _create(self, film: str, item: Item) -> bool:
        """Put it unless its name is taken: in one request where the server supports it; else look first, then put."""
        if self._creates_only:
            try:
                return await self._put(film, item, "create")
            except StoreFailed as error:
                if status_of(error.__cause__) != NOT_IMPLEMENTED:
                    raise
                self._creates_only = False
        if await self._has(film, item.name):
            return False
        return await self._put(film, item, "overwrite")

    async def _has(self, film: str, name: str) -> bool:
        try:
            await self._ask(obstore.head_async, self._bucket, f"{film}/{name}")
        except FileNotFoundError:
            return False
        return True

    async def _put(self, film: str, item: Item, mode: Mode) -> bool:
        async with self._room.of(item.size):
            data = await whole(item)
            try:
                done = await self._ask(
                    obstore.put_async,
                    self._bucket,
                    f"{film}/{item.name}",
                    data,
                    mode=mode,
                    use_multipart=False,
                    attributes={"Content-Type": media_type(item.name)},
                )
                self._versions = done["version"] is not None
            except AlreadyExistsError as error:
                if mode == "create":
                    return False
                raise StoreBusy(store=self.store, cause=cause(str(error))) from error
            except FileNotFoundError as error:
                raise self._missing() from error
            return True

    async def _ask(self, call: Callable[..., Awaitable[T]], *words: Any, **more: Any) -> T:
        """Await a response. Raises CourierErrors, AlreadyExistsError, FileNotFoundError."""
        with translate_errors(self.store):
            return await call(*words, **more)

    def _missing(self) -> StoreMissing:
        return StoreMissing(store=self.store, cause="there is no such bucket")


def media_type(name: str) -> str:
    """The object's media type (IANA).

    A server that guesses takes an age file for text because of its first line, and compresses the film in vain.
    """
    return "application/vnd.age" if name.endswith(".age") else "application/octet-stream"
