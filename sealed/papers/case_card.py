"""The case card: what a desk signs so that a box may seal films to a case (docs/format.md, "A case card")."""

from datetime import datetime
from typing import ClassVar

from sealed.age import parse_recipient
from sealed.age.errors import AgeError
from sealed.film.facts import parse_time
from sealed.papers.case_paper import NAMESPACE, CasePaper, Time
from sealed.ssh.allowed_signers import Signers


class CaseCard(CasePaper, frozen=True, tag_field="card", tag=1):
    """The recipient that the case's films are sealed to, until a time."""

    ending: ClassVar[str] = ".json"
    what: ClassVar[str] = "case card"

    recipient: str
    until: Time

    def __post_init__(self) -> None:
        super().__post_init__()
        if parse_time(self.until) <= parse_time(self.issued):
            raise ValueError("a case card ends after it was issued")
        try:
            parse_recipient(self.recipient)
        except AgeError as error:
            raise ValueError(str(error)) from error

    def ended(self, at: datetime | None) -> bool:
        """Whether its time is over. Without a clock nobody can tell, and filming waits for no clock."""
        return at is not None and at > parse_time(self.until)


class CardRevocation(CasePaper, frozen=True, tag_field="revocation", tag=1):
    """Ends every card of the case that was issued until then: the case is complete, or has a new key."""

    ending: ClassVar[str] = ".revoked.json"
    what: ClassVar[str] = "revocation"

    def revokes(self, paper: CasePaper) -> bool:
        """Whether a card of the same case, or what was sent along with it, is revoked by this."""
        return parse_time(paper.issued) <= parse_time(self.issued)

    @classmethod
    def counts(cls, desks: Signers, key: bytes, at: datetime | None) -> bool:
        """A revocation stays one when its desk's key has ended: else the card would come back."""
        return super().counts(desks, key, at) or desks.lists(key, NAMESPACE)
