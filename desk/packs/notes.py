"""Notes on a pack: written at the colleague's desk, sealed to the sender's case, entered there."""

from pathlib import Path

import msgspec

from desk.cases.case import Case
from desk.cases.pack_events import PackFilm, PackMade, PackNote, PackNotesReceived
from desk.cases.packs import Borrowed, Pack
from desk.packs import signed
from desk.packs.colleagues import check
from desk.packs.errors import NoSuchPack, NotForThisDesk, PackPaperUnusable
from desk.packs.keys import itself
from desk.packs.signed import LONGEST, PackNotes
from desk.unlocked import Desk
from desk.writing import now
from sealed.age import Identity, parse_recipient, read_identities, seal, unseal
from sealed.age.errors import AgeError, NoKeyFits
from sealed.errors import FilmError
from sealed.film.objects import read_small


def borrowed(desk: Desk, code: str) -> tuple[Case, Borrowed]:
    """A colleague's pack that was opened here. Raises NoSuchCase, NoSuchPack."""
    case = desk.case(code)
    if case.borrowed is None:
        raise NoSuchPack(what=f"the case {code}")
    return case, case.borrowed


def notes_of(case: Case, pack: Borrowed) -> tuple[PackNote, ...]:
    """What was written here, at times of the sender's own films."""
    films = {each.film: each for each in pack.films}
    notes = [PackNote(film=None, at_ns=None, text=case.note)] if case.note else []
    notes += [_note(films[film], None, text) for film, text in case.film_notes.items() if text and film in films]
    own = (clip for clip in case.clips if clip.id not in pack.clips and clip.film in films)
    for clip in own:
        text = "\n".join(part for part in (clip.title, clip.note) if part)
        notes.append(_note(films[clip.film], clip.start_ns, text))
    return tuple(notes)


def reply(desk: Desk, code: str) -> bytes:
    """The file with the notes, for the sender alone. Raises NoSuchCase, NoSuchPack."""
    case, pack = borrowed(desk, code)
    paper = PackNotes(desk=itself(desk), issued=now(), id=pack.id, notes=notes_of(case, pack))
    return bytes(seal(signed.sign(paper, desk.signer), [parse_recipient(pack.reply_to)]))


def take_notes(desk: Desk, path: Path) -> tuple[str, Pack, tuple[PackNote, ...]]:
    """Enter a colleague's notes in the case of the pack: its code, the pack, the notes.

    Raises PackPaperUnusable, NotForThisDesk, NotColleague, NoSuchPack, NotWritten.
    """
    code, data = _opened(desk, path)
    paper = signed.decode(data, PackNotes, path)
    name = check(desk, paper, f"The notes in {path}")
    pack = next((each for each in desk.case(code).packs if (each.id, each.colleague) == (paper.id, name)), None)
    if pack is None:
        raise NoSuchPack(what=f"these notes of {name}")
    erased = desk.case(code).erased
    notes = tuple(note for note in paper.notes if note.film not in erased)
    desk.append(code, PackNotesReceived(pack=pack.id, notes=notes))
    return code, pack, notes


def _opened(desk: Desk, path: Path) -> tuple[str, bytes]:
    try:
        sealed = read_small(path, LONGEST)
        for case in desk.cases():
            try:
                return case.code, bytes(unseal(sealed, _keys(desk, case.code)))
            except NoKeyFits:
                continue
    except FilmError as error:
        raise PackPaperUnusable(path=path, cause=error.cause.removesuffix(".")) from error
    except AgeError as error:
        raise PackPaperUnusable(path=path, cause="it is damaged, or holds no notes") from error
    raise NotForThisDesk(path=path)


def _keys(desk: Desk, code: str) -> list[Identity]:
    """What opens notes on the case's packs: a key of each, and for packs of before the case's own."""
    made = (saved.event.reply for saved in desk.events(code) if isinstance(saved.event, PackMade))
    own = "".join(f"{reply}\n" for reply in made if reply)
    return [*(read_identities(own.encode()) if own else ()), *desk.identities(code)]


def _note(film: PackFilm, at: int | None, text: str) -> PackNote:
    note = PackNote(film=film.source, at_ns=None if at is None else at + film.offset_ns, text=text)
    return msgspec.structs.replace(note, text=note.text[:8000])
