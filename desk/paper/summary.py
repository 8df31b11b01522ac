"""The summary for the record: what a service keeps where the film is not kept."""

from datetime import date
from typing import ClassVar

import msgspec

from desk.paper.language import Language
from desk.paper.paper import Paper


class FilmSummed(msgspec.Struct, frozen=True, kw_only=True):
    """A film and, if it was watched together, on which day."""

    number: int | None
    filmed: date | None
    reviewed: date | None = None


class Rated(msgspec.Struct, frozen=True, kw_only=True):
    """What the family said about its goal, from 1 to 10, in its own words."""

    day: date
    rating: int
    goal: str = ""
    moment: str = ""


class Summary(Paper, frozen=True, kw_only=True):
    """`questions`: the helping question and how it changed, with the day of each."""

    template: ClassVar[str] = "summary"

    case: str
    day: date
    practitioner: str = ""
    text: str = ""
    questions: tuple[tuple[date, str], ...] = ()
    films: tuple[FilmSummed, ...] = ()
    strengths: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    ratings: tuple[Rated, ...] = ()

    def words(self, language: Language) -> dict[str, str]:
        _ = language.gettext
        return {
            "title": _("Summary for the record"),
            "kept": _(
                "The films of this work are deleted when it is complete. This summary is what is kept. It names nobody."
            ),
            "case": _("Case"),
            "date": _("Day"),
            "by": _("Practitioner"),
            "questions": _("The family's question"),
            "films": _("Films and shared reviews"),
            "film": _("Film"),
            "filmed": _("Filmed"),
            "reviewed": _("Watched together"),
            "unknown": _("not known"),
            "not_yet": _("not watched together"),
            "strengths": _("What goes well, in the family's words"),
            "next": _("What they work on, in the family's words"),
            "ratings": _("How near the family feels to its goal"),
            "of_ten": _("of 10"),
            "start": _("at the start of a shared review"),
            "end": _("at the end of a shared review"),
            "text": _("Summary"),
        }
