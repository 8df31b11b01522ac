"""Seals films and clips of a case anew, to a colleague's key: what a pack holds, redacted as every copy is."""

import hashlib
import secrets
import string
import struct
from pathlib import Path

import msgspec

from attune import __version__
from desk.cases.case import Case, Clip, FilmEntry
from desk.cases.pack_events import PackClip, PackFilm
from desk.clips.cut import NotInFilm, cut
from desk.handover.redaction import Redaction
from desk.opened import open_film
from desk.packs.keys import itself
from desk.packs.signed import PackedFilm
from desk.unlocked import Desk
from sealed.age import Recipient
from sealed.errors import Damaged
from sealed.film.boxes import each as boxes
from sealed.film.boxes import whole
from sealed.film.facts import Audio, Facts, fingerprint
from sealed.film.fragments import nanoseconds, run, tracks
from sealed.film.journal import JOURNAL, LONGEST_JOURNAL
from sealed.film.objects import read_small
from sealed.film.opened import OpenedFilm
from sealed.film.writer import FilmWriter

LETTERS = string.ascii_lowercase


class Packing:
    """Films sealed into the folder `shelf`, and what is said of them."""

    def __init__(self, desk: Desk, case: Case, recipient: Recipient, shelf: Path) -> None:
        self._desk, self._case, self._recipient, self._shelf = desk, case, recipient, shelf
        self.films: list[PackFilm] = []
        self.clips: list[PackClip] = []
        self.sealed: list[PackedFilm] = []

    def film(self, entry: FilmEntry) -> None:
        """All of a film, with those of its clips that the family wants. Raises FilmErrors, NotWritten."""
        film = open_film(self._desk, self._case.code, entry.film)
        redaction = Redaction.of(self._case, entry.film)
        if redaction.within(0, film.length):
            id_ = self._encoded(film, entry, 0, film.length, redaction)
        else:
            id_ = self._copied(film, entry)
        for clip in self._case.clips_of(entry.film):
            if not self._case.vetoed(clip.id):
                self.clips.append(_clip(clip, id_, 0))

    def clip(self, clip: Clip, entry: FilmEntry) -> None:
        """A clip alone, as a film that is no longer than it. Raises FilmErrors, NotWritten."""
        film = open_film(self._desk, self._case.code, clip.film)
        id_ = self._encoded(film, entry, clip.start_ns, clip.end_ns, Redaction.of(self._case, clip.film))
        self.clips.append(_clip(clip, id_, clip.start_ns))

    def _copied(self, film: OpenedFilm, entry: FilmEntry) -> str:
        """As it was filmed, second for second; marks and what was said before the visit stay behind."""
        writer = self._begin(film.facts)
        try:
            writer.init(film.header)
            for number, (start, to) in enumerate(film.spans):
                writer.segment(film.segment(number), start, to, len(film.frames(number)))
            writer.close("stopped", None)
        finally:
            writer.leave()
        return self._done(writer.path, entry, 0, film.length)

    def _encoded(self, film: OpenedFilm, entry: FilmEntry, start: int, end: int, redaction: Redaction) -> str:
        """From one frame to another, encoded anew, so that nothing before, after or below a cover comes along."""
        try:
            data = cut(film, start, end, redaction, fragmented=True)
        except NotInFilm as error:
            raise Damaged("The film has no frame there.") from error
        header, parts = split(data)
        video = next(track for track in tracks(header) if track.handler == b"vide")
        times = [run(part, video) for part in parts]
        begins = [0, *(nanoseconds(each.times[0], video.scale) for each in times[1:])]
        audio = film.facts.audio
        facts = msgspec.structs.replace(film.facts, audio=Audio("aac", audio.rate, audio.channels) if audio else None)
        writer = self._begin(facts)
        try:
            writer.init(header)
            for part, own, first, to in zip(parts, times, begins, [*begins[1:], end - start], strict=True):
                writer.segment(part, first, to, len(own.durations))
            writer.close("stopped", None)
        finally:
            writer.leave()
        return self._done(writer.path, entry, start, end - start)

    def _begin(self, facts: Facts) -> FilmWriter:
        new = msgspec.structs.replace(
            facts,
            film=f"{facts.film.rpartition('-')[0]}-{''.join(secrets.choice(LETTERS) for _ in range(8))}",
            recorder=itself(self._desk),
            recipients=(fingerprint(str(self._recipient)),),
            software=f"attune {__version__}",
        )
        return FilmWriter.create(self._shelf, new, [self._recipient], self._desk.signer, self._desk.folder.disk)

    def _done(self, folder: Path, entry: FilmEntry, offset: int, length: int) -> str:
        journal = hashlib.sha256(read_small(folder / JOURNAL, LONGEST_JOURNAL)).hexdigest()
        self.sealed.append(PackedFilm(film=folder.name, journal=journal))
        self.films.append(
            PackFilm(
                film=folder.name,
                source=entry.film,
                offset_ns=offset,
                seconds=length / 1e9,
                started=entry.started,
                number=entry.number,
                about=entry.about,
            )
        )
        return folder.name


def split(data: bytes) -> tuple[bytes, list[bytes]]:
    """A fragmented MP4 as its header and its fragments (moof, mdat). Raises Damaged."""
    try:
        starts = [begins - 8 for begins, _ in boxes(data, b"moof", whole(data))]
        mdats = [ends for _, ends in boxes(data, b"mdat", whole(data))]
    except (ValueError, struct.error) as error:
        raise Damaged(f"A clip could not be made: {error}.") from error
    return data[: starts[0]], [data[start:end] for start, end in zip(starts, mdats, strict=True)]


def _clip(clip: Clip, film: str, offset: int) -> PackClip:
    return PackClip(
        id=clip.id,
        film=film,
        start_ns=clip.start_ns - offset,
        end_ns=clip.end_ns - offset,
        title=clip.title,
        principles=clip.principles,
        sub_behaviours=clip.sub_behaviours,
    )
