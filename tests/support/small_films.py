"""Small films for tests, by the real writer. Their parts are not pictures: nothing below `desk` looks inside them."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import Identity, generate
from sealed.disk import Disk
from sealed.film.facts import Audio, Facts, Recorder, Started, Video, fingerprint
from sealed.film.records import Mark, Record, Undo
from sealed.film.writer import FilmWriter
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

FILM = "20261122-1405-k7qm"
OTHER = "20261122-1530-w2xz"
SPAN = 960_000_000
INIT = b"ftyp and moov"
SEGMENTS = [bytes([65 + number]) * (700 + number) for number in range(4)]
MARK = Mark("00112233445566aa", 1_200_000_000, "button")
LATER = Mark("00112233445566bb", 2_500_000_000, "phone", "receiving initiatives", "she waits for him")
UNDO = Undo(MARK.id)


class Unflushed(Disk):
    """A disk that does not flush: faster, and enough where no power fails."""

    def sync(self, file: int) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Box:
    """A recorder and a key that opens its films."""

    signer: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    identity: Identity = field(default_factory=lambda: generate(post_quantum=False))
    name: str = "box-07"

    @property
    def key_line(self) -> str:
        """`ssh-ed25519 AAAA…`."""
        return sshsig.key_line(sshsig.public_bytes(self.signer))

    @property
    def signers(self) -> Signers:
        """A list of signers that knows this box."""
        return Signers.parse(f"{self.name} {self.key_line}\n".encode())

    def facts(self, film: str = FILM) -> Facts:
        """What film.json says."""
        return Facts(
            format=1,
            film=film,
            recorder=Recorder(self.name, self.key_line),
            recipients=(fingerprint(str(self.identity.recipient)),),
            started=Started.at(datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC), "ntp"),
            video=Video("h264", 1280, 720, "25/1"),
            audio=Audio("aac", 48000, 1),
            software="attune 0.1.0",
        )

    def begin(self, shelf: Path, film: str = FILM, disk: Disk | None = None) -> FilmWriter:
        """A film that has begun."""
        return FilmWriter.create(shelf, self.facts(film), [self.identity.recipient], self.signer, disk or Unflushed())

    def film(self, shelf: Path, film: str = FILM, segments: Sequence[bytes] = SEGMENTS, closed: bool = True) -> Path:
        """The folder of a film with two marks and an undo."""
        shelf.mkdir(exist_ok=True)
        writer = self.begin(shelf, film)
        shoot(writer, segments)
        if closed:
            writer.close("stopped", 24 * len(segments))
        return writer.path


def shoot(writer: FilmWriter, segments: Sequence[bytes] = SEGMENTS) -> None:
    """Everything but the end."""
    writer.init(INIT)
    records: Iterator[Record] = iter([MARK, LATER, UNDO])
    for number, segment in enumerate(segments):
        writer.segment(segment, number * SPAN, (number + 1) * SPAN, 24)
        if record := next(records, None):
            writer.mark(record)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def open_files() -> int:
    """How many files this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def lay_down(folder: Path, files: dict[str, bytes]) -> Path:
    """Make a folder of these files."""
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def make_golden(target: Path) -> None:
    """Write the golden film of `tests/sealed/golden/` anew, with all that it takes to check and open it."""
    box = Box()
    target.mkdir()
    box.film(target)
    (target / "identity").write_text(f"{box.identity.secret()}\n")
    (target / "signers").write_text(f"{box.name} {box.key_line}\n")


if __name__ == "__main__":
    make_golden(Path(sys.argv[1]))
