"""A desk for tests: secrets in files, a passphrase that costs nothing to try, a disk that flushes nothing."""

from pathlib import Path

from desk.cases.events import ClipAdded
from desk.imports.sources import local_source
from desk.imports.take import ImportedFilm, take_film
from desk.keyring.device_secrets import FileSecrets
from desk.unlocked import Desk
from sealed.disk import Disk
from sealed.film.after import add_after
from sealed.film.records import Record
from sealed.ssh import sshsig
from tests.support.sample_film import Studio
from tests.support.small_films import Unflushed

PASSPHRASE = "correct horse battery staple"
FILM = "20261122-1405-aaaa"


def make_desk(root: Path, disk: Disk | None = None) -> Desk:
    """A new desk in `root/desk`."""
    disk = disk or Unflushed()
    secrets = FileSecrets(root / "secrets", disk)
    return Desk.create(root / "desk", "desk-1", PASSPHRASE, secrets=secrets, work_factor=4, disk=disk)


def at_desk(root: Path, passphrase: str = PASSPHRASE, secrets: Path | None = None, disk: Disk | None = None) -> Desk:
    """The same desk, unlocked once more."""
    disk = disk or Unflushed()
    kept = FileSecrets(secrets or root / "secrets", disk)
    return Desk.unlock(root / "desk", passphrase, secrets=kept, work_factor=4, disk=disk)


def clip(id: str, film: str = FILM) -> ClipAdded:  # noqa: A002  # the field's name
    """A clip of four seconds."""
    return ClipAdded(id=id, film=film, start_ns=1_000_000_000, end_ns=5_000_000_000)


def filmed(
    desk: Desk,
    shelf: Path,
    film: str = "20261122-1405-k7qm",
    code: str | None = "A",
    closed: bool = True,
    later: Record | None = None,
) -> Path:
    """A film of a case (or of none) by a box that the desk knows; `later` was said after its end."""
    studio = Studio(identity=desk.own if code is None else desk.identity(code))
    key = sshsig.key_line(sshsig.public_bytes(studio.key))
    with desk.folder.signers.open("a") as recorders:
        recorders.write(f"box-7 {key}\n")
    made = studio.film(shelf, film, closed=closed)
    if later and closed:
        add_after(made, later, [studio.identity.recipient], studio.key)
    return made


def take(desk: Desk, path: Path) -> ImportedFilm:
    """Import the film at this path."""
    source = local_source(path)
    return take_film(desk, source, source.films()[0])
