"""Takes one film out of a pack: first the journal that the manifest names, then what that journal lists."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desk.imports.incoming import Incoming
from desk.packs.errors import PackDamaged
from desk.packs.members import Members
from desk.packs.signed import PackedFilm
from sealed.age import Identity
from sealed.errors import Finding
from sealed.film.facts import fingerprint
from sealed.film.journal import JOURNAL, LONGEST_JOURNAL, SIGNATURE
from sealed.film.objects import read_small
from sealed.film.opened import OpenedFilm
from sealed.film.reader import examine
from sealed.film.verified import read_verified
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers


@dataclass(frozen=True)
class FilmTaker:
    """For the films of one pack: its path for errors, the key that opens it, and who may have signed it."""

    path: Path
    identity: Identity
    signers: Signers

    def take(self, members: Members, film: PackedFilm, into: Incoming) -> None:
        """Write the film into `into`. Raises PackDamaged, TarError, FilmErrors, OSError."""
        for name, longest in ((JOURNAL, LONGEST_JOURNAL), (SIGNATURE, sshsig.LONGEST)):
            _finish(into.write(name, members.open(f"{film.film}/{name}", longest)))
        journal = read_small(into.folder / JOURNAL, LONGEST_JOURNAL)
        if hashlib.sha256(journal).hexdigest() != film.journal:
            raise PackDamaged(path=self.path, cause=f"the film {film.film} is not the one that was signed")
        for entry in read_verified(into.folder, self.signers).entries:
            _finish(into.write(entry.name, members.open(f"{film.film}/{entry.name}", entry.size)))
        self._judge(film, into.folder)

    def _judge(self, film: PackedFilm, folder: Path) -> None:
        report = examine(folder, self.signers)
        report.check_objects()
        facts = report.facts
        if report.finding is not Finding.COMPLETE or facts is None or facts.film != film.film:
            raise PackDamaged(path=self.path, cause=f"the film {film.film} is {report.finding.value}")
        if facts.recipients != (fingerprint(str(self.identity.recipient)),):
            raise PackDamaged(path=self.path, cause=f"the film {film.film} is sealed to other keys than the pack's")
        _ = OpenedFilm(folder, [self.identity], self.signers).header


def _finish(written: Iterator[int]) -> None:
    for _size in written:
        pass
