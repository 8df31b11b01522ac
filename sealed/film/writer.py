"""Writes a film as it is recorded, so that a power cut at any instant costs no more than the object under way.

For each object: the object itself, then its line in the journal, then the signature over that line, each lasting before
the next begins (docs/format.md, "Order of writes"): five flushes, none of which can be left out.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from errno import EEXIST
from pathlib import Path
from threading import Lock
from typing import Literal, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import UNSET

from sealed.age import Recipient, header_mac, seal
from sealed.disk import Bytes, Disk, native
from sealed.durable import TEMPORARY, Folder
from sealed.errors import FilmClosed, OutOfOrder, WriteFailed
from sealed.film import records
from sealed.film.facts import Facts, fingerprint
from sealed.film.journal import BATCH, FACTS, INIT, JOURNAL, NAMESPACE, SIGNATURE, Chain, Entry, Line, Malformed, encode
from sealed.ssh import sshsig

Ending = Literal["stopped", "limit", "space", "fault"]


class FilmWriter:
    """A film being written. Safe to use from several threads; a writer that failed once fails for ever."""

    BATCH = 256
    """After how many records they are sealed once more, together (docs/format.md, "Batches")."""

    def __init__(self, path: Path, folder: Folder, recipients: Sequence[Recipient], signer: Ed25519PrivateKey) -> None:
        """For `create`: takes over an open folder that holds nothing but an empty journal."""
        self.path = path
        self._folder = folder
        self._journal = folder.appender(JOURNAL)
        self._recipients = tuple(recipients)
        self._signer = signer
        self._chain = Chain()
        self._bytes = 0
        self._unbatched: list[Bytes] = []
        self._failure: BaseException | None = None
        self._lock = Lock()

    @classmethod
    def create(
        cls,
        shelf: Path,
        facts: Facts,
        recipients: Sequence[Recipient],
        signer: Ed25519PrivateKey,
        disk: Disk | None = None,
    ) -> Self:
        """Begin the film `facts.film` in the folder `shelf`.

        The film's folder appears with its facts signed, or not at all: until then it is named `.ID.tmp`.
        Raises ValueError if the facts name other recipients or another signer, WriteFailed if the card does not take
        it (or holds it already), and age's errors if nothing can be sealed to these recipients.
        """
        if facts.recipients != tuple(fingerprint(str(recipient)) for recipient in recipients):
            raise ValueError("the facts name other recipients")
        if facts.recorder.key != sshsig.key_line(sshsig.public_bytes(signer)):
            raise ValueError("the facts name another signer")
        seal(b"", recipients)  # recipients that cannot share a film show themselves before anybody films
        try:
            return cls._create(shelf, facts, recipients, signer, disk or native())
        except OSError as error:
            raise _write_failed(error) from error

    @classmethod
    def _create(
        cls, shelf: Path, facts: Facts, recipients: Sequence[Recipient], signer: Ed25519PrivateKey, disk: Disk
    ) -> Self:
        path = shelf / facts.film
        if path.exists():
            raise FileExistsError(EEXIST, "the film is there already")
        beginning = f".{facts.film}{TEMPORARY}"
        disk.make_folder(shelf / beginning)
        with ExitStack() as undo:
            folder = undo.enter_context(Folder(shelf / beginning, disk))
            folder.put_loosely(JOURNAL, b"")
            writer = cls(path, folder, recipients, signer)
            undo.callback(writer._release)
            writer._begin(facts)
        with Folder(shelf, disk) as above:  # Windows renames no folder in which a file is open
            above.rename(beginning, path.name)
            above.sync()
        with ExitStack() as undo:
            writer._folder = undo.enter_context(Folder(path, disk))
            writer._journal = writer._folder.appender(JOURNAL)
            undo.pop_all()
        return writer

    @property
    def film(self) -> str:
        """The film's id."""
        return self.path.name

    @property
    def segments(self) -> int:
        """Segments written."""
        return self._chain.segments

    @property
    def frames(self) -> int:
        """Pictures written."""
        return self._chain.frames

    @property
    def duration(self) -> int:
        """Nanoseconds of film written."""
        return self._chain.duration

    @property
    def bytes(self) -> int:
        """Bytes of sealed objects written."""
        return self._bytes

    def init(self, data: Bytes) -> None:
        """Seal and write the MP4's header: once, before the first segment."""
        self._add(INIT, data)

    def segment(self, data: Bytes, start: int, end: int, frames: int) -> None:
        """Seal and write the next segment: from `start` (where the one before ended) to `end`, in nanoseconds."""
        self._add("segment", data, (start, end, frames))

    def mark(self, mark: records.Record) -> None:
        """Seal and write a mark, or another record of the visit."""
        self._add("mark" if isinstance(mark, records.Mark) else "visit", records.encode(mark))

    def copy(self, line: Entry, data: Bytes) -> None:
        """Seal and write what a line of another film describes: the next object of its kind. Batches are made anew."""
        if BATCH.fullmatch(line.name):
            return
        if line.name == INIT:
            self.init(data)
        elif line.start is not UNSET and line.to is not UNSET and line.frames is not UNSET:
            self.segment(data, line.start, line.to, line.frames)
        else:
            self._add("mark" if line.name.endswith(".mark.age") else "visit", data)

    def leave(self) -> None:
        """Let go of the film without closing it: as it is, it reads as cut short."""
        with self._lock:
            self._release()

    def close(self, end: Ending, delivered: int | None) -> None:
        """Close the film and say why; `delivered` is what the camera delivered between the first and last picture.

        Closing again does nothing. Raises WriteFailed if the writer failed, now or before: the film reads as cut short.
        """
        with self._lock:
            if self._chain.end is not None and self._failure is None:
                return
            try:
                with self._failing():
                    line = self._chain.ending(end, delivered)
                    self._check(line)
                    self._record(line)
            finally:
                self._release()

    def _begin(self, facts: Facts) -> None:
        data = facts.encode()
        with self._lock, self._failing():
            self._folder.put_loosely(FACTS, data)
            self._record(self._chain.entry(FACTS, data, None, None))
            self._bytes += len(data)

    def _add(self, kind: str, data: Bytes, span: tuple[int, int, int] | None = None) -> None:
        sealed = seal(data, self._recipients)  # outside the lock: a mark need not wait while a segment is sealed
        with self._lock, self._failing():
            if self._chain.end is not None:
                raise FilmClosed
            chain = self._chain
            names = {INIT: INIT, "segment": chain.segment_name, "mark": chain.mark_name, "visit": chain.visit_name}
            self._put(names[kind], sealed, span)
            if kind in ("mark", "visit"):
                self._batch(data)

    def _put(self, name: str, sealed: bytearray, span: tuple[int, int, int] | None = None) -> None:
        line = self._chain.entry(name, sealed, header_mac(sealed), span)
        self._check(line)
        self._folder.put(line.name, sealed)
        self._record(line)
        self._bytes += len(sealed)

    def _batch(self, record: Bytes) -> None:
        self._unbatched.append(record)
        if len(self._unbatched) == self.BATCH:
            batch = seal(records.encode_batch(self._unbatched), self._recipients)
            with suppress(OutOfOrder):  # a journal that is full: the records themselves are kept, and no batch follows
                self._put(self._chain.batch_name, batch)
                self._unbatched.clear()

    def _check(self, line: Line) -> None:
        try:
            self._chain.check(encode(line))
        except Malformed as error:
            raise OutOfOrder(f"This does not belong at this place of the film: {error}.") from error

    def _record(self, line: Line) -> None:
        raw = encode(line)
        self._journal.append(raw)
        self._folder.put(SIGNATURE, sshsig.sign(self._signer, raw, NAMESPACE).encode())
        self._chain.accept(raw)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Refuse to work after a failure; remember the first one. A caller's mistake is refused and changes nothing."""
        if self._failure is not None:
            raise _write_failed(self._failure) from self._failure
        try:
            yield
        except (FilmClosed, OutOfOrder):
            raise
        except OSError as error:
            self._failure = error
            raise _write_failed(error) from error
        except BaseException as error:
            self._failure = error
            raise

    def _release(self) -> None:
        self._journal.close()
        self._folder.close()


def _write_failed(cause: BaseException) -> WriteFailed:
    if not isinstance(cause, OSError):
        return WriteFailed()
    failed = WriteFailed(f"The card did not take the film, which ends here ({cause.strerror}).")
    failed.errno = cause.errno
    return failed
