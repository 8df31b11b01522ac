"""Where films come from on this computer: a folder, or the bundle that a box gave to a phone or a stick."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from desk.errors import BundleUnreadable, NoFilmHere
from desk.imports.incoming import Incoming
from desk.imports.names import largest
from sealed.film.facts import FILM_ID
from sealed.film.journal import FACTS, JOURNAL
from sealed.film.reader import Progress

CHUNK = 1 << 20


class FilmSource(Protocol):
    """`name` stands in the case's log."""

    name: str

    def films(self) -> list[str]:
        """What it calls the films that it has. Raises DeskErrors, CourierErrors."""
        ...

    def fetch(self, film: str, into: Incoming, progress: Progress) -> None:
        """Write the film's files. `progress` is called with bytes done and to do. Raises as `films`, and OSError."""
        ...


class FolderSource:
    """A film's folder, or a folder of films."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self.name = self._path.as_uri()

    def films(self) -> list[str]:
        """The folder itself if it is a film, else those in it."""
        if _is_film(self._path):
            return [self._path.name]
        found = sorted(path.name for path in self._path.iterdir() if FILM_ID.fullmatch(path.name) and _is_film(path))
        if not found:
            raise NoFilmHere(path=self._path)
        return found

    def fetch(self, film: str, into: Incoming, progress: Progress) -> None:
        """Copy the plain files that belong to a film."""
        folder = self._path if _is_film(self._path) else self._path / film
        files = {path: path.stat().st_size for path in sorted(folder.iterdir()) if largest(path.name) and _plain(path)}
        done, total = 0, sum(files.values())
        for path in files:
            with path.open("rb", buffering=0) as file:
                for size in into.write(path.name, _chunks(file)):
                    done += size
                    progress(done, total)


class BundleSource:
    """A box's bundle: a tar of one film (docs/control.md)."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self.name = self._path.as_uri()

    def films(self) -> list[str]:
        """The folder in it."""
        names = {name.partition("/")[0] for name in self._members()}
        if len(names) != 1:
            raise NoFilmHere(path=self._path)
        return sorted(names)

    def fetch(self, film: str, into: Incoming, progress: Progress) -> None:
        """Unpack the plain files that belong to a film; no name leads out of its folder."""
        members = self._members()
        done, total = 0, sum(member.size for member in members.values())
        try:
            with tarfile.open(self._path, "r:") as tar:
                for name, member in members.items():
                    file = tar.extractfile(member)
                    if file is None:
                        continue
                    for size in into.write(name.partition("/")[2], _chunks(file)):
                        done += size
                        progress(done, total)
        except tarfile.TarError as error:
            raise BundleUnreadable(path=self._path, cause=str(error)) from error

    def _members(self) -> dict[str, tarfile.TarInfo]:
        try:
            with tarfile.open(self._path, "r:") as tar:
                return {each.name: each for each in tar if each.isreg() and largest(each.name.partition("/")[2])}
        except (tarfile.TarError, ValueError, EOFError) as error:
            raise BundleUnreadable(path=self._path, cause=str(error)) from error


def local_source(path: Path) -> FolderSource | BundleSource:
    """The source that this path is. Raises NoFilmHere."""
    if path.is_dir():
        return FolderSource(path)
    if path.is_file():
        return BundleSource(path)
    raise NoFilmHere(path=path)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _is_film(path: Path) -> bool:
    return (path / FACTS).is_file() or (path / JOURNAL).is_file()


def _plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
