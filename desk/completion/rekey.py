"""A new key for a case, so that the one to which an erased film was sealed can be destroyed.

What lives on is sealed to the new key first: the other films, what was computed from them, and the log without what was
told of the film. Each is opened with the new key alone before the old one goes. All of it can be called again.
"""

from pathlib import Path

from desk.cases.chain import FACTS as CASE_FACTS
from desk.cases.chain import LONGEST as LONGEST_CASE
from desk.cases.chain import CaseFacts
from desk.cases.log import CaseLog
from desk.cases.redacted import redacted
from desk.destroy import destroy
from desk.errors import KeyNotHere, LogDamaged
from desk.folder_facts import film_facts
from desk.imports.reseal import seal_anew
from desk.keyring.keys import CaseKey
from desk.keyring.overwriting import OLD, OverwrittenFile
from desk.replacing import SHELF, replace_folder, settle
from desk.sweep import sweep
from desk.unlocked import Desk
from desk.writing import now, writing
from sealed.age import Identity, generate, seal, unseal
from sealed.age.errors import AgeError
from sealed.durable import TEMPORARY
from sealed.errors import FilmError
from sealed.film.facts import FILM_ID, fingerprint
from sealed.film.journal import LARGEST_OBJECT
from sealed.film.objects import read_small
from sealed.ssh import sshsig


def keys_of(desk: Desk, code: str) -> tuple[str, ...]:
    """Fingerprints of the case's key, and of those that it replaces. Raises NoSuchCase."""
    return tuple(fingerprint(str(identity.recipient)) for identity in desk.identities(code))


def give_new_key(desk: Desk, code: str, key: str) -> None:
    """Put a new key beside the one of this fingerprint; both are on the disk when this returns. Raises KeyNotHere."""
    with desk.folder.lock, writing():
        now_, *former = keys_of(desk, code)
        if now_ == key:
            desk.keys.change(lambda keyring: keyring.with_new_key(code, CaseKey(now(), generate())))
        elif key not in former:
            raise KeyNotHere


def seal_all(desk: Desk, code: str) -> dict[str, str]:
    """Seal what is at the desk to the new key. Films for which that is not possible, and why.

    Raises LogDamaged, NotWritten.
    """
    troubles: dict[str, str] = {}
    with writing():
        settle(desk.folder.films, desk.folder.disk)
        for film in films_left(desk, code):
            try:
                old, new = desk.film_folder(film), desk.folder.films / SHELF / film
                seal_anew(desk, code, old, new, desk.identities(code))
                with desk.folder.lock:
                    replace_folder(desk.folder.films, film, desk.folder.disk)
            except FilmError as error:
                troubles[film] = str(error)
        destroy(desk.folder.films / SHELF, desk.folder.disk)
    _seal_derived(desk, code)
    _seal_log(desk, code)
    return troubles


def films_left(desk: Desk, code: str) -> list[str]:
    """Films at the desk that are not sealed to the case's new key yet."""
    new, *former = keys_of(desk, code)
    there = {path.name: _recipients(path) for path in desk.folder.films.iterdir() if FILM_ID.fullmatch(path.name)}
    entered = {entry.film for entry in desk.films(code)}
    return sorted(
        film for film, to in there.items() if not to.isdisjoint(former) or (film in entered and new not in to)
    )


def sealed_here(desk: Desk, code: str) -> list[str]:
    """Films of the case that this desk sealed itself: copies elsewhere are sealed to a key that goes."""
    own = sshsig.key_line(sshsig.public_bytes(desk.signer))
    found = {entry.film: film_facts(desk.film_folder(entry.film)) for entry in desk.films(code)}
    return [film for film, facts in found.items() if facts and facts.recorder.key == own]


def destroy_former(desk: Desk, code: str, lost: set[str]) -> bool:
    """Destroy the keys that were replaced, unless something is still sealed to them; `lost`: films that may be.

    What is left of those is removed. Whether it was done. Raises NotWritten.
    """
    with desk.folder.lock, writing():
        if set(films_left(desk, code)) - lost or _log_key(desk, code) != keys_of(desk, code)[0]:
            return False
        desk.keys.change(lambda keyring: keyring.without_former(code, now()), renew=True)
        sweep(desk.folder, desk.keys.now())
    return True


def _seal_derived(desk: Desk, code: str) -> None:
    new, *former = desk.identities(code)
    folder = desk.folder.derived / code
    with desk.folder.lock, writing():
        names = {path.name.removesuffix(OLD).removesuffix(TEMPORARY) for path in folder.glob("*")}
        for name in sorted(names):
            file = OverwrittenFile(folder / name, desk.folder.disk)
            sealed = file.read(LARGEST_OBJECT) or b""
            if _opened(sealed, [new]) is None:
                if (data := _opened(sealed, former)) is None:
                    file.destroy()  # it opens with no key: it can be computed again
                else:
                    file.write(bytes(seal(data, [new.recipient])))


def _seal_log(desk: Desk, code: str) -> None:
    new, cases, disk = desk.identity(code), desk.folder.cases, desk.folder.disk
    with desk.folder.lock, writing():
        settle(cases, disk)
        destroy(cases / SHELF, disk)
        events = redacted(desk.events(code))
        if _log_key(desk, code) == keys_of(desk, code)[0]:
            return
        disk.make_folder(cases / SHELF)
        CaseLog.create(cases / SHELF / code, desk.name, new, desk.signer, events[0], disk)
        log = CaseLog(cases / SHELF / code, [new], desk.signer, disk)
        for saved in events[1:]:
            log.append(saved.event, saved.when)
        if CaseLog(cases / SHELF / code, [new], desk.signer, disk).events != events:
            raise LogDamaged(code=code, cause="the copy for the new key differs", folder=cases / code)
        replace_folder(cases, code, disk)


def _log_key(desk: Desk, code: str) -> str:
    return CaseFacts.decode(read_small(desk.folder.cases / code / CASE_FACTS, LONGEST_CASE)).recipient


def _opened(sealed: bytes, keys: list[Identity]) -> bytes | None:
    try:
        return bytes(unseal(sealed, keys))
    except AgeError:
        return None


def _recipients(folder: Path) -> set[str]:
    facts = film_facts(folder)
    return set(facts.recipients) if facts else set()
