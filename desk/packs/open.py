"""Opens a pack at the colleague's desk: judged, then kept sealed as a case that is read only."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tarfile import TarError

import msgspec

from desk.cases.pack_events import PackOpened
from desk.cases.packs import Borrowed
from desk.errors import DeskError, PackOver
from desk.folder_facts import film_facts
from desk.imports.incoming import Incoming
from desk.opened import sender
from desk.packs import signed
from desk.packs.colleagues import check
from desk.packs.errors import FilmIdTaken, NotForThisDesk, PackDamaged, PackErasedHere, PackPaperUnusable
from desk.packs.keys import code_of
from desk.packs.make import ABOUT, MANIFEST
from desk.packs.members import Members
from desk.packs.signed import PackManifest
from desk.packs.taking import FilmTaker
from desk.unlocked import Desk
from desk.writing import today, writing
from sealed.age import Identity, unseal
from sealed.age.errors import AgeError
from sealed.errors import SealedError

LARGEST_ABOUT = 1 << 20


def manifest_of(path: Path) -> PackManifest:
    """The public head of a pack, whose signature is that of the desk that it names. Raises PackDamaged."""
    with _reading(path), path.open("rb") as file:
        data = Members(file).read(MANIFEST, signed.LONGEST)
    try:
        return signed.decode(data, PackManifest, path)
    except PackPaperUnusable as error:
        raise PackDamaged(path=path, cause=error.cause) from error


def open_pack(desk: Desk, path: Path) -> str:
    """The code of the case that the pack becomes. Opening again goes on where a cut left off.

    Raises PackErrors, PackOver, NotWritten; nothing of a pack that is refused is kept.
    """
    manifest = manifest_of(path)
    code = _code(desk, manifest, path)
    name = check(desk, manifest, "The pack")
    if today() > date.fromisoformat(manifest.until):
        raise PackOver(until=manifest.until, code=code)
    if code in desk.codes() and desk.case(code).borrowed:
        return code
    identity = desk.identity(code)
    check_ids(desk, manifest, path)
    with desk.folder.importing, writing(), _reading(path), path.open("rb") as file:
        members = Members(file)
        members.read(MANIFEST, signed.LONGEST)
        about = _about(members.read(ABOUT, LARGEST_ABOUT), manifest, identity, path)
        taker = FilmTaker(path, identity, sender(_borrowed(about)))
        incoming = []
        try:
            for film in manifest.films:
                incoming.append(into := Incoming(desk.folder.films, film.film, desk.folder.disk))
                taker.take(members, film, into)
            members.end()
            with desk.folder.lock:
                check_ids(desk, manifest, path)
                for film, into in zip(manifest.films, incoming, strict=True):
                    into.keep(film.film)
        finally:
            for into in incoming:
                into.drop()
    if code not in desk.codes():
        desk.open_case(code)
    desk.append(code, msgspec.structs.replace(about, sender=name))
    return code


def check_ids(desk: Desk, manifest: PackManifest, path: Path) -> None:
    """Only what a cut left of this very pack may be replaced: a pack bears whatever ids its sender chose.

    Raises FilmIdTaken.
    """
    cases = (*desk.cases(), *desk.borrowed())
    entered = {film for case in cases for film in (*(entry.film for entry in case.films), *case.erased)}
    for film in manifest.films:
        folder = desk.film_folder(film.film)
        there = folder.exists() or folder.is_symlink()
        if film.film in entered or (there and _recipients(folder) != (manifest.recipient,)):
            raise FilmIdTaken(path=path, film=film.film)


def _recipients(folder: Path) -> tuple[str, ...]:
    facts = film_facts(folder)
    return facts.recipients if facts else ()


def _code(desk: Desk, manifest: PackManifest, path: Path) -> str:
    code = code_of(desk, manifest.recipient)
    if code is None:
        gone = (each for each in desk.keys.now().forgotten if each.recipient == manifest.recipient)
        if erased := next(gone, None):
            raise PackErasedHere(day=erased.when[:10])
        raise NotForThisDesk(path=path)
    return code


def _about(data: bytes, manifest: PackManifest, identity: Identity, path: Path) -> PackOpened:
    """What is said of the films: sealed, named by the manifest, and in accord with it."""
    if hashlib.sha256(data).hexdigest() != manifest.about:
        raise PackDamaged(path=path, cause=f"{ABOUT} is not what was signed")
    try:
        about = msgspec.json.decode(bytes(unseal(data, [identity])), type=PackOpened)
    except (AgeError, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise PackDamaged(path=path, cause=f"{ABOUT} does not open") from error
    same = (about.id, about.purpose, about.until.isoformat(), about.key)
    signed_same = (manifest.id, manifest.purpose, manifest.until, manifest.desk.key)
    films, signed_films = (sorted(each.film for each in part.films) for part in (about, manifest))
    if same != signed_same or films != signed_films:
        raise PackDamaged(path=path, cause=f"{ABOUT} is of another pack")
    return about


def _borrowed(about: PackOpened) -> Borrowed:
    facts = {name: getattr(about, name) for name in ("id", "sender", "key", "purpose", "until", "reply_to", "films")}
    return Borrowed(**facts, clips=())


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except DeskError:
        raise
    except TarError as error:
        raise PackDamaged(path=path, cause=str(error)) from error
    except SealedError as error:
        raise PackDamaged(path=path, cause=error.cause.removesuffix(".")) from error
