"""Removes the films that a known desk asks to be wiped, because their case is complete or consent was withdrawn.

A film goes only if it is sealed to the case's key alone. It needs a receipt, unless the family withdrew consent: else
a paper could destroy the only copy of a film that somebody wants.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from appliance.errors import BoxError
from appliance.films.about import AboutFilm, AboutFilms
from appliance.films.errors import NoReceipt, ReceiptDoesNotCover
from appliance.films.rounds import Rounds
from appliance.films.shelf import Shelf
from appliance.films.wipe import DOOMED
from sealed.errors import CardError, FilmError, SignatureError, SignersError
from sealed.film.facts import LONGEST, Facts
from sealed.film.journal import FACTS
from sealed.film.objects import read_small
from sealed.papers.case_card import CaseCard
from sealed.papers.case_cards import CaseCards
from sealed.papers.health_report import MOST
from sealed.papers.wipe_request import WipeRequest
from sealed.ssh.allowed_signers import Signers

log = logging.getLogger("attune.requested_wipes")

AGAIN = 3600.0
"""Seconds between two times that the courier is asked to sync a film that waits to be wiped."""


class RequestedRemoval(Protocol):
    """The removal of films."""

    def remove_as_requested(self, film: str, request: WipeRequest) -> object:
        """Remove a film. Raises BoxError; NoReceipt and ReceiptDoesNotCover if a store must have it first."""

    def ask_sync(self, film: str) -> object:
        """Have the courier bring it to the store."""


class PapersInForce:
    """What desks signed about cases, in `folder`, and what of it is still to do."""

    def __init__(
        self, folder: Path, desks: Path, now: Callable[[], datetime | None], shelf: Shelf, about: AboutFilms
    ) -> None:
        """`now` is the present time, None while no clock is trusted."""
        self._folder, self._desks, self._now, self._shelf, self._about = folder, desks, now, shelf, about
        self._noted: set[str] = set()

    def to_wipe(self) -> dict[str, WipeRequest]:
        """The films on the box that a request names."""
        return {film: request for request in self._requests() for film in self._named(request)}

    def in_force(self) -> tuple[str, ...]:
        """The digests of the papers that this box goes by: cards in use, revocations, requests with nothing left."""
        if (desks := self._known()) is None:
            return ()
        cards = CaseCards.read(self._folder, desks, self._now())
        done = [request for request in self._requests() if not self._left(request)]
        found = (*cards.good.values(), *cards.revocations.values(), *done)
        newest = sorted(found, key=lambda paper: paper.issued, reverse=True)[:MOST]
        return tuple(sorted(paper.digest for paper in newest))

    def _requests(self) -> list[WipeRequest]:
        found: list[WipeRequest] = []
        if (desks := self._known()) is None:
            return found
        for path in sorted(self._folder.glob(f"*{WipeRequest.ending}")):
            try:
                request = WipeRequest.read(path, desks, self._now())
            except CardError as error:
                self._note(path.name, str(error))
            else:
                if self._may_ask(path, request):
                    found.append(request)
        return found

    def _may_ask(self, path: Path, request: WipeRequest) -> bool:
        """Only the desk that signed the case's card asks for the case's films, where the box has that card."""
        card = self._folder / f"{request.case}{CaseCard.ending}"
        try:
            same = not card.exists() or CaseCard.signer_of(card) == WipeRequest.signer_of(path)
        except (FilmError, SignatureError) as error:
            self._note(path.name, f"Which desk signed the case's card cannot be told: {error.cause}")
            return False
        if not same:
            self._note(path.name, "The desk that signed it is not the one that signed the case's card.")
        return same

    def _left(self, request: WipeRequest) -> bool:
        """Whether something that it names is here, or may be: a wipe in its middle, a film that cannot be read."""
        unread = [film for film in self._shelf.ids() if self._ours(film, request) and self._facts(film) is None]
        for film in unread:
            self._note(film, f"It cannot be read, so nobody can tell whether {request.case} asks for it to be wiped.")
        return bool(unread or self._named(request) or any(self._shelf.folder.glob(f"{DOOMED}*")))

    def _named(self, request: WipeRequest) -> list[str]:
        return [film for film in self._shelf.ids() if self._is_named(film, request)]

    def _is_named(self, film: str, request: WipeRequest) -> bool:
        facts = self._facts(film)
        return facts is not None and self._ours(film, request) and request.names(film, facts.recipients)

    def _ours(self, film: str, request: WipeRequest) -> bool:
        """Of the request's case, as far as the box knows. A film that was made without a card is of none."""
        about = self._about.of(film)
        return about.case == request.case or about == AboutFilm()  # what is known of a film may be lost

    def _facts(self, film: str) -> Facts | None:
        try:
            return Facts.decode(read_small(self._shelf.folder / film / FACTS, LONGEST))
        except (FilmError, ValueError, OSError):
            return None

    def _note(self, what: str, why: str) -> None:
        if what not in self._noted:
            self._noted.add(what)
            log.warning("%s: %s", what, why)

    def _known(self) -> Signers | None:
        try:
            return Signers.read(self._desks) if self._desks.exists() else None
        except SignersError:
            return None


class RequestedWipes:
    """Looks at the requests, and removes what they name while nobody films."""

    def __init__(self, idle: Callable[[], bool], papers: PapersInForce, films: RequestedRemoval) -> None:
        self._idle, self._papers, self._films = idle, papers, films
        self._asked: dict[str, float] = {}
        self._rounds = Rounds("requested-wipes", self.look)
        self.start, self.close = self._rounds.start, self._rounds.close

    def look(self) -> list[str]:
        """Remove what is named; the films' ids."""
        gone = []
        for film, request in self._papers.to_wipe().items():
            if self._rounds.closing or not self._idle():
                break
            try:
                self._films.remove_as_requested(film, request)
                gone.append(film)
            except (NoReceipt, ReceiptDoesNotCover):
                self._sync_first(film)
            except (BoxError, OSError) as error:
                log.warning("%s: not removed: %s", film, error)
        return gone

    def _sync_first(self, film: str) -> None:
        if self._asked.get(film, 0.0) <= time.monotonic():
            self._asked[film] = time.monotonic() + AGAIN
            self._films.ask_sync(film)
