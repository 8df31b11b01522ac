"""Takes a film in: fetched, judged against the known recorders, kept sealed, entered in its case, receipted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desk.cases.events import FilmImported
from desk.destroy import retire
from desk.errors import FilmDiffers, FilmErasedHere, NotWritten
from desk.imports.incoming import Incoming
from desk.imports.receipts import give_receipt
from desk.imports.sources import FilmSource
from desk.unlocked import Desk
from sealed.age import Identity, unseal
from sealed.age.errors import AgeError, NoKeyFits
from sealed.errors import CutShort, Damaged, Finding, NoKey, NothingFilmed, Swapped, UnknownRecorder
from sealed.film.decrypt import open_marks
from sealed.film.facts import FILM_ID, Facts, fingerprint
from sealed.film.journal import INIT, JOURNAL, LONGEST_JOURNAL
from sealed.film.objects import read_small
from sealed.film.reader import Progress, Report, examine
from sealed.film.records import Visit
from sealed.film.verified import read_verified
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

LONGEST_INIT = 1 << 20
GOOD = (Finding.COMPLETE, Finding.CUT_SHORT)


@dataclass(frozen=True, slots=True)
class ImportedFilm:
    """A film at the desk. `code` is None if it was made without a card; `new` is False if it was there already."""

    film: str
    code: str | None
    report: Report
    receipt: Path
    new: bool


def take_film(desk: Desk, source: FilmSource, film: str, progress: Progress | None = None) -> ImportedFilm:
    """Import one film of a source.

    Raises FilmErrors in the film's own words, FilmDiffers, DeskErrors, CourierErrors; nothing is kept then.
    """
    show = progress or (lambda _done, _total: None)
    try:
        name = film.rpartition("/")[2]  # some stores have a folder for each box
        incoming = Incoming(desk.folder.films, name, desk.folder.disk)
        try:
            source.fetch(film, incoming, show)
            report, facts = _judged(incoming.folder, name, known_recorders(desk))
            code, identity = key_of(desk, facts)
            if code is not None and facts.film in desk.case(code).erased:
                raise FilmErasedHere(film=facts.film)
            visit = opened(incoming.folder, identity)
            folder = desk.film_folder(facts.film)
            if code is not None and _sealed_anew(desk, folder, report):
                enter(desk, code, facts, report, visit, source.name)
                return ImportedFilm(facts.film, code, report, desk.folder.receipts / f"{facts.film}.json", new=False)
            if new := _is_new(folder, incoming.folder, facts.film):
                retire(folder, desk.folder.disk)
                incoming.keep(facts.film)
        finally:
            incoming.drop()
        if code is not None:
            enter(desk, code, facts, report, visit, source.name)
        return ImportedFilm(facts.film, code, report, give_receipt(desk, folder, report), new)
    except OSError as error:
        raise NotWritten(cause=error.strerror or str(error)) from error


def known_recorders(desk: Desk) -> Signers:
    """The desk's list of known recorders, and the desk itself, which signs what it seals anew. Raises SignersError.

    Without a list no other film is taken: nobody's films are taken unseen.
    """
    listed = desk.folder.signers.read_bytes() if desk.folder.signers.exists() else b""
    own = f'{desk.name} namespaces="attune-film" {sshsig.key_line(sshsig.public_bytes(desk.signer))}'
    return Signers((*Signers.parse(listed).entries, *Signers.parse(own.encode()).entries))


def key_of(desk: Desk, facts: Facts) -> tuple[str | None, Identity]:
    """The case whose key opens the film, and the key; None for the desk's own key. Raises NoKey."""
    keyring = desk.keys.now()
    for code in keyring.cases:
        for key in keyring.keys_of(code):
            if fingerprint(str(key.recipient)) in facts.recipients:
                return code, key
    if fingerprint(str(keyring.own.recipient)) in facts.recipients:
        return None, keyring.own
    raise NoKey("The film is sealed to a key that this desk does not have.")


def enter(desk: Desk, code: str, facts: Facts, report: Report, visit: Visit, source: str) -> None:
    """Enter the film in the case's log; again if there is more of it than before."""
    event = entry_of(facts, report, visit, source)
    entered = {(entry.film, entry.finding, entry.seconds) for entry in desk.films(code)}
    if (event.film, event.finding, event.seconds) not in entered:
        desk.append(code, event)


def entry_of(facts: Facts, report: Report, visit: Visit, source: str) -> FilmImported:
    """What the case's log says about a film."""
    finding: Literal["complete", "cut short"] = "complete" if report.finding is Finding.COMPLETE else "cut short"
    who = report.name or (report.facts or facts).recorder.name
    return FilmImported(
        film=facts.film,
        started=facts.started.utc,
        seconds=report.seconds,
        recorder=who,
        finding=finding,
        source=source,
        about=visit.about,
        number=visit.film,
    )


def _judged(folder: Path, film: str, signers: Signers) -> tuple[Report, Facts]:
    report = examine(folder, signers)
    if report.finding is Finding.UNKNOWN_RECORDER:
        remedy = "If the box is yours, add its line to the desk's list of recorders: `attune desk recorders --help`."
        raise UnknownRecorder(f"{' '.join(report.details)} {remedy}")
    report.check_objects()
    facts = report.facts
    if facts is None:
        raise Damaged
    if FILM_ID.fullmatch(film) and film != facts.film:
        raise Swapped(f"The folder is named {film}, but the film in it is {facts.film}.")
    if not report.segments:
        raise NothingFilmed
    return report, facts


def opened(folder: Path, identity: Identity) -> Visit:
    """Prove that the key opens the film; what was said before it. Raises NoKey, Damaged."""
    try:
        unseal(read_small(folder / INIT, LONGEST_INIT), [identity])
    except NoKeyFits as error:
        raise NoKey("The film says that it is sealed to this desk's key, but it is not.") from error
    except AgeError as error:
        raise Damaged(f"{INIT} is signed, but does not open: {error}") from error
    visit = Visit()
    try:
        for record in open_marks(folder, [identity]):
            visit = record if isinstance(record, Visit) else visit
    except CutShort:
        pass
    return visit


def _sealed_anew(desk: Desk, here: Path, report: Report) -> bool:
    """Whether the desk sealed the film anew since, and that copy is whole, and has no less of it than this one."""
    there = examine(here)
    if there.finding not in GOOD or there.facts is None or report.lines > there.lines:
        return False
    return there.facts.recorder.key == sshsig.key_line(sshsig.public_bytes(desk.signer))


def _is_new(here: Path, incoming: Path, film: str) -> bool:
    """Whether the film is not at the desk yet, or only spoiled, or as it was before the box had finished it.

    Raises FilmDiffers if another film of its name is there.
    """
    if not here.exists() or examine(here).finding not in GOOD:
        return True
    verified, new = read_verified(here, None), read_small(incoming / JOURNAL, LONGEST_JOURNAL)
    if verified.signed == read_verified(incoming, None).signed:
        return False
    if verified.chain.end is None and new.startswith(verified.signed):
        return True
    raise FilmDiffers(film=film)
