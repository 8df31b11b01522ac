"""Films for tests: written by the real writer, of bytes that stand for pictures."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import Identity, generate
from sealed.film.facts import Audio, Facts, Recorder, Started, Video, fingerprint
from sealed.film.records import Mark
from sealed.film.writer import FilmWriter
from sealed.ssh import sshsig

FILM = "20261122-1405-k7qm"
OTHER = "20261122-1600-x2wp"
WHEN = Started.at(datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "ntp")
SECOND = 1_000_000_000


@dataclass
class Studio:
    """One recorder and one practitioner."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    identity: Identity = field(default_factory=generate)

    def begin(self, shelf: Path, film: str = FILM) -> FilmWriter:
        """A film that has begun."""
        shelf.mkdir(parents=True, exist_ok=True)
        recipients = [self.identity.recipient]
        facts = Facts(
            format=1,
            film=film,
            recorder=Recorder("attune-test", sshsig.key_line(sshsig.public_bytes(self.key))),
            recipients=tuple(fingerprint(str(recipient)) for recipient in recipients),
            started=Started.at(datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC), "ntp"),
            video=Video("h264", 1280, 720, "25/1"),
            audio=Audio("aac", 48000, 1),
            software="attune test",
        )
        return FilmWriter.create(shelf, facts, recipients, self.key)

    def film(self, shelf: Path, film: str = FILM, segments: int = 3, size: int = 20_000, closed: bool = True) -> Path:
        """A film of `segments` seconds with one mark; its folder."""
        writer = self.begin(shelf, film)
        self.roll(writer, segments, size)
        if closed:
            writer.close("stopped", segments * 24)
        return writer.path

    def roll(self, writer: FilmWriter, segments: int, size: int) -> None:
        """Film `segments` seconds, and mark the first."""
        chance = random.Random(writer.film)
        writer.init(b"the header of an MP4")
        for number in range(segments):
            writer.segment(chance.randbytes(size), number * SECOND, (number + 1) * SECOND, 24)
            if number == 0:
                writer.mark(Mark("0123456789abcdef", SECOND // 2, "button"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
