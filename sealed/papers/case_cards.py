"""The case cards of a box: which can be used now, and why others cannot."""

from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec

from sealed.errors import CardError
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.preparation import SealedPreparation
from sealed.papers.wipe_request import WipeRequest
from sealed.ssh.allowed_signers import Signers


class CaseCards(msgspec.Struct, frozen=True):
    """The cards that can be used, by case, and a sentence for each file that cannot, by the file's first part."""

    good: dict[str, CaseCard]
    bad: dict[str, str]
    revocations: dict[str, CardRevocation] = msgspec.field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, desks: Signers, at: datetime | None) -> Self:
        """All cards of a folder at this time. A card that cannot be used spoils no other."""
        cards: dict[str, CaseCard] = {}
        revocations: dict[str, CardRevocation] = {}
        bad: dict[str, str] = {}
        for path in sorted(folder.glob("*.json")):
            if path.name.endswith((WipeRequest.ending, SealedPreparation.ending)):
                continue
            try:
                if path.name.endswith(CardRevocation.ending):
                    revocation = CardRevocation.read(path, desks, at)
                    revocations[revocation.case] = revocation
                else:
                    card = CaseCard.read(path, desks, at)
                    cards[card.case] = card
            except CardError as error:
                bad[path.stem] = str(error)
        for case, card in cards.items():
            end = revocations.get(case)
            if end and end.revokes(card):
                bad[case] = f"The card for the case {case} was revoked on {end.issued[:10]}. Ask for a new one."
            elif card.ended(at):
                bad[case] = f"The card for the case {case} ended on {card.until[:10]}. Ask for a new one."
        return cls({case: card for case, card in cards.items() if case not in bad}, bad, revocations)
