"""A desk's folder: what lies where, its settings, and the lock that one program at a time holds."""

import re
import secrets
from pathlib import Path
from typing import Self

import msgspec

from desk.errors import DeskExists, NoDesk, NotWritten
from desk.folder_lock import FolderLock
from desk.keyring.keyring_file import KEYRING
from desk.keyring.overwriting import private
from desk.settings import FILE, DeskSettings
from sealed.disk import Disk
from sealed.durable import TEMPORARY, make_folder
from sealed.film.facts import FILM_ID

DERIVED_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


class DeskFolder:
    """Paths are made of codes and film ids that are in form, so that no name leads out of the folder.

    `lock` is held by whatever changes the desk; `importing` and `packing` by the one program and thread that takes
    films in, or makes a pack, while its unfinished folder lies among them; `giving` by the one that writes a family's
    copy or clears one. Entering raises DeskBusy, NotWritten.
    """

    def __init__(self, root: Path, settings: DeskSettings, disk: Disk | None = None) -> None:
        self.root, self._settings = root, settings
        self._seen = self._stamp()
        self.disk = disk or private()
        self.lock = FolderLock(root / "lock")
        self.importing = FolderLock(root / "imports.lock")
        self.packing = FolderLock(root / "packs.lock")
        self.giving = FolderLock(root / "handovers.lock")

    @classmethod
    def open(cls, root: Path, disk: Disk | None = None) -> Self:
        """The desk that lies in `root`. Raises NoDesk, DeskUnusable."""
        return cls(root, DeskSettings.read(root), disk)

    @classmethod
    def create(cls, root: Path, name: str, disk: Disk | None = None) -> Self:
        """Begin a desk: its folders and settings. Raises DeskExists, NotWritten."""
        if (root / KEYRING).exists():
            raise DeskExists(folder=root)
        try:
            root.parent.mkdir(parents=True, exist_ok=True)
            made = cls(root, _settings(root, name), disk)
            for folder in (root, made.cases, made.films, made.derived, made.receipts):
                make_folder(folder, made.disk)
            made.settings.write(root, made.disk)
        except OSError as error:
            raise NotWritten(cause=f"{error.filename}: {error.strerror}") from error
        return made

    @property
    def settings(self) -> DeskSettings:
        """As they are now: a command may change them while the pages run. Raises DeskUnusable."""
        if (there := self._stamp()) != self._seen:
            self._settings, self._seen = DeskSettings.read(self.root), there
        return self._settings

    def change_settings(self, **changes: object) -> None:
        """Change these alone, durably. Raises DeskUnusable, OSError."""
        with self.lock:
            msgspec.structs.replace(DeskSettings.read(self.root), **changes).write(self.root, self.disk)

    def _stamp(self) -> tuple[int, int] | None:
        try:
            about = (self.root / FILE).stat()
        except OSError:
            return None
        return about.st_ino, about.st_mtime_ns

    @property
    def cases(self) -> Path:
        """A folder a case: its log."""
        return self.root / "cases"

    @property
    def films(self) -> Path:
        """A folder a film, sealed as it came."""
        return self.root / "films"

    @property
    def pack_shelf(self) -> Path:
        """Where the films of a pack lie, sealed to its key, until its file is written."""
        return self.films / f".pack{TEMPORARY}"

    @property
    def derived(self) -> Path:
        """A folder a case: what was computed from its films, sealed."""
        return self.root / "derived"

    @property
    def receipts(self) -> Path:
        """What this desk signed for the boxes."""
        return self.root / "receipts"

    @property
    def erasures(self) -> Path:
        """What is being erased, step by step; a sealed file each."""
        return self.root / "erasures"

    @property
    def certificates(self) -> Path:
        """Certificates of what was erased."""
        return self.root / "certificates"

    @property
    def signers(self) -> Path:
        """The list of known recorders."""
        return self.root / self.settings.signers

    def film(self, film: str) -> Path:
        """The folder of a film. Raises ValueError for what is no film's id."""
        if not FILM_ID.fullmatch(film):
            raise ValueError("this is not the id of a film")
        return self.films / film

    def derived_file(self, code: str, name: str) -> Path:
        """The file of derived data. Raises ValueError for what is no name for it."""
        if not DERIVED_NAME.fullmatch(name):
            raise ValueError("derived data has a name of small letters, digits, dots and hyphens")
        return self.derived / code / f"{name}.age"


def _settings(root: Path, name: str) -> DeskSettings:
    """Those of a desk that lost its keyring, or new ones; the id is new, since no secret belongs to it yet."""
    new = DeskSettings(id=secrets.token_hex(8), name=name)
    try:
        return msgspec.structs.replace(DeskSettings.read(root), id=new.id, name=name)
    except NoDesk:
        return new
