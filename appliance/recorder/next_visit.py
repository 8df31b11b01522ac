"""What was said before the film: kept in memory only until a film begins, then sealed into it."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from appliance.errors import BadRequest
from sealed.age import Recipient, parse_recipient
from sealed.errors import SignersError
from sealed.film.records import Visit
from sealed.papers.case_card import Cards
from sealed.ssh.allowed_signers import Signers


class Cases:
    """The case cards on the box, as desks signed them: `CASE.json` in `folder`, and the file that lists the desks."""

    def __init__(self, folder: Path, desks: Path) -> None:
        self._folder, self._desks = folder, desks
        folder.mkdir(mode=0o750, exist_ok=True)

    def read(self) -> Cards:
        """All cards, read anew: they may have come meanwhile."""
        if not self._desks.exists():
            return Cards({}, ())
        try:
            return Cards.read(self._folder, Signers.read(self._desks))
        except SignersError as error:
            return Cards({}, (str(error),))

    def recipients(self, case: str) -> Sequence[Recipient]:
        """Whom a film of this case is sealed to: the case alone. Raises BadRequest without a usable card."""
        if (card := self.read().good.get(case)) is None:
            raise BadRequest(
                f"There is no card for the case {case} on the box. Sync to get it, or film without a card."
            )
        return [parse_recipient(card.recipient)]


class NextVisit:
    """The next film's visit details. Safe to use from several threads."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self._visit = Visit()
        self._lock = Lock()

    @property
    def visit(self) -> Visit:
        """What has been said so far."""
        return self._visit

    def say(self, visit: Visit) -> None:
        """Say it anew. Raises BadRequest for a case without a usable card."""
        if visit.case is not None:
            self.cases.recipients(visit.case)
        with self._lock:
            self._visit = visit

    def take(self) -> Visit:
        """For the film that begins: what was said is said for one film."""
        with self._lock:
            visit, self._visit = self._visit, Visit()
        return visit
