"""The letter that goes with a family's copy: what is on the stick, how to watch it, that it is theirs now."""

from datetime import date
from typing import ClassVar, Literal

import msgspec

from desk.paper.language import Language
from desk.paper.paper import Paper

What = Literal["clip", "joined", "stills"]


class FileGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A file on the stick. `seconds` is null for what does not play."""

    name: str
    what: What
    seconds: float | None = None
    title: str = ""


class Letter(Paper, frozen=True, kw_only=True):
    """`greeting`: how the family is addressed. `erased_on`: by when the service deletes its own copies."""

    template: ClassVar[str] = "letter"

    day: date
    greeting: str = ""
    practitioner: str = ""
    files: tuple[FileGiven, ...] = ()
    left_out: bool = False
    erased_on: date | None = None

    def words(self, language: Language) -> dict[str, str]:
        _ = language.gettext
        return {
            "title": _("Your copy"),
            "greeting": self.greeting or _("Dear family,"),
            "thanks": _(
                "Thank you for letting us film, and for watching together with us. On this stick is the copy that you "
                "asked for. It is yours now."
            ),
            "contents": _("What is on the stick"),
            "file": _("File"),
            "what": _("What it is"),
            "length": _("Length"),
            "clip": _("a clip"),
            "joined": _("all clips, one after another"),
            "stills": _("your pictures, to print"),
            "minutes": _("min"),
            "watching": _("How to watch it"),
            "how": _(
                "Put the stick into a television or a computer, and choose a file. You need not install anything."
            ),
            "yours": _("It is yours"),
            "care": _(
                "Anyone who has the stick can watch it: it is not locked. Keep it where you keep your family's "
                "pictures. Think before you pass it on or put it on the internet: from there nobody can take it back."
            ),
            "covering": _("What we left out") if self.left_out else "",
            "left_out": _("Where somebody should not be seen or heard, the picture is covered or the sound is silent.")
            if self.left_out
            else "",
            "our_copy": _("What happens to our copy"),
            "erased": _("We delete it by %(day)s, and give you a paper that says so.")
            % {"day": language.day(self.erased_on)}
            if self.erased_on
            else _("We delete it when our work together is complete, and give you a paper that says so."),
            "regards": _("With warm wishes,"),
        }
