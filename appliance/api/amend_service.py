"""Amends a film and its marks, while it is made and until it is wiped."""

from appliance.api.film_service import FilmService
from appliance.recorder.amendments import Amendments
from appliance.recorder.events import Change, GiveConsent, SetNote, SetPrinciple, TakeBack
from appliance.recorder.loop import Loop
from appliance.recorder.status_report import StatusReporter
from control.messages import Film, Marks
from control.requests import ConsentPlan, NoteRequest, PrincipleRequest
from sealed.film.records import Consent


class AmendService:
    """Safe to use from several threads. A method that cannot raises BoxError."""

    def __init__(self, loop: Loop, reporter: StatusReporter, films: FilmService, amendments: Amendments) -> None:
        self._loop, self._reporter, self._films, self._amendments = loop, reporter, films, amendments

    def marks(self, film: str) -> Marks:
        """The marks of a film without those that were undone."""
        self._films.film(film)
        return Marks(film, self._amendments.about.marks(film))

    def undo(self, film: str, mark: str) -> Marks:
        """Undo a mark."""
        return self._amend(film, TakeBack(mark))

    def set_principle(self, film: str, request: PrincipleRequest) -> Marks:
        """Set the principle of a mark."""
        return self._amend(film, SetPrinciple(request.id, request.principle))

    def set_note(self, film: str, request: NoteRequest) -> Marks:
        """Set the note of a mark."""
        return self._amend(film, SetNote(request.id, request.note))

    def give_consent(self, film: str, consent: ConsentPlan) -> Film:
        """Record the family's consent, after the film has begun."""
        self._amend(film, GiveConsent(Consent(consent.filming, consent.supervision, consent.training)))
        return self._films.film(film)

    def _amend(self, film: str, change: Change) -> Marks:
        if film == self._reporter.film_id:
            self._loop.ask(change)
        else:
            self._amendments.amend(film, change)
        self._films.amended(film)
        return self.marks(film)
