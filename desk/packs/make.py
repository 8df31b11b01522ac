"""Makes a pack: what the family agreed to, sealed to one key of a colleague's desk, until a day."""

import hashlib
import io
import secrets
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from desk.cases.case import Case, Clip, FilmEntry
from desk.cases.pack_events import PackMade, PackOpened, Purpose
from desk.destroy import destroy
from desk.packs import signed
from desk.packs.colleagues import check
from desk.packs.errors import (
    ConsentOver,
    KeyUsed,
    LastDayOver,
    NoSuchConsent,
    NothingToPack,
    NotWanted,
    PackPaperUnusable,
)
from desk.packs.keys import itself
from desk.packs.packing import Packing
from desk.packs.signed import PackKey, PackManifest
from desk.unlocked import Desk
from desk.writing import now, today, writing
from sealed.age import Recipient, generate, parse_recipient, seal
from sealed.age.errors import AgeError
from sealed.film.facts import fingerprint
from sealed.film.journal import JOURNAL, SIGNATURE
from sealed.film.reader import examine
from sealed.film.verified import read_verified
from sealed.ssh.allowed_signers import Signers

MANIFEST, ABOUT = "pack.json", "about.age"


def consented(case: Case, purpose: Purpose, until: date | None) -> date:
    """The pack's last day: that of the consent, or an earlier one. Raises NoSuchConsent, ConsentOver, LastDayOver."""
    given = next(
        (each for each in case.consents if each.kind == purpose and each.stands and each.given <= today()), None
    )
    if given is None or given.until is None:
        raise NoSuchConsent(purpose=purpose, code=case.code)
    last = until or given.until
    for day in (today(), last):
        if day > given.until:
            raise ConsentOver(purpose=purpose, until=given.until, day=day)
    if last < today():
        raise LastDayOver(day=last)
    return last


def chosen(case: Case, films: Sequence[str], clips: Sequence[str]) -> tuple[list[FilmEntry], list[Clip]]:
    """The films and clips of the case with these ids. Raises NothingToPack, NotWanted."""
    entries = {each.film: each for each in case.films}
    known = {each.id: each for each in case.clips}
    for what, asked, there in (("film", films, entries), ("clip", clips, known)):
        if lacks := [each for each in asked if each not in there]:
            raise NothingToPack(what=f"{what} {lacks[0]}", code=case.code)
    if not films and not clips:
        raise NothingToPack(what="film or clip chosen", code=case.code)
    for unwanted in case.unwanted:
        if unwanted.film in films:
            raise NotWanted(what=f"the film {unwanted.film}")
        for clip in map(known.__getitem__, clips):
            if unwanted.meets(clip.film, clip.start_ns, clip.end_ns):
                raise NotWanted(what=f"the clip {clip.title or clip.id}")
    return [entries[each] for each in dict.fromkeys(films)], [known[each] for each in dict.fromkeys(clips)]


def colleague_key(desk: Desk, path: Path) -> tuple[str, Recipient]:
    """The colleague's name and the key for this one pack. Raises PackPaperUnusable, NotColleague, KeyUsed."""
    paper = signed.read(path, PackKey)
    name = check(desk, paper, f"The key in {path}")
    try:
        recipient = parse_recipient(paper.recipient)
    except AgeError as error:
        raise PackPaperUnusable(path=path, cause="it holds no key that a pack can be sealed to") from error
    print_ = fingerprint(str(recipient))
    if any(pack.recipient == print_ for case in desk.cases() for pack in case.packs):
        raise KeyUsed
    return name, recipient


@contextmanager
def packed(
    desk: Desk,
    code: str,
    key: Path,
    purpose: Purpose,
    *,
    films: Sequence[str] = (),
    clips: Sequence[str] = (),
    until: date | None = None,
) -> Iterator["MadePack"]:
    """A pack that can be written. Raises PackErrors, FilmErrors, DeskBusy, NotWritten."""
    case = desk.case(code)
    last = consented(case, purpose, until)
    entries, cut = chosen(case, films, clips)
    name, recipient = colleague_key(desk, key)
    shelf, disk = desk.folder.pack_shelf, desk.folder.disk
    with desk.folder.packing:
        try:
            with writing():
                destroy(shelf, disk)
                disk.make_folder(shelf)
            packing = Packing(desk, case, recipient, shelf)
            for entry in entries:
                packing.film(entry)
            for clip in cut:
                packing.clip(clip, next(each for each in case.films if each.film == clip.film))
            yield MadePack(desk, case, packing, recipient, name, purpose, last)
        finally:
            with writing():
                destroy(shelf, disk)


class MadePack:
    """Its films lie sealed on a shelf of the desk; `write` puts all of it into one file."""

    def __init__(
        self,
        desk: Desk,
        case: Case,
        packing: Packing,
        recipient: Recipient,
        colleague: str,
        purpose: Purpose,
        until: date,
    ) -> None:
        self._desk, self._case, self._packing, self._recipient = desk, case, packing, recipient
        self.id, self._reply = secrets.token_hex(8), generate()
        self.colleague, self._purpose, self.until = colleague, purpose, until

    def write(self, target: BinaryIO) -> None:
        """A tar: the signed manifest, what is said of the films (sealed), and the films.

        A reader knows of each file before it comes: the manifest names a film's journal, and that the film's objects.
        """
        desk = self._desk
        about = bytes(seal(msgspec.json.encode(self._about()), [self._recipient]))
        manifest = PackManifest(
            desk=itself(desk),
            issued=now(),
            id=self.id,
            recipient=fingerprint(str(self._recipient)),
            purpose=self._purpose,
            until=self.until.isoformat(),
            films=tuple(self._packing.sealed),
            about=hashlib.sha256(about).hexdigest(),
        )
        own = Signers.parse(f'own namespaces="attune-film" {itself(desk).key}'.encode())
        with tarfile.open(fileobj=target, mode="w|", format=tarfile.USTAR_FORMAT) as tar:
            _add(tar, MANIFEST, signed.sign(manifest, desk.signer))
            _add(tar, ABOUT, about)
            for film in self._packing.sealed:
                folder = desk.folder.pack_shelf / film.film
                examine(folder, own).check_objects()
                listed = (entry.name for entry in read_verified(folder, own).entries)
                for name in (JOURNAL, SIGNATURE, *listed):
                    tar.add(folder / name, f"{film.film}/{name}", recursive=False, filter=_plain)

    def enter(self) -> None:
        """Into the case's log, before the file has its name: none exists unlisted. Raises NotWritten."""
        kept = self._packing
        self._desk.append(
            self._case.code,
            PackMade(
                id=self.id,
                day=today(),
                purpose=self._purpose,
                colleague=self.colleague,
                recipient=fingerprint(str(self._recipient)),
                films=tuple(dict.fromkeys(each.source for each in kept.films)),
                clips=tuple(dict.fromkeys(each.id for each in kept.clips)),
                until=self.until,
                reply=self._reply.secret(),
            ),
        )

    def _about(self) -> PackOpened:
        return PackOpened(
            id=self.id,
            sender=self._desk.name,
            key=itself(self._desk).key,
            purpose=self._purpose,
            until=self.until,
            reply_to=str(self._reply.recipient),
            films=tuple(self._packing.films),
            clips=tuple(self._packing.clips),
        )


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    tar.addfile(member, io.BytesIO(data))


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No name of an account, and no time."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
