"""What was agreed at the end of a shared review, in the family's words."""

from datetime import date
from typing import ClassVar

from desk.paper.language import Language
from desk.paper.paper import Paper


class AgreedPoints(Paper, frozen=True, kw_only=True):
    """`number`: the first, second or third shared review, if that is known."""

    template: ClassVar[str] = "agreed_points"

    day: date
    number: int | None = None
    question: str = ""
    strengths: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    meeting: date | None = None
    practitioner: str = ""

    def words(self, language: Language) -> dict[str, str]:
        _ = language.gettext
        return {
            "title": _("What we saw together"),
            "question": _("Your question"),
            "strengths": _("What goes well"),
            "next": _("What you go on with"),
            "own_words": _("In your words, as you said them on %(day)s.") % {"day": language.day(self.day)},
            "meeting": _("We meet again on %(day)s.") % {"day": language.day(self.meeting)} if self.meeting else "",
        }
