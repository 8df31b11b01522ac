"""Two desks that know each other, a case with a film of the test card, and packs between them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from desk.cases.event import ConsentKind
from desk.cases.events import ClipAdded, ConsentGiven
from desk.packs import colleagues
from desk.packs.keys import new_key
from desk.packs.make import packed
from desk.packs.open import open_pack
from desk.unlocked import Desk
from desk.writing import today
from sealed.disk import Disk
from tests.support.clock_films import PER_SEGMENT, Reel, filmed
from tests.support.desks import make_desk
from tests.support.player_page import CODE, lay
from tests.support.small_films import FILM

WANTED, UNWANTED, LATER = "a" * 16, "b" * 16, "c" * 16
SECOND = 1_000_000_000


@cache
def reel() -> Reel:
    return filmed(6 * PER_SEGMENT)


@dataclass
class TwoDesks:
    """`sender` has the case; `reader` is the colleague's."""

    root: Path
    sender: Desk
    reader: Desk

    @property
    def until(self) -> date:
        return today() + timedelta(days=30)

    def consent(self, kind: ConsentKind = "supervision", until: date | None = None) -> None:
        """The family agrees, until a month from now."""
        self.sender.append(CODE, ConsentGiven(consent=kind, day=today(), until=until or self.until))

    def key(self, post_quantum: bool = True) -> Path:
        """A new key of the reader's, and its file."""
        _, data = new_key(self.reader, post_quantum)
        (self.root / "key.json").write_bytes(data)
        return self.root / "key.json"

    def pack(
        self,
        *,
        films: tuple[str, ...] = (FILM,),
        clips: tuple[str, ...] = (),
        name: str = "a.pack",
        key: Path | None = None,
    ) -> Path:
        """A pack, to a new key if none is given."""
        path = self.root / name
        with packed(self.sender, CODE, key or self.key(), "supervision", films=films, clips=clips) as made:
            with path.open("wb") as file:
                made.write(file)
            made.enter()
        return path

    def open(self, path: Path) -> str:
        return open_pack(self.reader, path)


def two_desks(root: Path, disk: Disk | None = None) -> TwoDesks:
    """Both know each other; the case has a film of six seconds and three clips, and no consent yet."""
    sender, reader = make_desk(root / "one", disk), make_desk(root / "two", disk)
    colleagues.add(sender, "berta " + colleagues.own_line(reader).partition(" ")[2])
    colleagues.add(reader, "anna " + colleagues.own_line(sender).partition(" ")[2])
    lay(sender, reel())
    for id_, start, end in ((WANTED, 1, 2), (UNWANTED, 3, 4), (LATER, 4, 5)):
        first, last = start * SECOND, end * SECOND
        said = ClipAdded(id=id_, film=FILM, title=f"clip {id_[0]}", note="hers alone", start_ns=first, end_ns=last)
        sender.append(CODE, said)
    return TwoDesks(root, sender, reader)
