"""Gives a film that was made without a case card to a case: sealed anew to the case's key, the old copy destroyed.

The new film is signed by the desk, which it names as its recorder; the case's log names the one that filmed. The public
papers of the old film (facts, journal, signature) are kept, sealed to the case: they prove who recorded it.
"""

import secrets
import string
from collections.abc import Sequence
from pathlib import Path

import msgspec

from attune import __version__
from desk.destroy import destroy, retire
from desk.errors import NotLoose, NotWritten
from desk.folder_facts import film_facts
from desk.imports.said_later import copy_later, unsealed
from desk.imports.take import FIRST, entry_of, known_recorders, opened
from desk.unlocked import Desk
from sealed.age import Identity
from sealed.durable import TEMPORARY, Folder
from sealed.errors import Damaged
from sealed.film.after import macs_of, read_after
from sealed.film.facts import FILM_ID, Facts, Recorder, fingerprint
from sealed.film.journal import FACTS, JOURNAL, LONGEST_JOURNAL, SIGNATURE
from sealed.film.objects import read_small
from sealed.film.reader import Progress, Report, examine
from sealed.film.recovery import close_cut
from sealed.film.verified import Verified, read_facts, read_verified
from sealed.film.writer import FilmWriter
from sealed.ssh import sshsig

SHELF = f".reseal{TEMPORARY}"


def loose_films(desk: Desk) -> list[str]:
    """Films at the desk that were made without a card, and not given to a case yet.

    Those of a colleague's pack, or of a case whose log is damaged, are sealed to another key.
    """
    given = {entry.film for case in desk.cases() for entry in case.films}
    there = (path for path in desk.folder.films.iterdir() if FILM_ID.fullmatch(path.name) and path.name not in given)
    own = fingerprint(str(desk.own.recipient))
    return sorted(path.name for path in there if not (facts := film_facts(path)) or own in facts.recipients)


def give_film(desk: Desk, film: str, code: str, progress: Progress | None = None) -> str:
    """Seal a loose film to a case; the id of the new film. Can be called again after a cut.

    Raises NotLoose, NoSuchCase, DeskBusy, FilmErrors, NotWritten; the film is as it was then.
    """
    old, origin = desk.film_folder(film), f"{FIRST}{film}"
    try:
        with desk.folder.importing:
            done = next((entry.film for entry in desk.films(code) if entry.source == origin), None)
            if done is None:
                if film not in loose_films(desk):
                    raise NotLoose(film=film)
                report = examine(old, known_recorders(desk))
                report.check_objects()
                done = _sealed_anew(desk, old, code, report, origin, progress)
            retire(old, desk.folder.disk)
            destroy(desk.folder.films / SHELF, desk.folder.disk)
    except OSError as error:
        raise NotWritten(cause=error.strerror or str(error)) from error
    return done


def _sealed_anew(desk: Desk, old: Path, code: str, report: Report, origin: str, progress: Progress | None) -> str:
    if report.facts is None:
        raise Damaged
    film = f"{report.facts.film.rpartition('-')[0]}-{''.join(secrets.choice(string.ascii_lowercase) for _ in range(8))}"
    new = seal_anew(desk, code, old, desk.folder.films / SHELF / film, [desk.own], progress)
    with Folder(desk.folder.films, desk.folder.disk) as films:
        films.rename(f"{SHELF}/{film}", film)
        films.sync()
    desk.append(code, entry_of(new, report, opened(desk.film_folder(film), desk.identity(code)), origin))
    return film


def seal_anew(
    desk: Desk, code: str, old: Path, new: Path, keys: Sequence[Identity], progress: Progress | None = None
) -> Facts:
    """Copy a film that one of `keys` opens to `new`, sealed to the case's key, and prove that this opens it.

    The folder above `new` is emptied first. The papers of the film are kept, unless those of an earlier one of its name
    are. Raises FilmErrors, OSError.
    """
    film, shelf = new.name, new.parent
    verified = read_verified(old, None)
    identity = desk.identity(code)
    facts = msgspec.structs.replace(
        read_facts(old, verified),
        film=film,
        recorder=Recorder(desk.name, sshsig.key_line(sshsig.public_bytes(desk.signer))),
        recipients=(fingerprint(str(identity.recipient)),),
        software=f"attune {__version__}",
    )
    destroy(shelf, desk.folder.disk)
    desk.folder.disk.make_folder(shelf)
    writer = FilmWriter.create(shelf, facts, [identity.recipient], desk.signer, desk.folder.disk)
    _copy(desk, code, old, verified, writer, keys, progress)
    examine(new, known_recorders(desk)).check_objects()
    _check_opens(new, identity)
    for name in (FACTS, JOURNAL, SIGNATURE):
        if desk.read_sealed(code, f"origin-{film}-{name}") is None:
            desk.seal_for(code, f"origin-{film}-{name}", read_small(old / name, LONGEST_JOURNAL))
    return facts


def _check_opens(film: Path, identity: Identity) -> None:
    """Open every object of a film with this key alone. Raises FilmErrors."""
    verified = read_verified(film, None)
    for line in (*verified.entries[1:], *(later := read_after(film, verified))):
        unsealed(film, line, macs_of(later) | verified.macs, [identity])


def _copy(
    desk: Desk,
    code: str,
    old: Path,
    verified: Verified,
    writer: FilmWriter,
    keys: Sequence[Identity],
    progress: Progress | None,
) -> None:
    done, total = 0, sum(line.size for line in verified.entries[1:])
    try:
        for line in verified.entries[1:]:
            writer.copy(line, unsealed(old, line, verified.macs, keys))
            done += line.size
            if progress:
                progress(done, total)
        end = verified.chain.end
        if end is not None and end.end != "cut":
            writer.close(end.end, end.delivered)
    finally:
        writer.leave()
    if not verified.whole:
        close_cut(writer.path, desk.signer, desk.folder.disk)
    copy_later(desk, code, old, writer.path, keys)
