"""Decrypts a film part by part; each part is checked against the signature and authenticated by age first."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from sealed.age import Identity, unseal
from sealed.age.errors import AgeError, NoKeyFits
from sealed.errors import CutShort, Damaged, FilmError, NoKey, NothingFilmed
from sealed.film import records
from sealed.film.after import macs_of, read_after
from sealed.film.journal import BATCH, INIT, RECORD, SEGMENT, Entry
from sealed.film.objects import check_object, read_object
from sealed.film.reader import Progress, examine, strays
from sealed.film.verified import Verified, check_name, read_facts, read_verified
from sealed.ssh.allowed_signers import Signers

Said = TypeVar("Said")

WORKERS = min(4, os.cpu_count() or 1)
AHEAD = 2  # objects in memory beyond those being worked on


class FilmOpening:
    """A film whose signature and facts were checked, to be opened. Nothing of it was decrypted yet."""

    def __init__(self, folder: Path, identities: Sequence[Identity], signers: Signers | None = None) -> None:
        """Raises an error of sealed.errors if something is wrong with the film, named as `examine` names it."""
        self._folder, self._identities, self._signers = folder, identities, signers
        self._verified = read_verified(folder, signers)
        with self._worst_first():
            self.facts = read_facts(folder, self._verified)
            check_name(folder, self.facts)

    @property
    def listed(self) -> str | None:
        """What the list of signers calls the recorder; None without a list."""
        return self._verified.name

    @property
    def length(self) -> int:
        """Nanoseconds of film that the signature covers."""
        return self._verified.chain.duration

    def parts(self, progress: Progress | None = None) -> Iterator[bytearray]:
        """Yield the MP4's header, then each segment's plaintext: joined, they are the film.

        Each part is read once, hashed, decrypted whole in memory and authenticated before it is yielded, while threads
        work on the next. Raises an error of sealed.errors as soon as something is wrong with the film; NoKey;
        NothingFilmed if no picture was kept; and CutShort after the last part of a film that was cut short, so that
        nobody takes it for a whole one. `progress` is called with the bytes done and to do.
        """
        parts = [entry for entry in self._verified.entries if entry.name == INIT or SEGMENT.fullmatch(entry.name)]
        total = sum(entry.size for entry in parts)
        done = 0
        with self._worst_first():
            check_around(self._folder, self._verified)
            for entry, plaintext in zip(
                parts, _opened(self._folder, self._verified, parts, self._identities), strict=True
            ):
                yield plaintext
                done += entry.size
                if progress:
                    progress(done, total)
        if not self._verified.whole:
            raise CutShort

    @contextmanager
    def _worst_first(self) -> Iterator[None]:
        """Raise the worst of all that is wrong with the film, not the first that was met."""
        try:
            yield
        except CutShort:
            raise
        except FilmError as error:
            examine(self._folder, self._signers).check_objects()
            raise error


def open_film(
    folder: Path, identities: Sequence[Identity], signers: Signers | None = None, progress: Progress | None = None
) -> Iterator[bytearray]:
    """The parts of a film: see `FilmOpening`."""
    yield from FilmOpening(folder, identities, signers).parts(progress)


def open_marks(
    folder: Path, identities: Sequence[Identity], signers: Signers | None = None
) -> Iterator[records.Record]:
    """Yield the records of the visit in the order they were made, those after the film's end last; `records.standing`
    makes marks of them.

    Checks signature, journal and the records, not the segments. Raises as `open_film` does.
    """
    verified = read_verified(folder, signers)
    check_name(folder, read_facts(folder, verified))
    yield from open_records(folder, verified, identities)
    if not verified.whole:
        raise CutShort


def open_records(folder: Path, verified: Verified, identities: Sequence[Identity]) -> Iterator[records.Record]:
    """Every record of a kind that this version knows, in order. Raises FilmError.

    To unwrap a post-quantum file key takes longer than all else about a record, so records that lie in a batch are
    checked against their lines, and read from the batch.
    """
    later = read_after(folder, verified)
    macs = verified.macs | macs_of(later)
    single: list[Entry] = []
    for entry in verified.entries:
        if RECORD.fullmatch(entry.name):
            single.append(entry)
        elif BATCH.fullmatch(entry.name):
            for one in single:
                read_object(folder, one, macs)
            yield from _opened_batch(folder, macs, identities, entry, len(single))
            single.clear()
    for entry in (*single, *later):
        if record := _decoded(folder, macs, identities, entry, records.decode):
            yield record


def check_around(folder: Path, verified: Verified) -> None:
    """Check what opening segments does not read: the sealed records, and that nothing was added to a closed film."""
    later = read_after(folder, verified)
    macs = verified.macs | macs_of(later)
    said = (entry for entry in verified.entries if RECORD.fullmatch(entry.name) or BATCH.fullmatch(entry.name))
    for entry in (*said, *later):
        check_object(folder, entry, macs, lambda _count: None)
    if verified.chain.end is not None and (name := next(strays(folder, verified), None)):
        raise Damaged(f"{name} is not in the journal.")
    if not verified.chain.segments:
        raise NothingFilmed if verified.whole else CutShort("The film was cut short before its first second was kept.")


def _opened(
    folder: Path, verified: Verified, entries: Iterable[Entry], identities: Sequence[Identity]
) -> Iterator[bytearray]:
    """The plaintext of each object, in order, worked on a few objects ahead."""
    work = partial(open_object, folder, verified.macs, identities)
    under_way: deque[Future[bytearray]] = deque()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="open") as pool:
        try:
            for entry in entries:
                under_way.append(pool.submit(work, entry))
                if len(under_way) > WORKERS + AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _opened_batch(
    folder: Path, macs: dict[str, str], identities: Sequence[Identity], entry: Entry, count: int
) -> Iterator[records.Record]:
    found = _decoded(folder, macs, identities, entry, records.decode_batch)
    if len(found) != count:
        raise Damaged(f"{entry.name} holds {len(found)} records, and not the {count} before it.")
    yield from filter(None, found)


def _decoded(
    folder: Path, macs: dict[str, str], identities: Sequence[Identity], entry: Entry, decode: Callable[[bytes], Said]
) -> Said:
    plaintext = open_object(folder, macs, identities, entry)
    try:
        return decode(bytes(plaintext))
    except ValueError as error:
        raise Damaged(f"{entry.name} does not hold a mark: {error}.") from error


def open_object(folder: Path, macs: dict[str, str], identities: Sequence[Identity], entry: Entry) -> bytearray:
    """The plaintext of one object, checked against its line of the journal. Raises FilmError."""
    sealed = read_object(folder, entry, macs)
    try:
        return unseal(sealed, identities)
    except NoKeyFits as error:
        raise NoKey from error
    except AgeError as error:
        raise Damaged(f"{entry.name} is signed, but does not open: {error}") from error
