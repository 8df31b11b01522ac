"""Opens a film of a case: only one that a recorder known to this desk has signed."""

from desk.imports.take import known_recorders
from desk.unlocked import Desk
from sealed.film.opened import OpenedFilm


def open_film(desk: Desk, code: str, film: str) -> OpenedFilm:
    """The film, judged again: its folder may have been exchanged since it was imported. Raises FilmError, DeskError."""
    return OpenedFilm(desk.film_folder(film), [desk.identity(code)], known_recorders(desk))
