"""The film that is being made: where capture puts its segments and the visit its marks, all sealed as they come."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.capture.film_encoder import Segment
from appliance.capture.settings import AudioFormat, VideoFormat
from appliance.devices.protocols import Clock
from appliance.errors import Refused
from appliance.films.shred import destroy
from sealed.age import Recipient
from sealed.durable import TEMPORARY
from sealed.errors import WriteFailed
from sealed.film.facts import Audio, Facts, Recorder, Started, Video, fingerprint
from sealed.film.records import Mark, Named, Record, Undo, Visit, standing
from sealed.film.writer import Ending, FilmWriter
from sealed.ssh import sshsig


class Identity:
    """Who records, and for whom: the box's name and signing key, and the recipients (public keys only)."""

    def __init__(self, name: str, signer: Ed25519PrivateKey, recipients: Sequence[Recipient], software: str) -> None:
        self.signer = signer
        self.recipients = tuple(recipients)
        self.recorder = Recorder(name, sshsig.key_line(sshsig.public_bytes(signer)))
        self.software = software

    def sealing_to(self, recipients: Sequence[Recipient]) -> "Identity":
        """The same box, for a film that others shall open."""
        return Identity(self.recorder.name, self.signer, recipients, self.software)

    def facts(self, film: str, clock: Clock, video: VideoFormat, audio: AudioFormat | None) -> Facts:
        """film.json for a film that begins now."""
        when = None if clock.source == "none" else datetime.fromtimestamp(clock.utc, UTC)
        return Facts(
            format=1,
            film=film,
            recorder=self.recorder,
            recipients=tuple(fingerprint(str(recipient)) for recipient in self.recipients),
            started=Started.at(when, clock.source),
            video=Video("h264", video.width, video.height, f"{video.rate.numerator}/{video.rate.denominator}"),
            audio=Audio("aac", audio.rate, audio.channels) if audio else None,
            software=self.software,
        )


class ActiveFilm:
    """A film from its first byte to its last line. Its folder appears with the MP4's header, before any segment."""

    def __init__(self, shelf: Path, facts: Facts, identity: Identity, visit: Visit) -> None:
        self.id = facts.film
        self.visit = visit
        self._shelf, self._facts, self._identity = shelf, facts, identity
        self._writer: FilmWriter | None = None
        self._early: list[Record] = [] if visit == Visit() else [visit]
        self._said: list[Record] = []
        self._lock = Lock()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that stand, in the order of the film."""
        return standing(list(self._said))

    def init(self, data: bytes) -> None:
        """Begin the film on the card. Raises OSError, as the card said it."""
        with _as_the_card_said():
            writer = FilmWriter.create(self._shelf, self._facts, self._identity.recipients, self._identity.signer)
            writer.init(data)
        with self._lock:
            self._writer, early = writer, self._early
        for record in early:
            writer.mark(record)

    def segment(self, segment: Segment) -> None:
        """Seal and write a segment. Raises OSError, as the card said it."""
        with _as_the_card_said():
            self._begun().segment(segment.data, segment.start, segment.end, segment.frames)

    def mark(self, mark: Mark) -> Mark:
        """Seal a mark; the one that stands already if its id was placed before."""
        known = next((said for said in self._said if isinstance(said, Mark) and said.id == mark.id), None)
        if known is None:
            self._write(mark)
        return known or mark

    def amend(self, record: Undo | Named) -> None:
        """Take a mark back, or say its principle. Raises Refused if no such mark stands; an undo twice is one."""
        if isinstance(record, Undo) and record in self._said:
            return
        if all(mark.id != record.id for mark in self.marks):
            raise Refused("There is no such mark in this film.")
        self._write(record)

    def close(self, end: Ending, delivered: int | None) -> None:
        """Write and sign the last line. A film that never began, or has no picture, leaves nothing."""
        if self._writer is None:
            return
        self._writer.close(end, delivered)
        if not self._writer.segments:
            # Under this name it is removed at the next start if the power is cut meanwhile.
            doomed = self._writer.path.rename(self._shelf / f".{self.id}{TEMPORARY}")
            destroy(doomed)

    def _write(self, record: Record) -> None:
        self._said.append(record)
        with self._lock:
            if self._writer is None:
                self._early.append(record)
                return
        self._writer.mark(record)

    def _begun(self) -> FilmWriter:
        if self._writer is None:
            raise RuntimeError("a segment came before the MP4's header")
        return self._writer


@contextmanager
def _as_the_card_said() -> Iterator[None]:
    """Capture tells a full card from a broken one by the error number, which the writer keeps as the cause."""
    try:
        yield
    except WriteFailed as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from error
        raise


def mark_id() -> str:
    """A new mark's id."""
    return secrets.token_hex(8)
