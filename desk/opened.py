"""Opens a film of a case: only one that a recorder known to this desk has signed, or the sender of a pack."""

from desk.cases.case import Case
from desk.cases.packs import Borrowed
from desk.errors import OnlyWatched, PackOver
from desk.imports.take import known_recorders
from desk.keyring.keys import PACK
from desk.unlocked import Desk
from desk.writing import today
from sealed.film.opened import OpenedFilm
from sealed.ssh.allowed_signers import Signers


def open_film(desk: Desk, code: str, film: str) -> OpenedFilm:
    """The film, judged again: its folder may have been exchanged since it was imported. Raises FilmError, DeskError."""
    borrowed = desk.case(code).borrowed if code.startswith(PACK) else None
    if borrowed and today() > borrowed.until:
        raise PackOver(until=borrowed.until, code=code)
    signers = sender(borrowed) if borrowed else known_recorders(desk)
    return OpenedFilm(desk.film_folder(film), desk.identities(code), signers)


def own_case(desk: Desk, code: str) -> Case:
    """The case, of which copies may be made. Raises NoSuchCase, OnlyWatched for a colleague's pack."""
    case = desk.case(code)
    if case.borrowed is not None:
        raise OnlyWatched
    return case


def sender(borrowed: Borrowed) -> Signers:
    """A list with the desk alone that sent a pack."""
    return Signers.parse(f'sender namespaces="attune-film" {borrowed.key}'.encode())
