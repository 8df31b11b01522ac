"""Wipes films whose receipt is old enough, if the service wants that. Off by default.

It never makes room: a film without a receipt stays, however full the card is.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Annotated, Protocol, TypeAlias

import msgspec

from appliance.errors import BoxError
from appliance.films.errors import ReceiptDoesNotCover
from appliance.films.receipts import ReceiptHead, Receipts
from appliance.films.rounds import Rounds
from appliance.films.shelf import Shelf
from sealed.film.facts import Started
from sealed.papers.receipt import Receipt
from sealed.strict import Strict

log = logging.getLogger("attune.auto_wipe")

AGAIN = 3600.0
"""Seconds between two requests to read the store back once more: it may be away."""


class WipeSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """`automatic`: wipe a film by itself once its receipt is `keep_days` old. Discarding is never automatic."""

    automatic: bool = False
    keep_days: Annotated[float, msgspec.Meta(ge=0, le=3650)] = 7.0


class BoxState(Protocol):
    """The box's state, as far as the wiper needs it."""

    def idle(self) -> bool:
        """Whether nobody is filming and nothing prevents it."""
        ...

    def now(self) -> Started:
        """What time it is, as far as a clock can be trusted."""
        ...


class Removing(Protocol):
    """The removal of films, as when a person asks for it."""

    def wipe(self, film: str) -> object:
        """Remove a film that has a receipt."""
        ...

    def ask_sync(self, film: str) -> object:
        """Have the courier read the store back once more."""
        ...


Paper: TypeAlias = Receipt | ReceiptHead


def due(receipt: Paper | None, settings: WipeSettings, now: Started) -> bool:
    """Whether a film may be wiped automatically. Without trusted clocks then and now the age of a receipt is
    unknown."""
    return settings.automatic and receipt is not None and _old(receipt.when, now, settings)


def confirmed(receipt: Paper, settings: WipeSettings) -> bool:
    """Whether a receipt rests on more than one report of the courier: a desk's signature, or a second reading of the
    store at the end of the days."""
    return receipt.word == "desk" or (receipt.again is not None and _old(receipt.when, receipt.again, settings))


def _old(then: Started, now: Started, settings: WipeSettings) -> bool:
    """Whether the days are over by trusted clocks. A phone's clock dates films and papers, and starts no wipe: a wrong
    one would make all of them due."""
    if then.utc is None or now.utc is None or "phone" in (then.clock, now.clock):
        return False
    return datetime.fromisoformat(now.utc) - datetime.fromisoformat(then.utc) >= timedelta(days=settings.keep_days)


class AutoWiper:
    """Checks the shelf, and wipes what is due while the box is idle."""

    def __init__(
        self, box: BoxState, shelf: Shelf, receipts: Receipts, films: Removing, settings: WipeSettings
    ) -> None:
        self._box, self._shelf, self._receipts, self._films, self._settings = box, shelf, receipts, films, settings
        self._asked: dict[str, float] = {}
        self._rounds = Rounds("auto-wipe", self.look)
        self.close = self._rounds.close

    def start(self) -> None:
        """Start the thread, if automatic wiping is on."""
        if self._settings.automatic:
            self._rounds.start()

    def look(self) -> list[str]:
        """Wipe what is due; the films' ids."""
        wiped = []
        for film in self._shelf.ids():
            if self._rounds.closing or not self._box.idle():
                break
            receipt = self._receipts.head(film)
            if receipt and due(receipt, self._settings, self._box.now()):
                try:
                    if confirmed(receipt, self._settings):
                        self._films.wipe(film)
                        wiped.append(film)
                    else:
                        self._read_back(film)
                except ReceiptDoesNotCover:  # it was amended since
                    self._read_back(film)
                except (BoxError, OSError) as error:
                    log.warning("%s: not wiped: %s", film, error)
        return wiped

    def _read_back(self, film: str) -> None:
        if self._asked.get(film, 0.0) <= time.monotonic():
            self._asked[film] = time.monotonic() + AGAIN
            self._films.ask_sync(film)
