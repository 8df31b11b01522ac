"""The films that an opened desk plays: each judged once, its waveform made once."""

import logging
import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from desk.cases.case import Case
from desk.errors import DeskError, DeskLocked
from desk.opened import open_film
from desk.player.peaks import peaks
from desk.unlocked import Desk
from sealed.film.opened import OpenedFilm
from sealed.film.records import Mark, standing

log = logging.getLogger("attune.desk.player")

PEAKS = "{film}.peaks"


@dataclass(frozen=True)
class Playing:
    """A film that is looked at, its case's code and the marks of the visit. `folder`: where it lay, and since when."""

    film: OpenedFilm
    code: str
    marks: tuple[Mark, ...]
    folder: tuple[int, int]


class PlayedFilms:
    """Forgets a film when its desk is locked, and keeps no plaintext but headers and marks. Safe in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: WeakKeyDictionary[Desk, dict[str, Playing]] = WeakKeyDictionary()
        self._making: set[str] = set()
        self._failed: set[str] = set()

    def get(self, desk: Desk, film: str) -> Playing:
        """The film with this id. Raises KeyError if no case has it, FilmError, DeskLocked."""
        with self._lock:
            if desk.locked:
                self._opened.pop(desk, None)
                raise DeskLocked
            known = self._opened.setdefault(desk, {})
        there = _folder(desk, film)
        if film not in known or known[film].folder != there:  # sealed anew, erased, or more was said of it
            code = case_of(desk, film).code
            opened = open_film(desk, code, film)
            known[film] = Playing(opened, code, standing(opened.records()), there)
        return known[film]

    def peaks(self, desk: Desk, film: str) -> bytes | None:
        """The waveform; None while it is being made."""
        playing = self.get(desk, film)
        name = PEAKS.format(film=film)
        with self._lock:
            if film in self._making:
                return None
            if film in self._failed:
                return b""
        if (found := desk.read_sealed(playing.code, name)) is not None:
            return found  # empty for a film without sound
        with self._lock:
            self._making.add(film)
        threading.Thread(target=self._make, args=(desk, film, playing, name), name="peaks", daemon=True).start()
        return None

    def _make(self, desk: Desk, film: str, playing: Playing, name: str) -> None:
        try:
            desk.seal_for(playing.code, name, peaks(playing.film))
        except DeskError:
            pass  # locked, or a full disk: it is made when it is asked for again
        except Exception:  # whatever it is, a page that asks again must not begin it again for ever
            log.exception("a waveform could not be made")
            with self._lock:
                self._failed.add(film)
        finally:
            with self._lock:
                self._making.discard(film)


def _folder(desk: Desk, film: str) -> tuple[int, int]:
    try:
        about = desk.film_folder(film).stat()
    except (OSError, ValueError):
        return 0, 0
    return about.st_ino, about.st_mtime_ns


def case_of(desk: Desk, film: str) -> Case:
    """The case that has this film. Raises KeyError."""
    for case in (*desk.cases(), *desk.borrowed()):
        if any(each.film == film for each in case.films):
            return case
    raise KeyError(film)
