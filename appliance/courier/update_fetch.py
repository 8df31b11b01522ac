"""Fetches the update that the service offers to this box: verified by size and hash; what it is worth, root decides.

The offer `updates/NAME.json` is looked at first. A file lies under its final name only when it is whole.
"""

import asyncio
import hashlib
import os
from pathlib import Path

from appliance.system.image import installed, version_key
from appliance.system.provisioned import read_provisioned
from appliance.system.update_record import read_record
from sealed.durable import Folder
from sealed.papers.errors import OfferError
from sealed.papers.update_offer import LONGEST, PLACE, UpdateOffer, verify
from sealed.ssh import sshsig
from sealed.strict import Strict
from stores.errors import NoSuchObject
from stores.store import Session, Store

SPARE = 2 * 1024**3
"""Bytes that stay free for films."""
PART = ".part"


class UpdateSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """`box` is this box's name, `folder` where updates are laid, `root` stands before /etc."""

    box: str
    folder: str
    root: str = "/"


class UpdateFetcher:
    """Call `fetch` now and then."""

    def __init__(self, store: Store, settings: UpdateSettings) -> None:
        self._store, self._box = store, settings.box
        self._folder, self._root = Path(settings.folder), Path(settings.root)

    async def fetch(self) -> str | None:
        """Fetch what is offered and wanted; its file's name. Raises CourierErrors, OfferError, OSError."""
        async with self._store.connect() as session:
            body = await _read(session, f"{self._box}.json")
            if not body:
                return None
            offer = verify(body, await _read(session, f"{self._box}.json.sig"), self._box, self._service())
            if not self._wanted(offer):
                return None
            await self._take(session, offer)
        return f"{offer.version}.raucb"

    def _service(self) -> bytes:
        if (found := read_provisioned(self._root)) is None:
            raise OfferError("This box knows no service, and so takes no update. Set it up with a bundle.")
        return sshsig.parse_key_line(found.service)

    def _wanted(self, offer: UpdateOffer) -> bool:
        record = read_record(self._root)
        newer = version_key(offer.version) > version_key(installed(self._root).version)
        waiting = record.version == offer.version and record.state in {"installing", "installed", "trying"}
        there = (self._folder / f"{offer.version}.raucb").exists()
        return newer and not waiting and not there and offer.version not in record.rejected

    async def _take(self, session: Session, offer: UpdateOffer) -> None:
        for old in self._folder.iterdir():
            old.unlink()
        space = os.statvfs(self._folder)
        if space.f_bavail * space.f_frsize < offer.size + SPARE:
            raise OfferError(f"The card has no room for the update {offer.version}. Sync and wipe a film.")
        part, digest, size = self._folder / f"{offer.version}{PART}", hashlib.sha256(), 0
        with part.open("wb") as file:
            async for chunk in session.read(PLACE, offer.bundle):
                size += len(chunk)
                if size > offer.size:
                    break
                digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        if size != offer.size or digest.hexdigest() != offer.sha256:
            part.unlink()
            raise OfferError(f"The store's {offer.bundle} is not what was offered. Stage the update again.")
        with Folder(self._folder) as folder:
            folder.rename(part.name, f"{offer.version}.raucb")
            folder.sync()


async def _read(session: Session, name: str) -> bytes:
    data = bytearray()
    try:
        async for chunk in session.read(PLACE, name):
            data += chunk
            if len(data) > LONGEST:
                break
    except NoSuchObject:
        pass
    return bytes(data)
