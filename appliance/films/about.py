"""What the box keeps in plain about films that it cannot open: why each ended, what it lacks, where its marks are.

For the phone's pages, across restarts, until the film is wiped. Nothing else depends on it, so it may be lost. Of a
mark it stores that a principle or a note was given, never which: those are in the sealed film alone.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import msgspec

from appliance.films.ids import valid
from appliance.films.shred import overwrite
from control.messages import AlarmStatus, ConsentGiven, Film, Loss, PlacedMark
from control.requests import By, MarkId
from sealed.film.records import Named, Note, Record, Undo, standing
from sealed.strict import Strict

log = logging.getLogger("attune.films")

POWER_FAILED = AlarmStatus("power-failed", "The power failed while the box was filming.")
RECORDER_FAILED = AlarmStatus("recorder-failed", "The box's program failed while it was filming, and started again.")


class KnownMark(Strict, frozen=True):
    """A mark that stands: its time in ns, and whether a principle and a note were given."""

    id: MarkId
    at: int
    by: By
    principle: bool = False
    note: bool = False


class AboutFilm(Strict, frozen=True):
    """`boot`: in which run of the operating system it was made, to distinguish a crash from a power cut."""

    boot: str | None = None
    cause: AlarmStatus | None = None
    losses: tuple[Loss, ...] | None = None
    case: str | None = None
    consent: ConsentGiven | None = None
    marks: tuple[KnownMark, ...] | None = None


class AboutFilms:
    """One small file for each film in `folder`. Safe to use from several threads. A card that fails is only logged."""

    def __init__(self, folder: Path, boot: str | None = None) -> None:
        """Makes the folder if it is not there. `boot` names the present run of the operating system."""
        self._folder, self._boot, self._lock = folder, boot, Lock()
        self._films: dict[str, AboutFilm] = {}
        self._records: dict[str, tuple[Record, ...]] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, film: str, case: str | None, consent: ConsentGiven) -> None:
        """Note that a film begins."""
        self._put(film, AboutFilm(self._boot, case=case, consent=consent, marks=()))

    def end(self, film: str, cause: AlarmStatus | None, losses: tuple[Loss, ...]) -> None:
        """Note its end; `cause` is the fault that ended it."""
        self._put(film, msgspec.structs.replace(self.of(film), cause=cause, losses=losses))

    def recovered(self, film: str) -> None:
        """Note that it was cut short, and closed at this start."""
        about = self.of(film)
        if about.boot and self._boot:
            cause = RECORDER_FAILED if about.boot == self._boot else POWER_FAILED
            self._put(film, msgspec.structs.replace(about, cause=about.cause or cause))

    def give_consent(self, film: str, consent: ConsentGiven) -> None:
        """When the family's consent to filming was recorded."""
        self._put(film, msgspec.structs.replace(self.of(film), consent=consent))

    def keep(self, film: str, records: Sequence[Record]) -> None:
        """All that was sealed into a film; its words stay in memory, and go with a restart."""
        self._records[film] = tuple(records)
        known = tuple(
            KnownMark(mark.id, mark.at, mark.by, mark.principle is not None, bool(mark.note))
            for mark in standing(records)
        )
        self._put(film, msgspec.structs.replace(self.of(film), marks=known))

    def add(self, film: str, record: Record) -> None:
        """Note one more record that was sealed beside a closed film."""
        about = self.of(film)
        if film in self._records:
            self.keep(film, (*self._records[film], record))
            return
        marks = tuple(each for mark in about.marks or () if (each := _amended(mark, record)) is not None)
        self._put(film, msgspec.structs.replace(about, marks=marks))

    def of(self, film: str) -> AboutFilm:
        """What is known of a film; nothing after its file was lost."""
        with self._lock:
            if film not in self._films:
                self._films[film] = self._read(film)
            return self._films[film]

    def told(self, film: Film) -> Film:
        """The film with its facts."""
        about = self.of(film.id)
        marks = film.marks if about.marks is None else len(about.marks)
        return msgspec.structs.replace(
            film, marks=marks, cause=about.cause, losses=about.losses, case=about.case, consent=about.consent
        )

    def marks(self, film: str) -> tuple[PlacedMark, ...]:
        """The standing marks in the order of the film: with their words if these are still in memory."""
        if film in self._records:
            return tuple(
                PlacedMark(mark.id, mark.at, mark.by, mark.principle, mark.note)
                for mark in standing(self._records[film])
            )
        return tuple(
            PlacedMark(mark.id, mark.at, mark.by, sealed_principle=mark.principle, sealed_note=mark.note)
            for mark in sorted(self.of(film).marks or (), key=lambda mark: mark.at)
        )

    def forget(self, film: str) -> None:
        """Overwrite and remove the film's file; the next start tries again what the card refused."""
        with self._lock:
            self._films.pop(film, None)
            self._records.pop(film, None)
            if self._path(film).exists():
                _remove(self._path(film))

    def prune(self, films: Sequence[str]) -> None:
        """Remove all files but these: a wipe that a power cut interrupted may have left some."""
        for path in self._folder.iterdir():
            if path.stem.removesuffix(".json") not in films and path.is_file():
                _remove(path)

    def _path(self, film: str) -> Path:
        return self._folder / f"{film}.json"

    def _read(self, film: str) -> AboutFilm:
        if valid(film):
            try:
                return msgspec.json.decode(self._path(film).read_bytes(), type=AboutFilm)
            except FileNotFoundError:
                pass
            except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
                log.warning("%s: what was noted about it cannot be read: %s", film, error)
        return AboutFilm()

    def _put(self, film: str, about: AboutFilm) -> None:
        """Not flushed: a mark must not wait for it, and the film does not need it."""
        with self._lock:
            self._films[film] = about
            beside = self._folder / f"{film}.json.tmp"
            try:
                beside.write_bytes(msgspec.json.encode(about))
                beside.replace(self._path(film))
            except OSError as error:
                log.warning("%s: what is known about it could not be noted: %s", film, error.strerror)


def _remove(path: Path) -> None:
    try:
        if not path.is_symlink():
            overwrite(path)
        path.unlink()
    except OSError as error:
        log.error("%s could not be removed: %s", path.name, error.strerror)


def _amended(mark: KnownMark, record: Record) -> KnownMark | None:
    """The mark after this record; None if it was taken back."""
    match record:
        case Undo(mark.id):
            return None
        case Named(mark.id, principle):
            return msgspec.structs.replace(mark, principle=principle is not None)
        case Note(mark.id, note):
            return msgspec.structs.replace(mark, note=note is not None)
    return mark
