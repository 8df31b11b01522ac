"""What the box does by itself: wipes films whose receipt is old enough, if the service wants that. Off by default.

It never makes room: a film without a receipt stays, however full the card is.
"""

import logging
from datetime import datetime, timedelta
from threading import Event, Thread

from appliance.api.film_service import FilmService, FilmShown
from appliance.api.visit_service import VisitService
from appliance.errors import BoxError
from appliance.recorder.settings import WipeSettings
from sealed.film.facts import Started

log = logging.getLogger("attune.housekeeping")

ROUND = 5.0
"""Seconds between two looks at the shelf."""


def due(film: FilmShown, settings: WipeSettings, now: Started) -> bool:
    """Whether a film may be wiped by itself. Without trusted clocks then and now nobody knows how old a receipt is."""
    if not settings.automatic or film.receipt is None or film.receipt.when.utc is None or now.utc is None:
        return False
    age = datetime.fromisoformat(now.utc) - datetime.fromisoformat(film.receipt.when.utc)
    return age >= timedelta(days=settings.keep_days)


class AutoWiper:
    """Looks at the shelf from a thread of its own, and wipes what is due when nobody is filming."""

    def __init__(self, box: VisitService, films: FilmService, settings: WipeSettings) -> None:
        self._box, self._films, self._settings = box, films, settings
        self._over = Event()
        self._thread = Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin, if there is anything to do."""
        if self._settings.automatic:
            self._thread.start()

    def close(self) -> None:
        """End; a wipe under way is finished first."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> list[str]:
        """Wipe what is due; the films' ids."""
        wiped = []
        for film in self._films.films():
            if self._over.is_set() or self._box.status().state != "ready":
                break
            if due(film, self._settings, self._box.now()):
                try:
                    self._films.wipe(film.id)
                    wiped.append(film.id)
                except (BoxError, OSError) as error:
                    log.warning("%s: not wiped: %s", film.id, error)
        return wiped

    def _run(self) -> None:
        while not self._over.wait(ROUND):
            try:
                self.look()
            except Exception:  # whatever it is, the next look may go well, and the films are safe where they are
                log.exception("the housekeeping failed")
