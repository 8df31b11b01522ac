"""The records of a service's boxes: one sealed file each, and one file for each serial number that was given out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from provision.errors import BoxGone, BoxThere, ServiceDamaged, UnknownBox
from provision.files import PRIVATE, create, write
from provision.service import BOXES, SERIALS, Service
from sealed.age import seal, unseal
from sealed.age.errors import AgeError
from sealed.papers.box_settings import BoxSettings

END = ".age"
State = Literal["active", "revoked", "retired"]


class BoxRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What the service knows of a box: its last bundle's content, where it is used, the keys that signed as this box.

    `since`: when it was revoked or retired. `certificate_expires` is its TLS certificate's end. A box whose card was
    flashed anew has more than one of `recorder_keys` (OpenSSH's form).
    """

    settings: BoxSettings
    place: str = ""
    state: State = "active"
    since: str | None = None
    certificate_expires: str
    recorder_keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The box's name."""
        return self.settings.box


@dataclass(frozen=True, slots=True)
class Records:
    """All boxes of an unlocked service."""

    service: Service

    def names(self) -> list[str]:
        """Every box that was ever made, in the order of names."""
        return sorted(path.name.removesuffix(END) for path in (self.service.folder / BOXES).glob(f"*{END}"))

    def all(self) -> list[BoxRecord]:
        """Every record, by serial number."""
        return sorted((self.get(name) for name in self.names()), key=lambda record: record.settings.serial)

    def get(self, name: str) -> BoxRecord:
        """One record. Raises UnknownBox, ServiceDamaged."""
        path = self.service.folder / BOXES / f"{name}{END}"
        if name not in self.names():
            raise UnknownBox(box=name)
        try:
            plain = unseal(path.read_bytes(), [self.service.identity])
            return msgspec.json.decode(plain, type=BoxRecord)
        except (AgeError, msgspec.MsgspecError) as error:
            raise ServiceDamaged(file=path) from error

    def active(self, name: str) -> BoxRecord:
        """The record of a box that is in use. Raises BoxGone too."""
        record = self.get(name)
        if record.state != "active":
            raise BoxGone(box=name, state=record.state)
        return record

    def add(self, record: BoxRecord) -> None:
        """Keep a new box. Raises BoxThere."""
        try:
            create(self._path(record), self._sealed(record), PRIVATE)
        except FileExistsError as error:
            raise BoxThere(box=record.name) from error

    def put(self, record: BoxRecord) -> None:
        """Keep what is new of a box that is there."""
        write(self._path(record), self._sealed(record), PRIVATE)

    def take_serial(self, box: str) -> int:
        """The next serial number, for `box` and nobody else, even if two people make boxes at once."""
        folder = self.service.folder / SERIALS
        serial = max((int(path.name) for path in folder.iterdir() if path.name.isdecimal()), default=0) + 1
        while True:
            try:
                create(folder / str(serial), box.encode(), PRIVATE)
            except FileExistsError:
                serial += 1
            else:
                return serial

    def _path(self, record: BoxRecord) -> Path:
        return self.service.folder / BOXES / f"{record.name}{END}"

    def _sealed(self, record: BoxRecord) -> bytes:
        return bytes(seal(msgspec.json.encode(record), [self.service.identity.recipient]))
