"""Notes on a pack: written at the colleague's desk, sealed to the sender's case, entered there."""

from pathlib import Path

import msgspec

from desk.cases.case import Case
from desk.cases.pack_events import PackFilm, PackNote, PackNotesReceived
from desk.cases.packs import Borrowed, Pack
from desk.packs import signed
from desk.packs.colleagues import check
from desk.packs.errors import NoSuchPack, NotForThisDesk, PackPaperUnusable
from desk.packs.keys import itself
from desk.packs.signed import LONGEST, PackNotes
from desk.unlocked import Desk
from desk.writing import now
from sealed.age import parse_recipient, seal, unseal
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
    desk.append(code, PackNotesReceived(pack=pack.id, notes=paper.notes))
    return code, pack, paper.notes


def _opened(desk: Desk, path: Path) -> tuple[str, bytes]:
    try:
        sealed = read_small(path, LONGEST)
        for case in desk.cases():
            try:
                return case.code, bytes(unseal(sealed, desk.identities(case.code)))
            except NoKeyFits:
                continue
    except FilmError as error:
        raise PackPaperUnusable(path=path, cause=error.cause.removesuffix(".")) from error
    except AgeError as error:
        raise PackPaperUnusable(path=path, cause="it is damaged, or holds no notes") from error
    raise NotForThisDesk(path=path)


def _note(film: PackFilm, at: int | None, text: str) -> PackNote:
    note = PackNote(film=film.source, at_ns=None if at is None else at + film.offset_ns, text=text)
    return msgspec.structs.replace(note, text=note.text[:8000])
