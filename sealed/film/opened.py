"""A film whose signature was checked once, and any object of it opened in memory: what a player needs."""

import struct
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from sealed.age import Identity
from sealed.errors import Damaged, NothingFilmed
from sealed.film import records
from sealed.film.boxes import OutOfForm
from sealed.film.decrypt import check_around, open_object, open_records
from sealed.film.fragments import Track, frame_times, mended, tracks
from sealed.film.journal import INIT, SEGMENT
from sealed.film.verified import check_name, read_facts, read_verified
from sealed.ssh.allowed_signers import Signers


class OpenedFilm:
    """Safe to use from several threads. Each object is hashed and authenticated whenever it is opened."""

    def __init__(self, folder: Path, identities: Sequence[Identity], signers: Signers | None = None) -> None:
        """Raises what `FilmOpening` raises; a film that was cut short opens, and is not `complete`."""
        self._folder, self._identities = folder, identities
        self._verified = read_verified(folder, signers)
        self.facts = read_facts(folder, self._verified)
        check_name(folder, self.facts)
        check_around(folder, self._verified)
        self._macs = self._verified.macs
        self._segments = [entry for entry in self._verified.entries if SEGMENT.fullmatch(entry.name)]
        self._header = next(entry for entry in self._verified.entries if entry.name == INIT)
        self.complete = self._verified.whole
        self.length = self._verified.chain.duration

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """From when to when each segment lasts, in nanoseconds on the film's timeline."""
        return [(int(entry.start or 0), int(entry.to or 0)) for entry in self._segments]

    @cached_property
    def header(self) -> bytes:
        """The MP4's header (ftyp, moov)."""
        return bytes(open_object(self._folder, self._macs, self._identities, self._header))

    @cached_property
    def tracks(self) -> list[Track]:
        """The header's tracks. Raises Damaged."""
        try:
            return tracks(self.header)
        except (OutOfForm, struct.error) as error:
            raise Damaged(f"{INIT} is not the header of a film: {error}.") from error

    @cached_property
    def video(self) -> Track:
        """The track of the frames. Raises NothingFilmed."""
        found = next((track for track in self.tracks if track.handler == b"vide"), None)
        if found is None:
            raise NothingFilmed
        return found

    def segment(self, number: int) -> bytearray:
        """Segment `number` as MP4 (moof, mdat), mended if it is of an older box. Raises IndexError, FilmError."""
        if not 0 <= number < len(self._segments):
            raise IndexError(number)
        entry = self._segments[number]
        opened = open_object(self._folder, self._macs, self._identities, entry)
        try:
            return mended(opened, self.video, *self.spans[number])
        except (OutOfForm, struct.error) as error:
            raise Damaged(f"{entry.name} is not a piece of a film: {error}.") from error

    def frames(self, number: int) -> list[int]:
        """When each frame of segment `number` is shown, in nanoseconds, as the camera delivered them."""
        return frame_times(self.segment(number), self.video)

    def records(self) -> list[records.Record]:
        """What was said of the film, in order, after its end too; `records.standing` makes marks of it."""
        return list(open_records(self._folder, self._verified, self._identities))
