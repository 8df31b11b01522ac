"""What there is to copy: every object of a film on the box, hashed now, and how the film is judged by its journal."""

from dataclasses import dataclass
from pathlib import Path

from appliance.courier.errors import CardUnreadable, FilmGone, StillFilming
from appliance.courier.store import Item
from appliance.films.contents import objects
from appliance.films.errors import NotAFilm
from appliance.receipts import hash_file
from sealed.errors import FilmError
from sealed.journal import JOURNAL, SIGNATURE
from sealed.vouched import Vouched, read_vouched


@dataclass(frozen=True, slots=True)
class Inventory:
    """A film on the box. `items` stand in the order to copy them in; `head` is the hash of the journal's
    last line, None if the journal is damaged."""

    film: str
    items: tuple[Item, ...]
    head: str | None
    finding: str

    @property
    def size(self) -> int:
        """Bytes of all objects."""
        return sum(item.size for item in self.items)


def take(folder: Path) -> Inventory:
    """Read the whole film once. Raises FilmGone, StillFilming, CardUnreadable.

    A damaged film is copied too, as it is: what is damaged may be all that there is. `finding` tells of it.
    """
    try:
        vouched, trouble = _vouched(folder)
        if vouched and vouched.chain.end is None:
            raise StillFilming(film=folder.name)
        items = tuple(_item(path) for path in objects(folder))
    except FileNotFoundError as error:
        raise FilmGone(film=folder.name) from error
    except NotAFilm as error:
        raise CardUnreadable(name=folder.name, cause=error) from error
    if not items:
        raise FilmGone(film=folder.name)
    finding = _finding(vouched, items) if vouched else f"damaged: {trouble}"
    return Inventory(folder.name, items, vouched.chain.prev if vouched else None, finding)


def take_begun(folder: Path) -> Inventory:
    """What the signature of a film that is being made vouches for now; nothing if that cannot be read at this moment.

    Objects are not hashed here: the journal knows them, and what is wrong is found when the closed film is proven.
    """
    vouched, _ = _vouched(folder)
    entries = vouched.entries if vouched else []
    items = tuple(Item(entry.name, folder / entry.name, entry.size, entry.sha256) for entry in entries)
    return Inventory(folder.name, items, None, "filming")


def _vouched(folder: Path) -> tuple[Vouched | None, str]:
    try:
        return read_vouched(folder, None), ""
    except FilmError as error:
        return None, str(error)


def _item(path: Path) -> Item:
    try:
        return Item(path.name, path, path.stat().st_size, hash_file(path))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise CardUnreadable(name=path.name, cause=error.strerror) from error


def _finding(vouched: Vouched, items: tuple[Item, ...]) -> str:
    here = {item.name: (item.size, item.sha256) for item in items}
    there = {entry.name: (entry.size, entry.sha256) for entry in vouched.entries}
    wrong = [name for name, what in there.items() if here.get(name) != what]
    wrong += [name for name in here if name not in there and name not in (JOURNAL, SIGNATURE)]
    if wrong:
        return "damaged: " + ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
    return "complete" if vouched.whole else "cut short"
