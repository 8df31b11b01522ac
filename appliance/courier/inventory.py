"""What is to be copied: every object of a film on the box, and the finding on the film by its journal."""

import dataclasses
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appliance.films.contents import hash_file, objects
from appliance.films.errors import NotAFilm
from sealed.errors import FilmError
from sealed.film.after import PAPER, read_after
from sealed.film.journal import JOURNAL, SIGNATURE, Entry
from sealed.film.verified import Verified, read_verified
from stores.errors import CardUnreadable, FilmGone, NotClosed
from stores.store import Item

AT_HAND = 2 * 1024 * 1024
"""Bytes of an object that are kept between reading and sending; a segment of one second is smaller."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """A film on the box. `paths` is in the order of copying, `size` the sum of the bytes.

    `verified` is what the signature covers; None if the journal is damaged, and then `trouble` says why. `entries` are
    its objects by name.
    """

    film: str
    paths: tuple[Path, ...]
    size: int
    verified: Verified | None
    trouble: str
    entries: dict[str, Entry]

    @property
    def head(self) -> str | None:
        """The hash of the journal's last line."""
        return self.verified.chain.prev if self.verified else None

    def recorded(self, path: Path) -> Item | None:
        """An object as the signed journal recorded it; None if the signature does not cover it."""
        entry = self.entries.get(path.name)
        return Item(path.name, path, entry.size, entry.sha256) if entry else None

    def finding(self, items: Iterable[Item]) -> str:
        """The finding on the film after its objects were read: `complete`, `cut short`, `damaged: …`."""
        if self.verified is None:
            return f"damaged: {self.trouble}"
        here = {item.name: (item.size, item.sha256) for item in items}
        there = {name: (entry.size, entry.sha256) for name, entry in self.entries.items()}
        wrong = [name for name, what in there.items() if here.get(name) != what]
        papers = (JOURNAL, SIGNATURE)
        wrong += [name for name in here if name not in there and name not in papers and not PAPER.fullmatch(name)]
        if wrong:
            return "damaged: " + ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        return "complete" if self.verified.whole else "cut short"


def take(folder: Path) -> Inventory:
    """List a closed film; reads none of its objects. Raises FilmGone, NotClosed, CardUnreadable.

    A damaged film is copied as it is: it may be all that there is. `finding` reports the damage.
    """
    try:
        verified, trouble = _vouched(folder)
        if verified and verified.chain.end is None:
            raise NotClosed(film=folder.name)
        verified, trouble, later = _said_later(folder, verified, trouble)
        paths = tuple(objects(folder))
        size = sum(path.stat().st_size for path in paths)
    except FileNotFoundError as error:
        raise FilmGone(film=folder.name) from error
    except NotAFilm as error:
        raise CardUnreadable(name=folder.name, cause=error) from error
    if not paths:
        raise FilmGone(film=folder.name)
    return Inventory(folder.name, paths, size, verified, trouble, _entries(verified) | later)


def take_begun(folder: Path) -> Inventory:
    """What the signature of a film in the making covers by now; empty if it cannot be read at the moment."""
    verified, trouble = _vouched(folder)
    entries = _entries(verified)
    paths = tuple(folder / name for name in entries)
    return Inventory(folder.name, paths, sum(entry.size for entry in entries.values()), verified, trouble, entries)


def read_item(path: Path, recorded: Item | None = None) -> Item:
    """An object on the card, read once for its hash; the bytes of a small one are kept.

    An object of the `recorded` size is not hashed: verification compares the store with what was recorded, and detects
    a card that returned other bytes. Raises FilmGone, CardUnreadable.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= AT_HAND else None
        if recorded is not None and recorded.size == size:
            return dataclasses.replace(recorded, content=content)
        if content is None:
            return Item(path.name, path, size, hash_file(path))
        return Item(path.name, path, len(content), hashlib.sha256(content).hexdigest(), content)
    except OSError as error:
        if not path.parent.is_dir():
            raise FilmGone(film=path.parent.name) from error
        raise CardUnreadable(name=path.name, cause=error.strerror) from error


def _entries(verified: Verified | None) -> dict[str, Entry]:
    return {entry.name: entry for entry in verified.entries} if verified else {}


def _said_later(folder: Path, verified: Verified | None, trouble: str) -> tuple[Verified | None, str, dict[str, Entry]]:
    try:
        return verified, trouble, {entry.name: entry for entry in read_after(folder, verified)} if verified else {}
    except FilmError as error:
        return None, str(error), {}


def _vouched(folder: Path) -> tuple[Verified | None, str]:
    try:
        return read_verified(folder, None), ""
    except FilmError as error:
        return None, str(error)
