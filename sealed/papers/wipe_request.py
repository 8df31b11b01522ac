"""The wipe request: what a desk signs so that boxes remove the films of a case (docs/format.md, "A wipe request")."""

from typing import Annotated, ClassVar, Literal

import msgspec

from sealed.film.facts import FILM_ID, FINGERPRINT
from sealed.papers.case_paper import CasePaper

NAMESPACE = "attune-wipe-request"
"""Not that of a case card: a list of signers can allow a desk one and not the other."""

Filmed = Annotated[str, msgspec.Meta(pattern=rf"^(?:{FILM_ID.pattern})$(?!\n)")]
Recipient = Annotated[str, msgspec.Meta(pattern=FINGERPRINT)]


class WipeRequest(CasePaper, frozen=True, tag_field="wipe_request", tag=1):
    """`films`: those of the case that shall go, or null for all. Only films sealed to one of `recipients` alone.

    `completed`: a film goes once a store has it. `withdrawn`: the family withdrew consent, so it goes at once.
    """

    ending: ClassVar[str] = ".wipe.json"
    what: ClassVar[str] = "wipe request"
    namespace: ClassVar[str] = NAMESPACE

    recipients: Annotated[tuple[Recipient, ...], msgspec.Meta(min_length=1, max_length=64)]
    films: Annotated[tuple[Filmed, ...], msgspec.Meta(min_length=1, max_length=100)] | None
    why: Literal["completed", "withdrawn"]

    def names(self, film: str, recipients: tuple[str, ...]) -> bool:
        """Whether a film with these recipients is one of those that shall go."""
        ours = len(recipients) == 1 and recipients[0] in self.recipients
        return ours and (self.films is None or film in self.films)
