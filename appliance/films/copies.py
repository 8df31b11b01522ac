"""The stores at which copying of a film was begun, durably: what a discard must have removed there, or report.

The courier reports each store before it puts the first object there; `copies/FILM.json` lists them until there is a
receipt, or every store is known to hold nothing of the film.
"""

import logging
from pathlib import Path
from threading import RLock
from typing import Literal

import msgspec

from appliance.errors import NoSuchFilm
from appliance.films.contents import hash_file
from appliance.films.ids import valid
from sealed.durable import Folder
from sealed.film.journal import FACTS
from sealed.strict import Strict

log = logging.getLogger("attune.copies")

State = Literal["begun", "to be removed", "left"]
UNKNOWN = "an unknown store"
"""Stands for a store whose name was lost with a damaged file."""


class CopiesOf(Strict, frozen=True):
    """`facts` is SHA-256 over the film's film.json: by this the courier knows the film at the store as this one.

    `why`: what the courier says of a store that does not let it remove the film, by the store's name.
    """

    facts: str | None
    stores: dict[str, State]
    why: dict[str, str] = msgspec.field(default_factory=dict)


class Copies:
    """All of one box. `lock` is held while a film's folder and its copies change together."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder if it is missing. A file that cannot be read stands for an unknown store."""
        self.lock = RLock()
        self._folder = folder
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        self._films = {path.stem: _read(path) for path in folder.glob("*.json") if valid(path.stem)}

    def begin(self, film: Path, store: str) -> None:
        """Note that copying of the film in this folder begins at a store. Raises NoSuchFilm."""
        with self.lock:
            if not film.is_dir():
                raise NoSuchFilm(film=film.name)
            known = self._films.get(film.name) or CopiesOf(_hash(film / FACTS), {})
            if store not in known.stores:
                self._put(film.name, msgspec.structs.replace(known, stores=known.stores | {store: "begun"}))

    def of(self, film: str) -> CopiesOf | None:
        """Where a film may have copies; None if it has none."""
        with self.lock:
            return self._films.get(film)

    def ask_removal(self, film: str, stores: tuple[str, ...]) -> None:
        """The film was discarded: queue its removal from these stores too."""
        if stores:
            with self.lock:
                known = self._films.get(film) or CopiesOf(None, {})
                asked: dict[str, State] = dict.fromkeys(stores, "to be removed")
                self._put(film, msgspec.structs.replace(known, stores=asked))

    def is_news(self, film: str, store: str, left: str | None) -> bool:
        """Whether it was not known of a store that it holds nothing of the film any more, or why it still may."""
        known = self.of(film)
        return known is not None and store in known.stores and (left is None or known.why.get(store) != left)

    def settle(self, film: str, store: str, left: str | None) -> None:
        """A store holds nothing of the film any more, or still may: `left` is the reason."""
        with self.lock:
            known = self._films.get(film)
            if known is None or store not in known.stores:
                return
            if left is not None:
                stores: dict[str, State] = known.stores | {store: "left"}
                self._put(film, msgspec.structs.replace(known, stores=stores, why=known.why | {store: left}))
            elif len(known.stores) > 1:
                stores = {name: state for name, state in known.stores.items() if name != store}
                self._put(film, msgspec.structs.replace(known, stores=stores))
            else:
                self.forget(film)

    def to_remove(self) -> list[tuple[str, CopiesOf]]:
        """The discarded films of which a store may still hold something."""
        with self.lock:
            return [(film, copies) for film, copies in self._films.items() if set(copies.stores.values()) != {"begun"}]

    def forget(self, film: str) -> None:
        """Remove the file: the film's copies no longer matter, or it has none."""
        with self.lock, Folder(self._folder) as folder:
            self._films.pop(film, None)
            if (self._folder / f"{film}.json").exists():
                folder.remove(f"{film}.json")
                folder.sync()

    def _put(self, film: str, copies: CopiesOf) -> None:
        with Folder(self._folder) as folder:
            folder.put(f"{film}.json", msgspec.json.encode(copies))
        self._films[film] = copies


def _read(path: Path) -> CopiesOf:
    try:
        return msgspec.json.decode(path.read_bytes(), type=CopiesOf)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        log.warning("%s cannot be read (%s): the film may have been copied to any store", path.name, error)
        return CopiesOf(None, {UNKNOWN: "begun"})


def _hash(path: Path) -> str | None:
    try:
        return hash_file(path)
    except FileNotFoundError:
        return None
