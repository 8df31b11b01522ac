"""The films whose endings somebody has read: until then every phone shows why a film ended."""

from pathlib import Path
from threading import Lock

from web.access.state_file import StateFile

MOST = 500  # ids that are remembered: far more than lie on a box


class Seen:
    """Ids of films, the latest last. Without a folder they are kept in memory only."""

    def __init__(self, folder: Path | None) -> None:
        self._file: StateFile[list[str]] | None = StateFile(folder / "seen.json", list[str]) if folder else None
        self._films = list((self._file and self._file.read()) or [])
        self._lock = Lock()

    def add(self, film: str) -> None:
        """Note that this film's ending was read. Raises OSError."""
        with self._lock:
            if film not in self._films:
                self._films = [*self._films, film][-MOST:]
                if self._file:
                    self._file.write(self._films)

    def __contains__(self, film: object) -> bool:
        return film in self._films
