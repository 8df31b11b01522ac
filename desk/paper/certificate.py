"""The erasure certificate as a person reads it; the JSON beside it is what is signed (docs/format.md)."""

from datetime import date
from typing import ClassVar, Literal

import msgspec

from desk.paper.language import Language
from desk.paper.paper import Paper
from sealed.papers.erasure_certificate import Fate, Place


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
    """`destroyed` and `issued` are times in UTC by the desk's clock; `destroyed` is null until the key is.

    `final`: nothing is left to do. `kept`: a backup of the keyring still holds the key. `behind`: the clock was
    set back; `resealed`: a film was sealed to the desk's own key first. `signed_by` is a key's fingerprint.
    """

    template: ClassVar[str] = "certificate"

    what: Literal["case", "film"]
    films: tuple[CertifiedFilm, ...]
    key: str
    destroyed: str | None
    issued: str
    desk: str
    signed_by: str
    copies: tuple[CertifiedCopy, ...] = ()
    final: bool = True
    kept: bool = False
    resealed: bool = False
    behind: bool = False
    json_name: str = "certificate.json"
    complaints: str = ""

    def words(self, language: Language) -> dict[str, str]:
        _ = language.gettext
        return {
            "title": _("Certificate of erasure"),
            "intro": self._intro(language),
            "films": _("The films"),
            "film": _("Film"),
            "day": _("Filmed"),
            "unknown": _("on a day that no clock vouches for"),
            "method": _("How"),
            "how": self._how(language),
            "key": _("The key that was destroyed") if self.destroyed else _("The key"),
            "destroyed": _("Destroyed"),
            "issued": _("Written"),
            "clock": _("Times are UTC, by the clock of the computer at which it was done. It was set back meanwhile.")
            if self.behind
            else _("Times are UTC, by the clock of the computer at which it was done."),
            "not_destroyed": _("not yet"),
            "copies": _("Each copy that was known"),
            "where": _("Where"),
            "fate": _("What became of it"),
            "desk": _("the practitioner's computer"),
            "store": _("the store"),
            "box": _("the box that filmed"),
            "stick": _("a copy that the family asked for"),
            "pack": _("a pack for supervision"),
            "backup": _("a backup of the keys"),
            "source": _("where a film came from"),
            "removed": _("removed, and looked for afterwards"),
            "unreadable": _("not removed, or not known to be; opens only with the key"),
            "confirmed": _("removed, and confirmed under a signature"),
            "asked": _("asked to remove it, and not confirmed yet; opens only with the key"),
            "renewed": _("written anew, without the key"),
            "outside": _("outside our reach"),
            "readable": _("not removed, and opens with a key that still exists"),
            "not yet": _("not removed yet, and the key that opens it is not destroyed yet"),
            "reach": _("Outside our reach"),
            "outside_is": _(
                "What the family was given is theirs. What a colleague was given opens with a key of her own, until "
                "she confirms that it is erased. A backup of the keys opens what it held, until whoever keeps it "
                "destroys it, and so does another computer on which it was restored. Snapshots that a store or a "
                "computer makes by itself may hold sealed remains. What was removed from a stick can perhaps be "
                "restored from it. Clips and papers that were exported or printed are "
                "not listed: nobody knows where they all are."
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

    def _intro(self, language: Language) -> str:
        """No more than is so: the key is destroyed, and perhaps not everything else is done."""
        _ = language.gettext
        if self.destroyed is None and self.what == "film":
            deleted = _("This film, and every clip and note made from it, is deleted where that is said below.")
            later = _(
                "It is not unreadable yet: its key is destroyed once the other films are sealed to a new one, and no "
                "box uses the old one."
            )
            return f"{deleted} {later}"
        if self.destroyed is None:
            return _("These films are being erased. The key that opens them is not destroyed yet.")
        said = (
            _("The key to this film, and to every note and clip made from it, has been destroyed.")
            if self.what == "film"
            else _("The key to all films of this work, and to every note and clip made from them, has been destroyed.")
        )
        open_ = _("Not everything below is done yet. A later certificate of this number will take its place.")
        return said if self.final else f"{said} {open_}"

    def _how(self, language: Language) -> str:
        _ = language.gettext
        listed = _("What became of each copy that was known is listed below.")
        if self.destroyed is None:
            removed = _("Files were overwritten and removed. The key is not destroyed.")
            return f"{removed} {listed}"
        how = _(
            "Films are sealed to one key. No copy that was sealed to it opens without it, wherever it lies, not even "
            "one that nobody remembers."
        )
        others = _("The other films were sealed to a new key before, so that they open as they did.")
        first = _("A film that was made without a case card was first sealed to the desk's own key. That still exists.")
        kept = _("A backup of the keys that is listed there still holds this key.")
        said = [
            how,
            *([others] if self.what == "film" else ()),
            listed,
            *([first] if self.resealed else ()),
            *([kept] if self.kept else ()),
        ]
        return " ".join(said)
