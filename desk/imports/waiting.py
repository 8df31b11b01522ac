"""What waits in a store: films that the desk does not have, and those of which the store has more by now."""

from desk.imports.said_later import count_parts
from desk.imports.store_source import StoreSource
from desk.imports.take import FIRST
from desk.unlocked import Desk


def waiting_films(desk: Desk, source: StoreSource) -> list[str]:
    """As the source calls them. Raises NoFilmHere, CourierErrors."""
    cases = desk.cases()
    gone = {film for case in cases for film in (*case.erased, *case.erased_firsts)}
    anew = {each.source.removeprefix(FIRST): each.film for case in cases for each in case.films}
    here = {path.name: path for path in desk.folder.films.iterdir()}
    there = {film: film.rpartition("/")[2] for film in source.films()}
    known = {film: path for film, name in there.items() if (path := here.get(anew.get(name, name)))}
    parts = source.count_parts(known)
    more = {film for film, path in known.items() if parts[film] > count_parts(each.name for each in path.iterdir())}
    return [film for film, name in there.items() if name not in gone and (film not in known or film in more)]
