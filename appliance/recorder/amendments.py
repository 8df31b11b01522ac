"""What is said about closed films: sealed to the film's own recipients, and signed beside its journal."""

from threading import Lock

from appliance.errors import DeviceFault, Refused
from appliance.films.about import AboutFilms
from appliance.films.shelf import Shelf
from appliance.recorder.actions import record_of
from appliance.recorder.events import Change, GiveConsent
from appliance.recorder.identity import RecorderIdentity
from appliance.recorder.next_visit import Cases
from sealed.age import Recipient, parse_recipient
from sealed.errors import FilmError, WriterError
from sealed.film.after import add_after
from sealed.film.facts import fingerprint
from sealed.film.records import Undo
from sealed.film.verified import read_facts, read_verified


class Amendments:
    """Of the films on one shelf. Safe to use from several threads."""

    def __init__(self, shelf: Shelf, identity: RecorderIdentity, cases: Cases, about: AboutFilms) -> None:
        self.about = about
        self._shelf, self._identity, self._cases = shelf, identity, cases
        self._lock = Lock()

    def amend(self, film: str, change: Change) -> None:
        """Say it about the closed film. An undo twice is one. Raises Refused, DeviceFault, NoSuchFilm."""
        folder = self._shelf.path(film)
        record = record_of(change, "afterwards")
        with self._lock:
            if not isinstance(change, GiveConsent) and all(mark.id != change.id for mark in self.about.marks(film)):
                if isinstance(record, Undo):
                    return
                raise Refused("There is no such mark in this film. Open the film's page again.")
            try:
                recipients = self._recipients(read_facts(folder, read_verified(folder, None)).recipients)
                add_after(folder, record, recipients, self._identity.signer)
            except (FilmError, WriterError) as error:
                raise Refused(f"Nothing can be added to this film. {error}") from error
            except OSError as error:
                raise DeviceFault(f"The card did not take it ({error.strerror}). Have the card looked at.") from error
            self.about.add(film, record)
            if isinstance(change, GiveConsent):
                self.about.give_consent(film, "afterwards" if change.consent.filming else "none")

    def _recipients(self, wanted: tuple[str, ...]) -> list[Recipient]:
        """The film's recipients, of which its facts have the fingerprints. Raises Refused if the box lacks one."""
        cards = [parse_recipient(card.recipient) for card in self._cases.read().good.values()]
        known = {fingerprint(str(recipient)): recipient for recipient in (*self._identity.recipients, *cards)}
        if missing := [each for each in wanted if each not in known]:
            raise Refused(
                f"The box no longer has the key that this film is sealed to ({missing[0]}). Add it at the desk."
            )
        return [known[each] for each in wanted]
