"""What a film's or a case's folder says of itself, for those who only look: None where it cannot be read."""

from pathlib import Path

from desk.cases.chain import FACTS as CASE_FACTS
from desk.cases.chain import LONGEST as LONGEST_CASE
from desk.cases.chain import CaseFacts
from sealed.errors import FilmError
from sealed.film.facts import LONGEST, Facts
from sealed.film.journal import FACTS
from sealed.film.objects import read_small


def film_facts(folder: Path) -> Facts | None:
    """A film's, by any signer."""
    try:
        return Facts.decode(read_small(folder / FACTS, LONGEST))
    except (FilmError, ValueError):
        return None


def case_facts(folder: Path) -> CaseFacts | None:
    """A case's."""
    try:
        return CaseFacts.decode(read_small(folder / CASE_FACTS, LONGEST_CASE))
    except (FilmError, ValueError):
        return None
