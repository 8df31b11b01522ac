"""The shelf: one folder with a folder for each film, and its recovery when the recorder starts."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.errors import NoSuchFilm
from appliance.films.cache import Cache, State
from appliance.films.film import FilmSummary, short_summary, summarize
from appliance.films.ids import new_id, valid
from appliance.films.shred import destroy
from control.messages import Film
from sealed.durable import TEMPORARY
from sealed.errors import SealedError
from sealed.film.glance import glance
from sealed.film.journal import JOURNAL, SIGNATURE
from sealed.film.recovery import Repair, beginnings, close_cut
from sealed.ssh import sshsig

log = logging.getLogger("attune.films")

UNSURE = 1_000_000_000  # ns
IN_FULL = 16 * 1024  # bytes of journals that one list reads in full, a minute of film; of others their last lines


class Recovered(msgspec.Struct, frozen=True):
    """What `recover` did: films closed as cut short, folders without a picture removed, films it left as they were."""

    closed: list[str] = msgspec.field(default_factory=list)
    removed: list[str] = msgspec.field(default_factory=list)
    left: dict[str, str] = msgspec.field(default_factory=dict)


class Shelf:
    """The films in `folder`. Safe to use from several threads."""

    def __init__(
        self, folder: Path, key: Ed25519PrivateKey, papers: Sequence[Path] = (), cache: Path | None = None
    ) -> None:
        """Makes the folder if it is missing. `papers`: folders of papers about films, some of which are removed
        already. `cache`: where summaries of films are kept across restarts."""
        self.folder = folder
        self._papers = papers
        self._key, self._public = key, sshsig.public_bytes(key)
        self._seen: dict[str, tuple[State, Film]] = {}
        self._summaries = Cache(cache, key, FilmSummary)
        self._lock, self._scan = Lock(), Lock()
        self._unread: list[str] = []
        self._counted: tuple[int, int] | None = None
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)

    def recover(self) -> Recovered:
        """Recover from a power cut. To be called at start, after the wiper's `resume`.

        A film without an end is closed as cut short; a folder without any frame is removed; a closed film is not
        touched, nor is a damaged one, which only its reader can judge. Those that were known as closed before, and did
        not change since, are not even read.
        """
        done = Recovered()
        for path in beginnings(self.folder):
            self._remove(path, done)  # a film that never began, or one that was being removed here
        for film in self.ids():
            if not self._known_as_closed(film):
                self._close(film, done)
        return done

    def _known_as_closed(self, film: str) -> bool:
        try:
            known = self._summaries.known(film, self._state(film))
        except OSError:
            return False
        return known is not None and known.closed_by == self._public

    def keep(self) -> None:
        """Keep across restarts what was read of films."""
        self._summaries.save()

    def forget(self, film: str) -> None:
        """The film was removed."""
        with self._lock:
            self._seen.pop(film, None)
        self._summaries.forget(film)

    def close(self, film: str) -> None:
        """Close a film that the recorder could not close, now that the card can be written again."""
        if (self.folder / film).is_dir():
            self._close(film, Recovered())

    def _close(self, film: str, done: Recovered) -> None:
        path = self.folder / film
        try:
            match close_cut(path, self._key):
                case Repair.CLOSED:
                    done.closed.append(film)
                    log.info("%s: closed as cut short", film)
                case Repair.EMPTY:
                    self._remove(path, done)
        except (SealedError, OSError) as error:
            done.left[film] = str(error)
            log.warning("%s: left as it is: %s", film, error)

    def ids(self) -> list[str]:
        """The films' ids, oldest first, undated ones last."""
        with os.scandir(self.folder) as found:
            return sorted(each.name for each in found if valid(each.name) and each.is_dir(follow_symlinks=False))

    def count(self) -> int:
        """How many films there are; the folder is listed only when it changed."""
        changed, now = self.folder.stat().st_mtime_ns, time.time_ns()
        if self._counted is None or self._counted[0] != changed:
            count = len(self.ids())
            # A change within the clock's tick of the listing would leave the same time: such a listing does not last.
            self._counted = (changed, count) if now - changed > UNSURE else None
            return count
        return self._counted[1]

    def films(self, filming: str | None = None) -> list[Film]:
        """All films. `filming` is the one that is being made. One caller at a time reads those not read before.

        Somebody waits for a list, so it reads only short journals in full. The other closed films are shown by their
        last line, which is signed, or as they were read in full before a restart, if nothing changed; `read_on` reads
        them.
        """
        found, unread, left = [], [], IN_FULL
        with self._scan:
            for film in reversed(self.ids()):
                try:
                    state = self._state(film)
                    known = self._unchanged(film, state) if film != filming else None
                    if known is None and film != filming and (known := self._in_short(film, state, left)):
                        unread.append(film)
                    if known is None:
                        left -= state[-1]
                        known = self.film(film, filming)
                    found.append(known)
                except (NoSuchFilm, FileNotFoundError):  # wiped since it was listed
                    continue
            with self._lock:
                self._unread = unread
        return found[::-1]

    def read_on(self) -> None:
        """Read in full one film that the last list showed without, the newest first."""
        with self._lock:
            film = self._unread.pop(0) if self._unread else None
        if film is not None:
            with suppress(NoSuchFilm):  # wiped since
                self.film(film)

    def film(self, film: str, filming: str | None = None) -> Film:
        """One film. Raises NoSuchFilm."""
        path = self.path(film)
        try:
            seen = self._state(film)
            if film != filming and (known := self._unchanged(film, seen)):
                return known
            summary = summarize(path, film == filming)
        except FileNotFoundError as error:
            raise self._missing(film) from error
        if film != filming:
            with self._lock:
                self._seen[film] = (seen, summary.film)
            self._summaries.put(film, seen, summary)
        return summary.film

    def _unchanged(self, film: str, state: State) -> Film | None:
        """The film as it was read in full, if nothing changed since."""
        with self._lock:
            known = self._seen.get(film)
        return known[1] if known and known[0] == state else None

    def _in_short(self, film: str, state: State, left: int) -> Film | None:
        """A film as it was read before a restart, or by its last line; None if that is not signed, or if the journal
        is among the `left` bytes that a list reads in full."""
        before = self._summaries.known(film, state)
        if before is None or not before.in_full:
            if state[-1] <= left:
                return None
            before = self._summaries.value(film, state, lambda: _glance(self.folder / film))
        return before.film if before else None

    def path(self, film: str) -> Path:
        """The film's folder. Raises NoSuchFilm, also for what could lead outside the shelf."""
        path = self.folder / film
        if not valid(film) or path.is_symlink() or not path.is_dir():
            raise self._missing(film)
        return path

    def new_id(self, when: datetime | None, make: Callable[[datetime | None], str] = new_id) -> str:
        """An id for a film that begins at `when` (None: no clock is trusted), which no film here has or had."""
        while (self.folder / (film := make(when))).exists() or self._known(film):
            pass
        return film

    def _known(self, film: str) -> bool:
        """Whether a paper is about such a film: a receipt must never be taken for another film's."""
        return any((folder / f"{film}.json").exists() for folder in self._papers)

    def _remove(self, path: Path, done: Recovered) -> None:
        film = path.name.removeprefix(".").removesuffix(TEMPORARY)
        doomed = self.folder / f".{film}{TEMPORARY}"
        path.rename(doomed)  # a film half removed must not be taken for a damaged one
        destroy(doomed)
        done.removed.append(film)
        log.info("%s: removed, nothing was filmed", film)

    def _missing(self, film: str) -> NoSuchFilm:
        return NoSuchFilm(film=film)

    def _state(self, film: str) -> State:
        """Changes whenever a file of the folder is added, removed or renamed, or journal or signature are written.

        The journal's size is last. Raises FileNotFoundError.
        """
        folder = f"{self.folder}/{film}"  # a Path each would cost more than the call
        found = os.stat(folder)  # noqa: PTH116
        state: State = found.st_ino, found.st_mtime_ns, found.st_ctime_ns
        try:
            for name in (SIGNATURE, JOURNAL):
                file = os.stat(f"{folder}/{name}")  # noqa: PTH116
                state = *state, file.st_ino, file.st_mtime_ns, file.st_ctime_ns, file.st_size
        except FileNotFoundError:
            return *state, 0
        return state


def _glance(path: Path) -> FilmSummary | None:
    seen = glance(path)
    return short_summary(path, seen) if seen else None
