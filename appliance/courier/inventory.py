"""What there is to copy: every object of a film on the box, and how the film is judged by its journal."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appliance.courier.errors import CardUnreadable, FilmGone, StillFilming
from appliance.courier.store import Item
from appliance.films.contents import objects
from appliance.films.errors import NotAFilm
from appliance.receipts import hash_file
from sealed.errors import FilmError
from sealed.journal import JOURNAL, SIGNATURE, Entry
from sealed.vouched import Vouched, read_vouched

AT_HAND = 2 * 1024 * 1024
"""Bytes of an object that are kept between hashing and sending; the second of film in a segment is smaller."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """A film on the box. `paths` stand in the order to copy them in, `size` is the sum of their bytes.

    `vouched` is what the signature vouches for; None, and `trouble` says why, if the journal is damaged.
    """

    film: str
    paths: tuple[Path, ...]
    size: int
    vouched: Vouched | None
    trouble: str

    @property
    def head(self) -> str | None:
        """The hash of the journal's last line."""
        return self.vouched.chain.prev if self.vouched else None

    def entry(self, name: str) -> Entry | None:
        """What the signed journal says about an object."""
        return next((entry for entry in self.vouched.entries if entry.name == name), None) if self.vouched else None

    def recorded(self, item: Item) -> Item:
        """The object as it was recorded; the same again if that is how it is now, or if nobody vouches for it."""
        entry = self.entry(item.name)
        return Item(item.name, item.path, entry.size, entry.sha256) if entry else item

    def finding(self, items: Iterable[Item]) -> str:
        """How the film is judged, now that its objects were read: `complete`, `cut short`, `damaged: …`."""
        if self.vouched is None:
            return f"damaged: {self.trouble}"
        here = {item.name: (item.size, item.sha256) for item in items}
        there = {entry.name: (entry.size, entry.sha256) for entry in self.vouched.entries}
        wrong = [name for name, what in there.items() if here.get(name) != what]
        wrong += [name for name in here if name not in there and name not in (JOURNAL, SIGNATURE)]
        if wrong:
            return "damaged: " + ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        return "complete" if self.vouched.whole else "cut short"


def take(folder: Path) -> Inventory:
    """Look at a closed film; of its objects, none is read yet. Raises FilmGone, StillFilming, CardUnreadable.

    A damaged film is copied too, as it is: what is damaged may be all that there is. `finding` tells of it.
    """
    try:
        vouched, trouble = _vouched(folder)
        if vouched and vouched.chain.end is None:
            raise StillFilming(film=folder.name)
        paths = tuple(objects(folder))
        size = sum(path.stat().st_size for path in paths)
    except FileNotFoundError as error:
        raise FilmGone(film=folder.name) from error
    except NotAFilm as error:
        raise CardUnreadable(name=folder.name, cause=error) from error
    if not paths:
        raise FilmGone(film=folder.name)
    return Inventory(folder.name, paths, size, vouched, trouble)


def take_begun(folder: Path) -> Inventory:
    """What the signature of a film that is being made vouches for now; nothing if that cannot be read just now."""
    vouched, trouble = _vouched(folder)
    entries = vouched.entries if vouched else []
    paths = tuple(folder / entry.name for entry in entries)
    return Inventory(folder.name, paths, sum(entry.size for entry in entries), vouched, trouble)


def read_item(path: Path) -> Item:
    """Read an object through, for its hash; a small one's bytes stay at hand. Raises FilmGone, CardUnreadable."""
    try:
        size = path.stat().st_size
        if size > AT_HAND:
            return Item(path.name, path, size, hash_file(path))
        content = path.read_bytes()
        return Item(path.name, path, len(content), hashlib.sha256(content).hexdigest(), content)
    except OSError as error:
        if not path.parent.is_dir():
            raise FilmGone(film=path.parent.name) from error
        raise CardUnreadable(name=path.name, cause=error.strerror) from error


def _vouched(folder: Path) -> tuple[Vouched | None, str]:
    try:
        return read_vouched(folder, None), ""
    except FilmError as error:
        return None, str(error)
