"""The files of a copy, made in memory: clips, all of them joined, pictures, the sheet of pictures, the letter.

Their names say nothing of a family, and every system and television takes them.
"""

from collections.abc import Callable
from datetime import date

from desk.cases.case import Case
from desk.clips.cut import NotInFilm, cut, still
from desk.handover.errors import ClipUnwanted, NothingInClip
from desk.handover.joined import Part, join
from desk.handover.redaction import Redaction
from desk.handover.rules import CopyItem, CopyRequest, check
from desk.opened import open_film, own_case
from desk.paper.language import Language
from desk.paper.letterhead import Letterhead
from desk.paper.papers import FileGiven, Letter, StillShown, StillsSheet
from desk.paper.render import draw
from desk.unlocked import Desk
from sealed.film.fragments import SECOND
from sealed.film.opened import OpenedFilm

CLIP, JOINED, STILL, SHEET, LETTER = "clip-{}.mp4", "all-clips.mp4", "picture-{}.jpg", "pictures.pdf", "letter.pdf"

OnStep = Callable[[str, int, int], None]
"""A step (`encoding`, and those of the stick), how much of it is done, and how much there is."""


def copies(
    desk: Desk, case: Case, asked: CopyRequest, day: date, language: Language, on_step: OnStep
) -> dict[str, bytes]:
    """All files by name. Raises HandoverErrors, FilmErrors, PaperErrors."""
    clips, stills = check(case, asked, day)
    total, films = 2 * len(clips) + len(stills) + 1, _Films(desk, case)
    files: dict[str, bytes] = {}
    about: list[FileGiven] = []
    for number, clip in enumerate(clips, 1):
        on_step("encoding", len(files), total)
        name, title = CLIP.format(number), asked.titles.get(clip.id, "")
        try:
            files[name] = cut(films[clip.film], clip.start, clip.end, Redaction.of(case, clip.film))
        except NotInFilm as error:
            raise NothingInClip(name=clip.name) from error
        about.append(FileGiven(name=name, what="clip", seconds=(clip.end - clip.start) / SECOND, title=title))
    if len(clips) > 1:
        parts = [_part(films, clip, asked, language, number, len(clips)) for number, clip in enumerate(clips, 1)]
        files[JOINED] = join(parts, lambda done, _: on_step("encoding", len(clips) + done, total))
        about.append(FileGiven(name=JOINED, what="joined", seconds=sum(part.lasts for part in parts) / SECOND))
    for number, each in enumerate(stills, 1):
        on_step("encoding", 2 * len(clips) + number - 1, total)
        files[STILL.format(number)] = still(films[each.film], each.start, Redaction.of(case, each.film))
    letterhead = Letterhead.read(desk.folder.root)
    if stills:
        shown = tuple(StillShown(jpeg=files[STILL.format(number)]) for number in range(1, len(stills) + 1))
        files[SHEET] = draw(StillsSheet(day=day, stills=shown), letterhead, language)
        about.append(FileGiven(name=SHEET, what="stills"))
    letter = Letter(
        day=day,
        practitioner=asked.practitioner,
        files=tuple(about),
        left_out=any(item.redacted for item in (*clips, *stills)),
    )
    files[LETTER] = draw(letter, letterhead, language)
    on_step("encoding", total, total)
    return files


def preview(desk: Desk, case: Case, item: CopyItem) -> bytes:
    """A clip as its copy would show it, for a browser's own player in memory; or a still as a JPEG.

    Raises OnlyWatched, ClipUnwanted, FilmError.
    """
    own_case(desk, case.code)
    if item.unwanted:
        raise ClipUnwanted(name=item.name)
    film, redaction = open_film(desk, case.code, item.film), Redaction.of(case, item.film)
    if not item.is_clip:
        return still(film, item.start, redaction)
    return cut(film, item.start, item.end, redaction, fragmented=True)


class _Films(dict[str, OpenedFilm]):
    """Each film opened once."""

    def __init__(self, desk: Desk, case: Case) -> None:
        super().__init__()
        self._desk, self.case = desk, case

    def __missing__(self, film: str) -> OpenedFilm:
        self[film] = opened = open_film(self._desk, self.case.code, film)
        return opened


def _part(films: _Films, clip: CopyItem, asked: CopyRequest, language: Language, number: int, count: int) -> Part:
    _ = language.gettext
    redaction = Redaction.of(films.case, clip.film)
    above = _("{} of {}").format(number, count)
    return Part(films[clip.film], clip.start, clip.end, redaction, above, asked.titles.get(clip.id, ""))
