"""Visit details before the film: kept in memory only until a film begins, then sealed into it."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.errors import BadRequest
from sealed.age import Recipient, parse_recipient
from sealed.errors import CardError, SignersError
from sealed.film.records import Visit
from sealed.papers.case_cards import CaseCards
from sealed.papers.preparation import Preparation, SealedPreparation
from sealed.ssh.allowed_signers import Signers


class Cases:
    """The case cards on the box, as desks signed them: `CASE.json` in `folder`, and the file that lists the desks."""

    def __init__(
        self,
        folder: Path,
        desks: Path,
        now: Callable[[], datetime | None],
        key: Ed25519PrivateKey | None = None,
    ) -> None:
        """`now` is the present time, None while no clock is trusted; `key`, the box's, opens preparations."""
        self._folder, self._desks, self._now, self._key = folder, desks, now, key
        folder.mkdir(mode=0o750, exist_ok=True)

    def read(self) -> CaseCards:
        """All cards, read anew: the courier may have added or revoked some, and some may have expired."""
        if not self._desks.exists():
            return CaseCards({}, {})
        try:
            return CaseCards.read(self._folder, Signers.read(self._desks), self._now())
        except SignersError as error:
            return CaseCards({}, {self._desks.name: str(error)})

    def preparations(self, cards: CaseCards) -> dict[str, Preparation]:
        """What desks sent along with these cards, by case. One that cannot be read is left out: the card is good."""
        found: dict[str, Preparation] = {}
        for case, card in cards.good.items() if self._key else ():
            with suppress(CardError, SignersError):
                path = self._folder / f"{case}{SealedPreparation.ending}"
                paper = SealedPreparation.read(path, Signers.read(self._desks), self._now())
                end = cards.revocations.get(case)
                opened = paper.opened(self._key) if self._key and not (end and end.revokes(paper)) else None
                if opened and opened != Preparation():
                    found[card.case] = opened
        return found

    def recipients(self, case: str) -> Sequence[Recipient]:
        """The recipients for a film of this case: the case's key alone. Raises BadRequest without a valid card."""
        cards = self.read()
        if (card := cards.good.get(case)) is None:
            why = cards.bad.get(case, f"There is no card for the case {case} on the box. Sync to get it.")
            raise BadRequest(f"{why} Or film without a card.")
        return [parse_recipient(card.recipient)]


AGAIN = 4 * 3600.0
"""Seconds for which what was said before a film can be said again with one tap: a long visit."""


class NextVisit:
    """The next film's visit details. Safe to use from several threads."""

    def __init__(self, cases: Cases, clock: Callable[[], float] = time.monotonic) -> None:
        self.cases = cases
        self._clock = clock
        self._visit = Visit()
        self._before: tuple[float, Visit] | None = None
        self._lock = Lock()

    @property
    def visit(self) -> Visit:
        """The details so far."""
        return self._visit

    def say(self, visit: Visit) -> None:
        """Replace the details. Raises BadRequest for a case without a valid card."""
        if visit.case is not None:
            self.cases.recipients(visit.case)
        with self._lock:
            self._visit = visit

    @property
    def before(self) -> Visit | None:
        """What was said before the last film of this visit. It is offered, and never taken over by itself."""
        with self._lock:
            recent = self._before and self._clock() - self._before[0] < AGAIN
            return self._before[1] if self._before and recent else None

    def take(self) -> Visit:
        """Take the details for the film that begins, and forget them: they are for one film."""
        with self._lock:
            visit, self._visit = self._visit, Visit()
            if visit != Visit():
                self._before = self._clock(), visit
        return visit
