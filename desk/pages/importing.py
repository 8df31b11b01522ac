"""Imports films in the background, one after another, and keeps what pages show of it."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from design.language import later
from desk.imports.reseal import give_film
from desk.imports.sources import FilmSource
from desk.imports.take import take_film
from desk.unlocked import Desk
from sealed.errors import AttuneError, FilmError

log = logging.getLogger("attune.desk.importing")

STOPPED = later("It was not imported. Try again; if it stops again, show IT what the program printed.")


@dataclass(frozen=True)
class Outcome:
    """What became of one film. `code`: its case, None if it has no card; `error`: why it was refused."""

    film: str
    code: str | None = None
    finding: str = "complete"
    error: str = ""


@dataclass(frozen=True)
class Progress:
    """The film that is being imported, and how far it is; `left` films come after it."""

    film: str
    done: int = 0
    total: int = 0
    left: int = 0


class Importing:
    """One import at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self.progress: Progress | None = None
        self.outcomes: list[Outcome] = []

    def start(self, desk: Desk, source: FilmSource, films: Sequence[str]) -> bool:
        """Import these films of a source; False if another import still runs."""
        with self._guard:
            if self.progress is not None or not films:
                return False
            self.outcomes = []
            self.progress = Progress(films[0], left=len(films) - 1)
            self._thread = threading.Thread(target=self._run, args=(desk, source, list(films)), daemon=True)
            self._thread.start()
            return True

    def give(self, desk: Desk, film: str, code: str) -> bool:
        """Give a film without a card to a case; False if an import still runs."""
        with self._guard:
            if self.progress is not None:
                return False
            self.outcomes = []
            self.progress = Progress(film)
            self._thread = threading.Thread(target=self._give, args=(desk, film, code), daemon=True)
            self._thread.start()
            return True

    def wait(self, within: float) -> None:
        """Until it is done, for tests and for the program's end."""
        if self._thread is not None:
            self._thread.join(within)

    def _run(self, desk: Desk, source: FilmSource, films: list[str]) -> None:
        try:
            for number, film in enumerate(films):
                left = len(films) - number - 1
                self.progress = Progress(film, left=left)
                self.outcomes.append(self._take(desk, source, film, left))
                if desk.locked:
                    break
        finally:
            self.progress = None

    def _take(self, desk: Desk, source: FilmSource, film: str, left: int) -> Outcome:
        def show(done: int, total: int) -> None:
            self.progress = Progress(film, done, total, left)

        try:
            taken = take_film(desk, source, film, show)
        except FilmError as error:
            return Outcome(film, finding=error.finding.value, error=str(error))
        except AttuneError as error:
            return Outcome(film, finding="", error=str(error))
        except Exception:  # whatever it is, the films after it are taken in
            log.exception("an import stopped")
            return Outcome(film, finding="", error=STOPPED)
        return Outcome(taken.film, taken.code, taken.report.finding.value)

    def _give(self, desk: Desk, film: str, code: str) -> None:
        try:
            made = give_film(desk, film, code, self._show)
            self.outcomes.append(Outcome(made, code))
        except FilmError as error:
            self.outcomes.append(Outcome(film, finding=error.finding.value, error=str(error)))
        except AttuneError as error:
            self.outcomes.append(Outcome(film, finding="", error=str(error)))
        except Exception:  # whatever it is, the page must not say that it goes on
            log.exception("giving a film to a case stopped")
            self.outcomes.append(Outcome(film, finding="", error=STOPPED))
        finally:
            self.progress = None

    def _show(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress = Progress(self.progress.film, done, total)
