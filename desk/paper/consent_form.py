"""The consent form: each consent apart, how long films are kept, who sees them, and that it may end on any day."""

from datetime import date
from typing import ClassVar

import msgspec

from desk.cases.event import ConsentKind
from desk.paper.language import Language
from desk.paper.paper import Paper


class ConsentAsked(msgspec.Struct, frozen=True, kw_only=True):
    """`until`: its last day; null: as long as the work goes on. `given` is null while nobody has answered."""

    kind: ConsentKind
    until: date | None = None
    given: bool | None = None


ALL: tuple[ConsentKind, ...] = ("filming", "copies", "stills", "supervision", "intervision", "training")


class ConsentForm(Paper, frozen=True, kw_only=True):
    """`keeps` and `seen_by` replace the usual sentences with the service's own."""

    template: ClassVar[str] = "consent_form"

    case: str
    day: date
    practitioner: str = ""
    consents: tuple[ConsentAsked, ...] = tuple(ConsentAsked(kind=kind) for kind in ALL)
    keeps: str = ""
    seen_by: str = ""

    def words(self, language: Language) -> dict[str, str]:
        _ = language.gettext
        return {
            "title": _("Filming together: what you agree to"),
            "intro": _(
                "We film a few minutes of you and your child, choose moments in which it goes well between you, and "
                "watch them with you. Each line below is a choice of its own: you may say yes to one and no to another."
            ),
            "choices": _("Your choices"),
            "filming": _("Being filmed"),
            "filming_means": _("We film you and your child for about ten minutes, and watch moments of it with you."),
            "copies": _("A copy for you"),
            "copies_means": _("You are given the chosen clips, to keep."),
            "stills": _("Pictures for you"),
            "stills_means": _("You are given still pictures out of the film, to keep."),
            "supervision": _("Supervision"),
            "supervision_means": _("Parts of the film are shown to a supervisor, so that we do this work well."),
            "intervision": _("Intervision"),
            "intervision_means": _("Parts of the film are shown to colleagues who do or learn the same work."),
            "training": _("Training"),
            "training_means": _("Parts of the film are shown when others learn this work."),
            "consent": _("What for"),
            "answer": _("Your answer"),
            "until": _("Until"),
            "as_long": _("our work together ends"),
            "yes": _("yes"),
            "no": _("no"),
            "keeping": _("How long we keep it"),
            "keeps": self.keeps
            or _(
                "Until our work together is complete. Then the film is deleted, and you are given a paper that says so."
            ),
            "seeing": _("Who sees it"),
            "seen_by": self.seen_by
            or _(
                "You and your practitioner, and those to whom you say yes above. The film is sealed while it is made: "
                "it opens on your practitioner's computer and nowhere else."
            ),
            "stopping": _("You may stop at any time"),
            "may_stop": _(
                "You may end the filming at any moment, and change each answer on any day. You need not say why, and "
                "it changes nothing about the help that you get. If you ask for it, the film is deleted."
            ),
            "signing": _("Signatures"),
            "name": _("Name"),
            "signature": _("Signature"),
            "date": _("Day"),
            "parent": _("Parent or carer"),
            "by": _("Practitioner"),
            "case": _("Case"),
        }
