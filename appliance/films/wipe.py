"""Removes films: those that a receipt covers (wipe), and those that a family does not want kept (discard).

Once begun, it is finished, over power cuts too. An intent is written first; the renaming of the film's folder to
`.wiping-ID` is the point of no return. Before it, a cut leaves the film as it was; after it, the next start goes on.
"""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Literal, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import UNSET, UnsetType

from appliance.errors import NoSuchFilm
from appliance.films import phrases
from appliance.films.contents import files
from appliance.films.copies import Copies
from appliance.films.errors import NotAFilm
from appliance.films.ids import valid
from appliance.films.receipts import check_cover
from appliance.films.shred import HOW, destroy
from sealed.durable import Folder
from sealed.film.facts import Started
from sealed.papers.receipt import Receipt
from sealed.papers.wipe_record import NAMESPACE, Copy, ReceiptUsed, RemovedFile, Why, WipeRecord
from sealed.ssh.signed_files import SignedFiles

log = logging.getLogger("attune.wipe")

Request: TypeAlias = str | UnsetType

DOOMED = ".wiping-"
INTENT = ".wiping"
DAMAGED = ".damaged"


class Wiper:
    """Removes films from the folder `shelf` and leaves signed records in `records`. One wipe at a time."""

    def __init__(
        self,
        shelf: Path,
        records: Path,
        key: Ed25519PrivateKey,
        now: Callable[[], Started],
        copies: Copies | None = None,
        trim: Path | None = None,
    ) -> None:
        """`copies` lists the stores that may hold some of a film.

        `trim`: the file that makes attune-trim.service trim the card; None where there is no card of a box's own.
        """
        self.copies = copies or Copies(records.with_name("copies"))
        self._shelf = shelf
        self._now = now
        self._trim = trim
        self._lock = Lock()
        self._papers = SignedFiles(records, key, NAMESPACE)

    def wipe(self, film: str, receipt: Receipt, request: Request = UNSET) -> WipeRecord:
        """Remove a film that the receipt covers, checked byte by byte now. `request` is the digest of a desk's request.

        Raises NoSuchFilm, ReceiptDoesNotCover, NotAFilm; OSError if the card fails in the middle (the next
        `resume` goes on).
        """
        with self._lock:
            folder = self._folder(film)
            check_cover(receipt, folder)
            by = ReceiptUsed(receipt.store, receipt.word, receipt.when, hashlib.sha256(receipt.encode()).hexdigest())
            return self._begin(folder, "receipt", by, request=request)

    def discard(self, film: str, receipt: Receipt | None = None, request: Request = UNSET) -> WipeRecord:
        """Remove a film because a person asked for it, and queue its removal from every store that may hold some of it.

        `receipt`: the proof that a store has it, if there is one. Raises NoSuchFilm, NotAFilm, OSError.
        """
        with self._lock:
            return self._begin(self._folder(film), "discard", None, (receipt.store,) if receipt else (), request)

    def settle_copy(self, film: str, store: str, left: str | None) -> bool:
        """The courier reports that a store holds nothing of a discarded film, or the reason; returns whether that is
        new."""
        with self._lock:
            if not self.copies.is_news(film, store, left):
                return False
            if body := self._papers.get(film):  # signed first: after a power cut the courier reports again
                record = msgspec.json.decode(body, type=WipeRecord)
                now = Copy(store, "removed" if left is None else "left", self._now())
                copies = tuple(now if copy.store == store else copy for copy in record.copies)
                self._papers.put(film, msgspec.structs.replace(record, copies=copies).encode())
            self.copies.settle(film, store, left)
            return True

    def resume(self) -> list[WipeRecord]:
        """Finish what a power cut interrupted. To be called before the shelf is used. Raises nothing."""
        begun = {path.name.removesuffix(INTENT) for path in self._papers.folder.glob("*" + INTENT)}
        doomed = {path.name.removeprefix(DOOMED) for path in self._shelf.glob(DOOMED + "*")}
        done = []
        for film in sorted(begun | doomed):
            try:
                if film in begun and (self._shelf / film).exists():
                    log.info("%s: the wipe had not begun; the film is kept", film)
                    self._forget(film)
                elif self._intent(film) is None and film not in doomed:
                    log.warning("%s: a damaged note of a wipe was set aside; nothing of the film is left", film)
                else:
                    done.append(self._finish(film))
            except (OSError, NotAFilm) as error:  # a box whose card fails must still start, and say so
                log.error("%s: the wipe could not be finished, and is tried again at the next start: %s", film, error)
        return done

    def _folder(self, film: str) -> Path:
        folder = self._shelf / film
        if not valid(film) or not folder.is_dir() or folder.is_symlink():
            raise NoSuchFilm(film=film)
        return folder

    def _begin(
        self, folder: Path, why: Why, by: ReceiptUsed | None, stores: tuple[str, ...] = (), request: Request = UNSET
    ) -> WipeRecord:
        with self.copies.lock:  # a courier that begins now either stands in the record or finds no film
            copies = self._copies(folder.name, why, by, stores)
            intent = _intent(folder.name, files(folder), why, by, self._now(), copies)
            intent = msgspec.structs.replace(intent, request=request)
            with Folder(self._papers.folder) as records:
                records.put(folder.name + INTENT, msgspec.json.encode(intent))
            with Folder(self._shelf) as shelf:
                shelf.rename(folder.name, DOOMED + folder.name)
                shelf.sync()
        return self._finish(folder.name)

    def _copies(self, film: str, why: Why, by: ReceiptUsed | None, stores: tuple[str, ...] = ()) -> tuple[Copy, ...]:
        """The stores that may hold some of a film besides that of the receipt."""
        known = self.copies.of(film)
        names = dict.fromkeys((*(known.stores if known else ()), *stores))
        state: Literal["to be removed", "left"] = "to be removed" if why == "discard" else "left"
        return tuple(Copy(name, state, self._now()) for name in names if by is None or name != by.store)

    def _finish(self, film: str) -> WipeRecord:
        doomed = self._shelf / (DOOMED + film)
        record = self._intended(film, doomed)
        if doomed.is_dir():
            destroy(doomed)
        record = msgspec.structs.replace(record, ended=self._now(), trim=self._request_trim())
        self._papers.put(film, record.encode())
        if asked := tuple(copy.store for copy in record.copies if copy.state == "to be removed"):
            self.copies.ask_removal(film, asked)
        else:
            self.copies.forget(film)
        self._forget(film)
        words, count = phrases.REMOVED[record.why], len(record.objects)
        log.info("%s: %s %d files, %d bytes, trim %s", film, words, count, record.size, record.trim)
        return record

    def _request_trim(self) -> str:
        """The unit removes the file before it trims, so that a request during a trim starts another."""
        if self._trim is None:
            return "not requested"
        self._trim.touch()
        return "requested"

    def _intended(self, film: str, doomed: Path) -> WipeRecord:
        if (intended := self._intent(film)) is not None:
            return intended
        copies = self._copies(film, "found half wiped", None)
        return _intent(film, files(doomed), "found half wiped", None, self._now(), copies)

    def _intent(self, film: str) -> WipeRecord | None:
        """The intent of an interrupted wipe; None if there is none. A damaged one is set aside."""
        path = self._papers.folder / (film + INTENT)
        try:
            record = msgspec.json.decode(path.read_bytes(), type=WipeRecord)
            if record.film == film:
                return record
        except FileNotFoundError:
            return None
        except (OSError, ValueError):  # msgspec's and Unicode's errors are ValueErrors
            pass
        log.warning("%s: the note of its wipe is damaged, and is set aside", film)
        path.rename(path.with_name(film + DAMAGED))
        return None

    def _forget(self, film: str) -> None:
        with Folder(self._papers.folder) as records:
            if (self._papers.folder / (film + INTENT)).exists():
                records.remove(film + INTENT)
                records.sync()


def _intent(
    film: str, found: list[Path], why: Why, by: ReceiptUsed | None, now: Started, copies: tuple[Copy, ...]
) -> WipeRecord:
    objects = tuple(RemovedFile(path.name, path.stat().st_size) for path in found)
    return WipeRecord(
        film=film,
        why=why,
        receipt=by,
        objects=objects,
        size=sum(item.size for item in objects),
        begun=now,
        how=HOW,
        copies=copies,
    )
