"""The operations on the films of the box: sync, receipts, wipe, discard. Methods raise BoxError."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from appliance.errors import NoSuchFilm, Refused
from appliance.films import phrases
from appliance.films.about import AboutFilms
from appliance.films.bundle import FilmBundle
from appliance.films.errors import CardFailed, UnknownStore
from appliance.films.receipts import Receipts, translate_errors
from appliance.films.shelf import Shelf
from appliance.films.sync_queue import SyncQueue
from appliance.films.wipe import Wiper
from control.messages import CourierWork, Film, Leftover, ReceiptSummary, Removal, Sync, Timestamp
from control.requests import SyncProgress
from sealed.film.facts import Started
from sealed.papers.desk_receipt import DeskReceipt
from sealed.papers.desk_receipt import check as check_desk
from sealed.papers.receipt import Receipt, decode
from sealed.papers.wipe_record import WipeRecord
from sealed.papers.wipe_request import WipeRequest

log = logging.getLogger("attune.box")


class Recording(Protocol):
    """The recording under way, as far as the films need it."""

    @property
    def making(self) -> str | None:
        """The id of the film being made."""

    def finish(self) -> None:
        """End that film, if there is one; returns when it is sealed."""

    def confirm(self) -> None:
        """Wait for a press of the button; raises Refused if none comes."""

    def changed(self) -> None:
        """Wake the followers of the news."""

    def now(self) -> Started:
        """The time by a trusted clock; None while there is none."""


class FilmService:
    """The films of one box. Safe to use from several threads."""

    def __init__(
        self,
        recording: Recording,
        shelf: Shelf,
        receipts: Receipts,
        wiper: Wiper,
        about: AboutFilms,
        desks: Path,
        stores: tuple[str, ...] = (),
    ) -> None:
        """`desks`: the file that lists the desks whose signature on a bundle's receipt counts. `stores`: where films
        may go."""
        self._recording, self._shelf, self._receipts, self._wiper = recording, shelf, receipts, wiper
        self._about = about
        self._queue, self._desks, self._stores = SyncQueue(), desks, stores

    def films(self) -> tuple[Film, ...]:
        """All films on the box."""
        making = self._recording.making
        shown = tuple(map(self._shown, self._shelf.films(making)))
        if making is None:  # the card has something better to do while a film is made
            self._shelf.keep()
            self._receipts.keep()
        return shown

    def read_on(self) -> None:
        """Read one film in full that lists show without, unless a film is being made."""
        if self._recording.making is None:
            self._shelf.read_on()
            self._shelf.keep()

    def film(self, film: str) -> Film:
        """One film."""
        making = self._recording.making
        try:
            return self._shown(self._shelf.film(film, making))
        except NoSuchFilm:
            if film != making:
                raise
            return Film(film, 0, 0.0, 0, 0, "filming")  # its folder comes with its first object

    def ask_sync(self, film: str | None) -> tuple[str, ...]:
        """Queue one film for the courier, or all that have no receipt."""
        if film is not None:
            self._closed(film)
            self._queue.ask(film)
            return (film,)
        making = self._recording.making
        films = [each.id for each in self.films() if each.id != making and each.receipt is None]
        for each in films:
            self._queue.ask(each)
        return tuple(films)

    def queued(self) -> CourierWork:
        """The sync queue."""
        removals = [
            Removal(film, store, copies.facts)
            for film, copies in self._wiper.copies.to_remove()
            for store, state in copies.stores.items()
            if state != "begun"
        ]
        return CourierWork(tuple(self._queue.wanted()), tuple(removals))

    def leftovers(self) -> tuple[Leftover, ...]:
        """What stores may still hold of discarded films."""
        return tuple(
            Leftover(film, store, copies.why.get(store))
            for film, copies in self._wiper.copies.to_remove()
            for store, state in copies.stores.items()
            if state != "begun"
        )

    def begin_copy(self, film: str, store: str, by_owner: bool = False) -> None:
        """The courier is about to copy a film, or what there is of it so far, to a store."""
        self._check_store(store, by_owner)
        self._wiper.copies.begin(self._shelf.path(film), store)
        self._recording.changed()

    def copy_removed(self, film: str, store: str, left: str | None) -> None:
        """Note that the courier removed a discarded film from a store, or why not."""
        if self._wiper.settle_copy(film, store, left):
            log.info("%s: %s", film, f"{store} may still hold it: {left}" if left else f"{store} holds nothing of it")
            self._recording.changed()

    def amended(self, film: str) -> None:
        """A film was amended: a store that has it lacks the amendment."""
        if film != self._recording.making and self._receipts.of(film) is not None:
            self._queue.ask(film)
        self._recording.changed()

    def progress(self, film: str, progress: SyncProgress) -> None:
        """Note the courier's progress."""
        self._shelf.path(film)
        self._update(film, Sync(progress.state, progress.done, progress.total))

    def sync_failed(self, film: str, message: str) -> None:
        """Note that the courier gave up."""
        self._shelf.path(film)
        self._update(film, Sync("failed", message=message))

    def receipt(self, film: str, receipt: bytes, by_owner: bool = False) -> None:
        """Take a receipt: checked against every byte of the film, signed, kept.

        `by_owner`: from an account that may write the box's settings, and so may name any store.
        """
        folder = self._closed(film)
        with translate_errors():
            decoded = decode(receipt)
        self._check_store(decoded.store, by_owner)
        self._take(folder, decoded, None)

    def desk_receipt(self, film: str, paper: DeskReceipt) -> None:
        """The same, from a desk that imported the film's bundle and signed for it."""
        folder = self._closed(film)
        with translate_errors():
            receipt, desk = check_desk(paper, self._desks)
        self._take(folder, receipt, desk)

    def bundle(self, film: str) -> FilmBundle:
        """A film as one tar."""
        return FilmBundle(self._closed(film))

    def _check_store(self, store: str, by_owner: bool) -> None:
        if store not in self._stores and not by_owner:
            raise UnknownStore(store=store)

    def _take(self, folder: Path, receipt: Receipt, desk: str | None) -> None:
        film, taken = folder.name, self._receipts.accept(folder, receipt, self._recording.now(), desk)
        log.info("%s: %s. %s", film, phrases.RECEIPT, taken.words())
        self._update(film, Sync("done", taken.size, taken.size))

    def wipe(self, film: str) -> WipeRecord:
        """Remove a film that has a receipt."""
        self._closed(film)
        receipt = self._receipts.require(film)
        return self._removed(film, lambda: self._wiper.wipe(film, receipt))

    def discard(self, film: str) -> WipeRecord:
        """Remove a film, here and at the stores; one that is being made is stopped first, any other needs a press."""
        if film == self._recording.making:
            self._recording.finish()
        elif self._shelf.path(film):
            self._recording.confirm()
        receipt = self._receipts.of(film)
        return self._removed(film, lambda: self._wiper.discard(film, receipt))

    def remove_as_requested(self, film: str, request: WipeRequest) -> WipeRecord:
        """Remove a film that a desk's request names: the desk's signature stands for a press of the button."""
        self._closed(film)
        if request.why == "withdrawn":
            receipt = self._receipts.of(film)
            return self._removed(film, lambda: self._wiper.discard(film, receipt, request.digest))
        proof = self._receipts.require(film)
        return self._removed(film, lambda: self._wiper.wipe(film, proof, request.digest))

    def _removed(self, film: str, remove: Callable[[], WipeRecord]) -> WipeRecord:
        try:
            record = remove()
        except OSError as error:
            raise CardFailed(film=film, cause=error.strerror) from error
        for kept in (self._shelf, self._receipts):
            kept.forget(record.film)
            kept.keep()
        self._queue.forget(record.film)
        self._about.forget(record.film)
        self._recording.changed()
        return record

    def _update(self, film: str, sync: Sync) -> None:
        self._queue.put(film, sync)
        self._recording.changed()

    def _closed(self, film: str) -> Path:
        path = self._shelf.path(film)
        if film == self._recording.making:
            raise Refused("This film is still being made. Stop it first.")
        return path

    def _shown(self, film: Film) -> Film:
        receipt, sync = self._receipts.head(film.id), self._queue.of(film.id)
        summary = None
        if receipt is not None and receipt.size < film.bytes:  # it was amended since
            receipt, sync = None, sync if sync and sync.busy else None
        if receipt is not None:
            when = Timestamp(receipt.when.utc, receipt.when.clock)
            summary = ReceiptSummary(receipt.store, when, receipt.count, receipt.size)
        copies = self._wiper.copies.of(film.id)
        stores = tuple(copies.stores) if copies else ()
        return self._about.told(msgspec.structs.replace(film, sync=sync, receipt=summary, copies=stores))
