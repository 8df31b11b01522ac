"""Takes a film in: fetched, judged against the known recorders, kept sealed, entered in its case, receipted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desk.cases.events import FilmImported
from desk.errors import FilmDiffers, FilmErasedHere, NotWritten
from desk.imports.incoming import Incoming
from desk.imports.receipts import give_receipt
from desk.imports.said_later import add_later, says_more
from desk.imports.sources import FilmSource
from desk.keyring.keys import PACK
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
FIRST = "film:"
"""Before the id of the film that a film was sealed anew from, in its source."""


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

    def show(done: int, total: int) -> None:
        desk.keys.now()  # the desk is used: a film from far away takes longer than a desk waits for anybody
        if progress:
            progress(done, total)

    try:
        with desk.folder.importing:
            name = film.rpartition("/")[2]  # some stores have a folder for each box
            incoming = Incoming(desk.folder.films, name, desk.folder.disk)
            try:
                source.fetch(film, incoming, show)
                return _taken(desk, incoming, name, source.name)
            finally:
                incoming.drop()
    except OSError as error:
        raise NotWritten(cause=error.strerror or str(error)) from error


def _taken(desk: Desk, incoming: Incoming, name: str, source: str) -> ImportedFilm:
    report, facts = _judged(incoming.folder, name, known_recorders(desk))
    code, identity = key_of(desk, facts)
    if code is not None and code not in desk.codes() and not code.startswith(PACK):
        desk.open_case(code)  # its log is on the computer that was lost: a backup holds the keys alone
    _check_wanted(desk, code, facts.film)
    visit = opened(incoming.folder, identity)
    receipt = desk.folder.receipts / f"{facts.film}.json"
    if anew := _sealed_anew(desk, code, facts.film, report):
        owner, here = anew
        add_later(desk, owner, here, incoming.folder, [identity])
        if code is not None:
            enter(desk, code, facts, report, visit, source)
        return ImportedFilm(here.name, owner, report, receipt, new=False)
    folder = desk.film_folder(facts.film)
    if new := _is_new(folder, incoming.folder, facts.film):
        with desk.folder.lock:  # an unlock settles what it takes for the rest of a cut
            incoming.keep(facts.film)
    if code is not None:
        enter(desk, code, facts, report, visit, source)
    return ImportedFilm(facts.film, code, report, give_receipt(desk, folder, report), new)


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


def _check_wanted(desk: Desk, code: str | None, film: str) -> None:
    """Raises FilmErasedHere."""
    cases = [desk.case(code)] if code is not None else desk.cases()
    if any(film in (*case.erased, *case.erased_firsts) for case in cases):
        raise FilmErasedHere(film=film)


def _sealed_anew(desk: Desk, code: str | None, film: str, report: Report) -> tuple[str, Path] | None:
    """The case and the copy that the desk itself sealed of the film, if it is whole and has no less of it."""
    given = ((case.code, each.film) for case in desk.cases() for each in case.films if each.source == FIRST + film)
    owner, copy = (code, film) if code is not None else next(given, (None, film))
    there = examine(desk.film_folder(copy)) if owner is not None else None
    if owner is None or there is None or there.finding not in GOOD or report.lines > there.lines or not there.facts:
        return None
    own = there.facts.recorder.key == sshsig.key_line(sshsig.public_bytes(desk.signer))
    return (owner, desk.film_folder(copy)) if own else None


def _is_new(here: Path, incoming: Path, film: str) -> bool:
    """Whether the film is not at the desk yet, or only spoiled, or as it was before the box had said all of it.

    Raises FilmDiffers if another film of its name is there.
    """
    if not here.exists() or examine(here).finding not in GOOD:
        return True
    verified, new = read_verified(here, None), read_small(incoming / JOURNAL, LONGEST_JOURNAL)
    if verified.signed == read_verified(incoming, None).signed:
        return says_more(here, incoming, film)
    if verified.chain.end is None and new.startswith(verified.signed):
        return True
    raise FilmDiffers(film=film)
