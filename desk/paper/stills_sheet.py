"""The sheet of stills that a family keeps."""

from datetime import date
from typing import ClassVar

import msgspec

from desk.paper.language import Language
from desk.paper.paper import Paper


class StillShown(msgspec.Struct, frozen=True, kw_only=True):
    """A JPEG; `alt` says what is to be seen, for somebody who does not see it."""

    jpeg: bytes
    alt: str = ""
    caption: str = ""


class StillsSheet(Paper, frozen=True, kw_only=True):
    """Four to a page, the first as wide as the page if their number is odd."""

    template: ClassVar[str] = "stills_sheet"

    day: date
    stills: tuple[StillShown, ...]

    def words(self, language: Language) -> dict[str, str]:
        _ = language.gettext
        return {
            "title": _("Moments to keep"),
            "intro": _("These pictures are out of your film. They are yours."),
            "picture": _("A picture out of your film"),
        }
