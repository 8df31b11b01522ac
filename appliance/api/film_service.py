"""What can be asked of the films on the box: sync, receipts, wipe, discard. A method that may not raises BoxError."""

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.api.visit_service import VisitService
from appliance.errors import NoSuchFilm, Refused
from appliance.films import phrases
from appliance.films.bundle import Bundle
from appliance.films.errors import CardFailed
from appliance.films.film import Film
from appliance.films.receipts import Receipts, translate_errors
from appliance.films.shelf import Shelf
from appliance.films.sync_queue import Sync, SyncQueue
from appliance.films.wipe import Wiper
from control.requests import Progress
from sealed.film.facts import Started
from sealed.papers.desk_receipt import DeskReceipt
from sealed.papers.desk_receipt import check as check_desk
from sealed.papers.receipt import Receipt, decode
from sealed.papers.wipe_record import WipeRecord

log = logging.getLogger("attune.box")


class ReceiptShown(msgspec.Struct, frozen=True):
    """A receipt in short."""

    store: str
    when: Started
    objects: int
    size: int = msgspec.field(name="bytes")


class FilmShown(Film, frozen=True):
    """FILM of docs/control.md: a film on the card, how its sync stands, and its receipt."""

    sync: Sync | None = None
    receipt: ReceiptShown | None = None


class FilmService:
    """The films of one box. Safe to use from several threads."""

    def __init__(self, box: VisitService, shelf: Shelf, receipts: Receipts, wiper: Wiper, desks: Path) -> None:
        """`desks`: the file that lists whose receipts for a bundle are believed."""
        self._box, self._shelf, self._receipts, self._wiper = box, shelf, receipts, wiper
        self._desk, self._desks = SyncQueue(), desks

    def films(self) -> list[FilmShown]:
        """All films on the box."""
        return [self._shown(film) for film in self._shelf.films(self._box.making)]

    def film(self, film: str) -> FilmShown:
        """One film."""
        making = self._box.making
        try:
            return self._shown(self._shelf.film(film, making))
        except NoSuchFilm:
            if film != making:
                raise
            return FilmShown(film, 0, 0.0, 0, 0, "filming")  # its folder comes with its first object

    def ask_sync(self, film: str | None) -> list[str]:
        """Ask the courier for one film, or for all that have no receipt."""
        if film is not None:
            self._closed(film)
            self._desk.ask(film)
            return [film]
        films = [f.id for f in self._shelf.films() if f.id != self._box.making and self._receipts.of(f.id) is None]
        for each in films:
            self._desk.ask(each)
        return films

    def wanted(self) -> list[str]:
        """What waits for the courier."""
        return self._desk.wanted()

    def progress(self, film: str, progress: Progress) -> None:
        """The courier's progress."""
        self._shelf.path(film)
        self._tell(film, Sync(progress.state, progress.done, progress.total))

    def sync_failed(self, film: str, message: str) -> None:
        """The courier gave up."""
        self._shelf.path(film)
        self._tell(film, Sync("failed", message=message))

    def receipt(self, film: str, receipt: bytes) -> None:
        """Take a receipt: checked against every byte of the film, signed, kept."""
        folder = self._closed(film)
        with translate_errors():
            decoded = decode(receipt)
        self._take(folder, decoded, None)

    def desk_receipt(self, film: str, paper: DeskReceipt) -> None:
        """The same, from a desk that imported the film's bundle and signed for it."""
        folder = self._closed(film)
        with translate_errors():
            receipt, desk = check_desk(paper, self._desks)
        self._take(folder, receipt, desk)

    def bundle(self, film: str) -> Bundle:
        """A film as one tar."""
        return Bundle(self._closed(film))

    def _take(self, folder: Path, receipt: Receipt, desk: str | None) -> None:
        film, taken = folder.name, self._receipts.accept(folder, receipt, self._box.now(), desk)
        log.info("%s: %s. %s", film, phrases.RECEIPT, taken.words())
        self._tell(film, Sync("done", taken.size, taken.size))

    def wipe(self, film: str) -> WipeRecord:
        """Remove a film that has a receipt."""
        self._closed(film)
        receipt = self._receipts.require(film)
        return self._removed(film, lambda: self._wiper.wipe(film, receipt))

    def discard(self, film: str) -> WipeRecord:
        """Remove a film without a receipt; one that is being made is stopped first."""
        if film == self._box.making:
            self._box.finish()
        return self._removed(film, lambda: self._wiper.discard(film))

    def _removed(self, film: str, remove: Callable[[], WipeRecord]) -> WipeRecord:
        try:
            record = remove()
        except OSError as error:
            raise CardFailed(
                f"The card failed while {film} was removed ({error.strerror}). "
                "The box goes on with it when it starts again; if that does not help, have the card looked at."
            ) from error
        self._desk.forget(record.film)
        self._box.changed()
        return record

    def _tell(self, film: str, sync: Sync) -> None:
        self._desk.put(film, sync)
        self._box.changed()

    def _closed(self, film: str) -> Path:
        path = self._shelf.path(film)
        if film == self._box.making:
            raise Refused("This film is still being made. Stop it first.")
        return path

    def _shown(self, film: Film) -> FilmShown:
        receipt = self._receipts.of(film.id)
        short = None
        if receipt is not None:
            short = ReceiptShown(receipt.store, receipt.when, len(receipt.objects), receipt.size)
        return FilmShown(**msgspec.structs.asdict(film), sync=self._desk.of(film.id), receipt=short)
