"""The film being made: capture puts its segments here and the recorder its marks; each is sealed at once."""

import secrets
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from appliance.capture.film_encoder import Segment
from appliance.errors import DeviceFault, Refused
from appliance.films.shred import destroy
from appliance.recorder.identity import RecorderIdentity
from control.messages import ConsentGiven
from sealed.disk import Disk
from sealed.durable import TEMPORARY
from sealed.film.facts import Facts
from sealed.film.records import Amendment, LaterConsent, Mark, Record, Undo, Visit, standing
from sealed.film.writer import Ending, FilmWriter

BEGINNING = 10.0
"""Seconds that a mark waits for the film's first bytes on the card."""


class ActiveFilm:
    """A film from its first byte to its last line. Its folder appears with the MP4's header, before any segment.

    Capture calls `init` and `segment` from its writer thread; marks come from one other thread.
    """

    def __init__(
        self, shelf: Path, facts: Facts, identity: RecorderIdentity, visit: Visit, disk: Disk | None = None
    ) -> None:
        self.id = facts.film
        self.visit = visit
        self._shelf, self._facts, self._identity, self._disk = shelf, facts, identity, disk
        self._writer: Future[FilmWriter] = Future()
        self._sealed: list[Record] = []

    @property
    def has_sound(self) -> bool:
        """Whether there was a microphone when it began."""
        return self._facts.audio is not None

    @property
    def records(self) -> tuple[Record, ...]:
        """All that was said since the film began."""
        return tuple(self._sealed)

    @property
    def consent(self) -> ConsentGiven:
        """When consent to filming was recorded; what was said last counts."""
        said = next((record for record in reversed(self.records) if isinstance(record, LaterConsent)), None)
        if said is not None:
            return said.when if said.consent.filming else "none"
        return "before" if self.visit.consent.filming else "none"

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that were not undone, in the order of the film."""
        return standing(list(self._sealed))

    def init(self, data: bytes) -> None:
        """Begin the film on the card. Raises WriteFailed."""
        try:
            recipients, signer = self._identity.recipients, self._identity.signer
            writer = FilmWriter.create(self._shelf, self._facts, recipients, signer, self._disk)
            writer.init(data)
            if self.visit != Visit():
                writer.mark(self.visit)
        except BaseException as error:
            self._writer.set_exception(error)
            raise
        self._writer.set_result(writer)

    def segment(self, segment: Segment) -> None:
        """Seal and write a segment. Raises WriteFailed."""
        self._writer.result(0).segment(segment.data, segment.start, segment.end, segment.frames)

    def mark(self, mark: Mark) -> Mark:
        """Seal a mark; returns the existing one if its id was placed before. Raises WriteFailed."""
        known = next((record for record in self._sealed if isinstance(record, Mark) and record.id == mark.id), None)
        if known is None:
            self._write(mark)
        return known or mark

    def amend(self, record: Amendment) -> None:
        """Seal what is said about a mark or the film. Raises Refused if no such mark stands; an undo twice is one."""
        if isinstance(record, Undo) and record in self._sealed:
            return
        if not isinstance(record, LaterConsent) and all(mark.id != record.id for mark in self.marks):
            raise Refused("There is no such mark in this film. Open the film's page again.")
        self._write(record)

    def close(self, end: Ending, delivered: int | None) -> None:
        """Write and sign the last line. A film that never began, or has no frame, is removed."""
        if not self._writer.done() or self._writer.exception() is not None:
            return
        writer = self._writer.result()
        writer.close(end, delivered)
        if not writer.segments:
            # A folder of this name is removed at the next start, should the power be cut meanwhile.
            doomed = writer.path.rename(self._shelf / f".{self.id}{TEMPORARY}")
            destroy(doomed)

    def _write(self, record: Record) -> None:
        """Seal a record, then list it: one that the card refused is refused again when it is sent again."""
        try:
            writer = self._writer.result(BEGINNING)
        except TimeoutError:
            raise DeviceFault("The film has not begun on the card yet. Mark the moment again.") from None
        writer.mark(record)
        self._sealed.append(record)


@dataclass(slots=True)
class CurrentFilm:
    """The film being made, and the last one since the start: Actions sets them, the status reads them."""

    active: ActiveFilm | None = None
    last: ActiveFilm | None = None


def mark_id() -> str:
    """A new id for a mark: 16 hex digits."""
    return secrets.token_hex(8)
