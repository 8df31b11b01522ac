"""Opens a pack at the colleague's desk: judged, then kept sealed as a case that is read only."""

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import msgspec

from desk.cases.pack_events import PackOpened
from desk.cases.packs import Borrowed
from desk.destroy import retire
from desk.errors import DeskError, PackOver
from desk.imports.incoming import Incoming
from desk.imports.names import largest
from desk.opened import sender
from desk.packs import signed
from desk.packs.colleagues import check
from desk.packs.errors import NotForThisDesk, PackDamaged, PackErasedHere, PackPaperUnusable
from desk.packs.keys import code_of
from desk.packs.make import ABOUT, MANIFEST
from desk.packs.signed import PackedFilm, PackManifest
from desk.unlocked import Desk
from desk.writing import today, writing
from sealed.age import Identity, unseal
from sealed.age.errors import AgeError
from sealed.errors import Finding, SealedError
from sealed.film.journal import JOURNAL, LONGEST_JOURNAL
from sealed.film.objects import read_small
from sealed.film.opened import OpenedFilm
from sealed.film.reader import examine
from sealed.ssh.allowed_signers import Signers

CHUNK = 1 << 20
LARGEST_ABOUT = 1 << 20


def manifest_of(path: Path) -> PackManifest:
    """The public head of a pack, whose signature is that of the desk that it names. Raises PackDamaged."""
    with _reading(path), tarfile.open(path, "r:") as tar:
        data = _small(tar, MANIFEST, signed.LONGEST)
    try:
        return signed.decode(data, PackManifest, path)
    except PackPaperUnusable as error:
        raise PackDamaged(path=path, cause=error.cause) from error


def open_pack(desk: Desk, path: Path) -> str:
    """The code of the case that the pack becomes. Opening again goes on where a cut left off.

    Raises PackErrors, PackOver, NotWritten; nothing of a pack that is refused is kept.
    """
    manifest = manifest_of(path)
    name = check(desk, manifest, "The pack")
    code = _code(desk, manifest, path)
    if today() > date.fromisoformat(manifest.until):
        raise PackOver(until=manifest.until, code=code)
    if code in desk.codes() and desk.case(code).borrowed:
        return code
    identity = desk.identity(code)
    with writing(), _reading(path), tarfile.open(path, "r:") as tar:
        about = _about(_small(tar, ABOUT, LARGEST_ABOUT), manifest, identity, path)
        signers = sender(_borrowed(about))
        incoming = []
        try:
            for film in manifest.films:
                incoming.append(into := Incoming(desk.folder.films, film.film, desk.folder.disk))
                _take(tar, film, into, path)
                _judge(into.folder, film, identity, signers, path)
            for film, into in zip(manifest.films, incoming, strict=True):
                retire(desk.film_folder(film.film), desk.folder.disk)
                into.keep(film.film)
        finally:
            for into in incoming:
                into.drop()
    if code not in desk.codes():
        desk.open_case(code)
    desk.append(code, msgspec.structs.replace(about, sender=name))
    return code


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
    films = {each.film for each in about.films}
    if same != (manifest.id, manifest.purpose, manifest.until, manifest.desk.key) or films != {
        each.film for each in manifest.films
    }:
        raise PackDamaged(path=path, cause=f"{ABOUT} is of another pack")
    return about


def _borrowed(about: PackOpened) -> Borrowed:
    facts = {name: getattr(about, name) for name in ("id", "sender", "key", "purpose", "until", "reply_to", "films")}
    return Borrowed(**facts, clips=())


def _take(tar: tarfile.TarFile, film: PackedFilm, into: Incoming, path: Path) -> None:
    for member in tar.getmembers():
        above, _, name = member.name.partition("/")
        file = tar.extractfile(member) if above == film.film and largest(name) and member.isreg() else None
        if file:
            for _size in into.write(name, _chunks(file)):
                pass


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _judge(folder: Path, film: PackedFilm, identity: Identity, signers: Signers, path: Path) -> None:
    journal = read_small(folder / JOURNAL, LONGEST_JOURNAL)
    if hashlib.sha256(journal).hexdigest() != film.journal:
        raise PackDamaged(path=path, cause=f"the film {film.film} is not the one that was signed")
    report = examine(folder, signers)
    report.check_objects()
    facts = report.facts
    if report.finding is not Finding.COMPLETE or facts is None or facts.film != film.film:
        raise PackDamaged(path=path, cause=f"the film {film.film} is {report.finding.value}")
    _ = OpenedFilm(folder, [identity], signers).header


def _small(tar: tarfile.TarFile, name: str, longest: int) -> bytes:
    member = tar.getmember(name)
    file = tar.extractfile(member) if member.isreg() and member.size <= longest else None
    if file is None:
        raise tarfile.ReadError(f"{name} is not in form")
    data = file.read()
    if len(data) != member.size:
        raise tarfile.ReadError(f"{name} is cut short")
    return data


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except DeskError:
        raise
    except KeyError as error:
        raise PackDamaged(path=path, cause=str(error.args[0])) from error
    except (tarfile.TarError, EOFError) as error:
        raise PackDamaged(path=path, cause=str(error)) from error
    except SealedError as error:
        raise PackDamaged(path=path, cause=error.cause.removesuffix(".")) from error
