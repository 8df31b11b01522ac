"""What the box can be asked to do, as the control socket offers it. Every method raises BoxError when it does not."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from appliance import said
from appliance.bundle import Bundle
from appliance.checks import Check, told
from appliance.desk_receipt import DeskReceipt
from appliance.desk_receipt import check as check_desk
from appliance.errors import BadRequest, DeviceFault, NoSuchFilm, Refused
from appliance.events import SECOND, Mark, Name, Paired, Start, Stop, Undo
from appliance.films.errors import CardFailed
from appliance.films.film import Film
from appliance.films.shelf import Shelf
from appliance.hands import BoxHands
from appliance.kit import Kit
from appliance.plan import Plan
from appliance.receipts import Receipt, Receipts, decode
from appliance.recorder import NO_ROOM
from appliance.status import Publisher, Status
from appliance.sync_desk import Sync, SyncDesk
from appliance.visit import Visit as Loop
from appliance.wall_clock import WallClock
from appliance.wipe import Wiper, WipeRecord
from appliance.wishes import ConsentWish, MarkWish, NameWish, Progress, VisitWish
from sealed.facts import Started
from sealed.marks import Consent, Visit

log = logging.getLogger("attune.box")


class ReceiptShown(msgspec.Struct, frozen=True):
    """A receipt in short."""

    store: str
    when: Started
    objects: int
    size: int = msgspec.field(name="bytes")


class FilmShown(Film, frozen=True):
    """FILM of docs/control.md: a film on the card, how its sync stands, and its receipt."""

    sync: Sync | None = None
    receipt: ReceiptShown | None = None


class RecorderBox:
    """The box behind the control socket. Safe to use from several threads."""

    def __init__(
        self,
        kit: Kit,
        clock: WallClock,
        plan: Plan,
        visit: Loop,
        hands: BoxHands,
        publisher: Publisher,
        shelf: Shelf,
        receipts: Receipts,
        wiper: Wiper,
        desks: Path,
    ) -> None:
        self._kit, self._clock, self._plan = kit, clock, plan
        self._visit, self._hands, self._publisher = visit, hands, publisher
        self._shelf, self._receipts, self._wiper = shelf, receipts, wiper
        self._desk, self._desks = SyncDesk(), desks

    # --- the visit ---

    def status(self) -> Status:
        """The status now."""
        return self._hands.status(self._visit.situation, time.monotonic_ns())

    def follow(self) -> Iterator[Status]:
        """The status now and at every change."""
        return self._publisher.follow()

    def start(self) -> None:
        """Begin a film; returns when its first picture is kept."""
        self._visit.ask(Start(time.monotonic_ns()))

    def stop(self) -> None:
        """End the film; returns when it is sealed."""
        self._visit.ask(Stop(time.monotonic_ns()))

    def mark(self, wish: MarkWish) -> object:
        """Mark a moment; returns what was sealed."""
        now = time.monotonic_ns()
        situation = self._visit.situation
        if wish.at is None:
            at = now
        elif situation.zero is None or not 0 <= wish.at <= now - situation.zero + SECOND:
            raise BadRequest("A mark must lie within the film.")
        else:
            at = situation.zero + wish.at
        return self._visit.ask(Mark(at, wish.by, wish.principle, wish.note, wish.id))

    def undo(self, mark: str) -> None:
        """Take a mark of the film being made back."""
        self._visit.ask(Undo(mark))

    def name(self, wish: NameWish) -> None:
        """Say which principle a mark of the film being made stands for."""
        self._visit.ask(Name(wish.id, wish.principle))

    def marks(self) -> dict[str, object]:
        """The marks of the film being made, or of the last one."""
        film, marks = self._hands.marks()
        return {"film": film, "marks": marks}

    def checks(self) -> list[Check]:
        """The checks before a film."""
        return told(self._hands.checks(), self._visit.situation.troubles)

    def cases(self) -> dict[str, object]:
        """The cases that a film can be sealed to, and what is wrong with other cards."""
        cards = self._plan.cases.read()
        return {"cases": sorted(cards.good), "bad": list(cards.bad)}

    def planned(self) -> VisitWish:
        """What has been said for the next film."""
        said = self._plan.visit
        consent = ConsentWish(**msgspec.structs.asdict(said.consent))
        return VisitWish(said.case, said.film, said.question, consent, said.about)

    def plan(self, wish: VisitWish) -> None:
        """Say it anew, for the next film."""
        if self._visit.situation.state in ("filming", "sealing"):
            raise Refused("A film is being made. What is said now would come too late for it.")
        consent = Consent(**msgspec.structs.asdict(wish.consent))
        self._plan.say(Visit(wish.case, wish.film, wish.question, consent, wish.kind))
        self._publisher.publish(self.status(), changed=True)

    def press(self) -> None:
        """Push the simulated button, and wait for what it does."""
        if self._kit.hand is None:
            raise Refused("This box has a real button. Press that one.")
        self._kit.hand.press()
        self._visit.settle()
        self._tell_fault()

    def hold(self) -> None:
        """Hold the simulated button, and wait for what it does."""
        if self._kit.hand is None:
            raise Refused("This box has a real button. Hold that one.")
        filming = self._visit.situation.state == "filming"
        self._kit.hand.hold()
        self._visit.settle()
        if not filming:  # a hold that ended a film has done what it should, whatever came then
            self._tell_fault()

    def _tell_fault(self) -> None:
        """The button of a box in fault does nothing; who pushed it from afar is told why."""
        if (fault := self._visit.situation.fault) is None:
            return
        kind = Refused if fault.code == NO_ROOM.code else DeviceFault
        raise kind(f"The box cannot film. {fault.message}")

    def paired(self) -> None:
        """A phone has been paired: close the window."""
        self._visit.ask(Paired())

    def tell_time(self, utc: float) -> None:
        """A phone says what time it is."""
        self._clock.told(utc)

    def framing(self) -> bytes:
        """What the camera sees, as JPEG."""
        if self._visit.situation.state in ("filming", "sealing") and self._kit.hand is None:
            raise Refused("There is no framing view while filming.")
        return self._hands.framing()

    def simulate(self, device: str, trouble: str) -> None:
        """Make a simulated device fail, or mend it."""
        if not self._kit.troubles:
            raise Refused("This box has real devices. They fail by themselves.")
        if (cause := self._kit.troubles.get((device, trouble))) is None:
            known = ", ".join(f"{device} {trouble}" for device, trouble in self._kit.troubles)
            raise BadRequest(f"A {device} does not {trouble}. There are: {known}.")
        cause()

    # --- the films ---

    def films(self) -> list[FilmShown]:
        """All films on the box."""
        return [self._shown(film) for film in self._shelf.films(self._hands.film_id)]

    def film(self, film: str) -> FilmShown:
        """One film."""
        making = self._hands.film_id
        try:
            return self._shown(self._shelf.film(film, making))
        except NoSuchFilm:
            if film != making:
                raise
            return FilmShown(film, 0, 0.0, 0, 0, "filming")  # its folder comes with its first object

    def ask_sync(self, film: str | None) -> list[str]:
        """Ask the courier for one film, or for all that have no receipt."""
        if film is not None:
            self._closed(film)
            self._desk.ask(film)
            return [film]
        films = [f.id for f in self._shelf.films() if f.id != self._hands.film_id and self._receipts.of(f.id) is None]
        for each in films:
            self._desk.ask(each)
        return films

    def wanted(self) -> list[str]:
        """What waits for the courier."""
        return self._desk.wanted()

    def progress(self, film: str, progress: Progress) -> None:
        """The courier's progress."""
        self._shelf.path(film)
        self._tell(film, Sync(progress.state, progress.done, progress.total))

    def sync_failed(self, film: str, message: str) -> None:
        """The courier gave up."""
        self._shelf.path(film)
        self._tell(film, Sync("failed", message=message))

    def receipt(self, film: str, receipt: bytes) -> None:
        """Take a receipt: checked against every byte of the film, signed, kept."""
        self._take(self._closed(film), decode(receipt), None)

    def desk_receipt(self, film: str, paper: DeskReceipt) -> None:
        """The same, from a desk that imported the film's bundle and signed for it."""
        folder = self._closed(film)
        self._take(folder, *check_desk(paper, self._desks))

    def bundle(self, film: str) -> Bundle:
        """A film as one tar."""
        return Bundle(self._closed(film))

    def _take(self, folder: Path, receipt: Receipt, desk: str | None) -> None:
        film, taken = folder.name, self._receipts.accept(folder, receipt, self._clock.started(), desk)
        log.info("%s: %s. %s", film, said.RECEIPT, taken.words())
        self._tell(film, Sync("done", taken.size, taken.size))

    def wipe(self, film: str) -> WipeRecord:
        """Remove a film that has a receipt."""
        self._closed(film)
        receipt = self._receipts.require(film)
        return self._removed(film, lambda: self._wiper.wipe(film, receipt))

    def discard(self, film: str) -> WipeRecord:
        """Remove a film without a receipt; one that is being made is stopped first."""
        if film == self._hands.film_id:
            if self._visit.situation.state == "filming":
                self.stop()
            self._visit.settle()
        return self._removed(film, lambda: self._wiper.discard(film))

    def _removed(self, film: str, remove: Callable[[], WipeRecord]) -> WipeRecord:
        try:
            record = remove()
        except OSError as error:
            raise CardFailed(
                f"The card failed while {film} was removed ({error.strerror}). "
                "The box goes on with it when it starts again; if that does not help, have the card looked at."
            ) from error
        self._desk.forget(record.film)
        self._publisher.publish(self.status(), changed=True)
        return record

    def _tell(self, film: str, sync: Sync) -> None:
        self._desk.put(film, sync)
        self._publisher.publish(self.status(), changed=True)

    def _closed(self, film: str) -> Path:
        path = self._shelf.path(film)
        if film == self._hands.film_id:
            raise Refused("This film is still being made. Stop it first.")
        return path

    def _shown(self, film: Film) -> FilmShown:
        receipt = self._receipts.of(film.id)
        short = None
        if receipt is not None:
            short = ReceiptShown(receipt.store, receipt.when, len(receipt.objects), receipt.size)
        return FilmShown(**msgspec.structs.asdict(film), sync=self._desk.of(film.id), receipt=short)
