"""A desk at which a family's copy is prepared."""

from datetime import date

from desk.cases.events import ClipAdded, ConsentGiven, StillKept
from desk.unlocked import Desk
from tests.support.clock_films import Reel
from tests.support.player_page import CODE, lay
from tests.support.small_films import FILM

SECOND = 10**9
CLIPS = ("1" * 16, "2" * 16, "3" * 16)
STILLS = ("a" * 16, "b" * 16)


def lay_copies(desk: Desk, reel: Reel, consents: bool = True) -> None:
    """A case with a film of some six seconds, three clips of a second each and two stills."""
    lay(desk, reel)
    for number, name in enumerate(CLIPS):
        start, end = number * SECOND, (number + 1) * SECOND
        desk.append(CODE, ClipAdded(id=name, film=FILM, start_ns=start, end_ns=end, title="she waits" * number))
    for name, at in zip(STILLS, (SECOND // 2, 5 * SECOND // 2), strict=True):
        desk.append(CODE, StillKept(id=name, film=FILM, at_ns=at))
    if consents:
        consent(desk, date.today())


def consent(desk: Desk, day: date, until: date | None = None) -> None:
    """To copies and to stills."""
    for kind in ("copies", "stills"):
        desk.append(CODE, ConsentGiven(consent=kind, day=day, until=until))
