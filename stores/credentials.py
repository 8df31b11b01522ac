"""The secrets of a store: one small file each, in one folder, never in a URL, a settings file or argv.

With systemd's LoadCredential=store:FOLDER, the folder is $CREDENTIALS_DIRECTORY, and each file's name begins with
`store_` there (systemd.exec(5)).
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from stores.errors import NoCredential

LOADED = "store_"
LONGEST = 64 * 1024
PRIVATE = os.name != "nt"  # Windows has no such modes


@dataclass(frozen=True, slots=True)
class Credentials:
    """The files of `folder`; `store` is the name of their store. No folder: no credentials."""

    store: str
    folder: Path | None

    def read(self, name: str, secret: bool = True) -> bytes:
        """A file's bytes. Raises NoCredential when it is missing, or when a secret is readable by everybody."""
        if (found := self.look(name, secret)) is None:
            raise NoCredential(store=self.store, name=name, cause=self._where())
        return found

    def look(self, name: str, secret: bool = True) -> bytes | None:
        """A file that may be missing; None then. Raises NoCredential when it cannot be used."""
        if self.folder is None:
            return None
        path = self.folder / name
        try:
            if not path.exists() and (loaded := path.with_name(LOADED + name)).exists():
                path = loaded
            with path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                if PRIVATE and (mode & stat.S_IWOTH or (secret and mode & stat.S_IROTH)):
                    cause = f"everybody may read or change {path}: chmod 600 it"
                    raise NoCredential(store=self.store, name=name, cause=cause)
                return file.read(LONGEST)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise NoCredential(store=self.store, name=name, cause=f"{path} cannot be read: {error.strerror}") from error

    def text(self, name: str, secret: bool = True) -> str:
        """A file as text, stripped."""
        return self._text(name, self.read(name, secret))

    def line(self, name: str) -> str:
        """A secret of one line of visible characters."""
        return self._line(name, self.text(name))

    def look_line(self, name: str) -> str | None:
        """The same for a file that may be missing."""
        found = self.look_text(name)
        return None if found is None else self._line(name, found)

    def _line(self, name: str, text: str) -> str:
        if not (text.isascii() and text.isprintable()):
            raise self.unusable(name, "must be one line of plain characters")
        return text

    def look_text(self, name: str, secret: bool = True) -> str | None:
        """The same for a file that may be missing."""
        found = self.look(name, secret)
        return None if found is None else self._text(name, found)

    def _text(self, name: str, found: bytes) -> str:
        try:
            text = found.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise self.unusable(name, "is not text") from error
        if text.startswith("\ufeff"):
            raise self.unusable(name, "begins with a byte-order mark: save it as plain UTF-8")
        if not text:
            raise self.unusable(name, "is empty")
        return text

    def unusable(self, name: str, why: str) -> NoCredential:
        """The error to raise for a file that is there; `why` follows its name in the sentence."""
        return NoCredential(store=self.store, name=name, cause=f"{(self.folder or Path()) / name} {why}")

    def _where(self) -> str:
        return f"there is none in {self.folder}" if self.folder else "no folder of credentials is set"


def folder_of(named: str | None) -> Path | None:
    """The folder in the settings, or else the one that systemd made."""
    found = named or os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(found) if found else None
