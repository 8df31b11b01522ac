"""The erasure certificate as a person reads it; the JSON beside it is what is signed (docs/format.md)."""

from datetime import date
from typing import ClassVar, Literal

import msgspec

from desk.paper.language import Language
from desk.paper.paper import Paper

Fate = Literal["removed", "unreadable", "confirmed", "unconfirmed", "outside"]
Place = Literal["desk", "store", "box", "stick", "pack", "backup"]


class CertifiedFilm(msgspec.Struct, frozen=True, kw_only=True):
    """`day` is null if no clock vouched for it."""

    film: str
    day: date | None = None


class CertifiedCopy(msgspec.Struct, frozen=True, kw_only=True):
    """One copy that was known. `name` is the store's, the box's or the stick's own; `count` is of objects, if known."""

    place: Place
    name: str
    fate: Fate
    count: int | None = None


class Certificate(Paper, frozen=True, kw_only=True):
    """`destroyed` and `issued` are times in UTC by the desk's clock. `signed_by` is a key's fingerprint."""

    template: ClassVar[str] = "certificate"

    what: Literal["case", "film"]
    films: tuple[CertifiedFilm, ...]
    key: str
    destroyed: str
    issued: str
    desk: str
    signed_by: str
    copies: tuple[CertifiedCopy, ...] = ()
    json_name: str = "certificate.json"
    complaints: str = ""

    def words(self, language: Language) -> dict[str, str]:
        _ = language.gettext
        return {
            "title": _("Certificate of erasure"),
            "intro": _("All films of this work have been erased, with every note, clip and picture made from them.")
            if self.what == "case"
            else _("This film has been erased, with every note, clip and picture made from it."),
            "films": _("What was erased"),
            "film": _("Film"),
            "day": _("Filmed"),
            "unknown": _("on a day that no clock vouches for"),
            "method": _("How"),
            "how": _(
                "Films are sealed to one key, from the first second on. That key has been destroyed. No copy opens "
                "without it, wherever it lies, not even one that nobody remembers. What became of each copy that was "
                "known is listed below."
            ),
            "key": _("The key that was destroyed"),
            "destroyed": _("Destroyed"),
            "issued": _("Written"),
            "clock": _("Times are UTC, by the clock of the computer at which it was done."),
            "copies": _("Each copy that was known"),
            "where": _("Where"),
            "fate": _("What became of it"),
            "desk": _("the practitioner's computer"),
            "store": _("the store"),
            "box": _("the box that filmed"),
            "stick": _("a copy that the family asked for"),
            "pack": _("a pack for supervision"),
            "backup": _("a backup of the keys"),
            "removed": _("removed"),
            "unreadable": _("cannot be opened any more"),
            "confirmed": _("removed, and confirmed under a signature"),
            "unconfirmed": _("cannot be opened any more; removal not confirmed yet"),
            "outside": _("outside our reach"),
            "reach": _("Outside our reach"),
            "outside_is": _(
                "What the family was given is theirs. What a colleague was given opens with a key of her own, until "
                "she confirms that it is erased. A backup of the keys opens what it held, until whoever keeps it "
                "destroys it."
            ),
            "verifying": _("How to check this paper"),
            "verify": _(
                "This paper repeats the file %(name)s, which is signed. Anyone can check it, without our program:"
            )
            % {"name": self.json_name},
            "signed_by": _("Signed by the key"),
            "complaining": _("If you have a question or a complaint"),
            "complaints": self.complaints
            or _(
                "Ask your practitioner, or the service named above. "
                "You may also complain to your data protection authority."
            ),
        }
