"""The one client of the control socket: web, courier and commands use it.

Longer than most: a method for each request.
"""

from collections.abc import Generator
from contextlib import closing, suppress
from copy import copy
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import TypeVar

import msgspec

from control import sse
from control.connection import SocketPath, UnixConnection
from control.errors import ControlError, ErrorAnswer, NoAccess, NotRunning, NotUnderstood
from control.messages import (
    CaseList,
    Check,
    Checks,
    CourierWork,
    Film,
    Films,
    Marks,
    News,
    PairingStatus,
    PlacedMark,
    Queued,
    Refusal,
    SignedReport,
    Status,
)
from control.requests import (
    ClockRequest,
    ConsentPlan,
    CopyBegun,
    CopyRemoved,
    FaultRequest,
    MarkRequest,
    NoteRequest,
    PairedRequest,
    PrincipleRequest,
    SyncFailure,
    SyncProgress,
    UndoRequest,
    VisitPlan,
)
from control.sockets import DEADLINE

READ = 10.0  # seconds, for what only looks
WORK = 15 * 60.0  # seconds, for what changes something: a wipe overwrites a whole film on a slow card
SILENCE = 10.0  # seconds, for the event stream, which sends something every second

T = TypeVar("T")


class Client:
    """A client of one control socket; threads may share it. Every call raises ControlError."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._address = SocketPath(socket)
        self._deadline: float | None = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the socket's folder. Idempotent."""
        self._address.close()

    def until(self, deadline: float | None) -> "Client":
        """The same client for one request, which the recorder refuses later than that (ms of CLOCK_MONOTONIC)."""
        client = copy(self)
        client._deadline = deadline
        return client

    def status(self) -> Status:
        return self._get("/status", Status)

    def news(self) -> News:
        """Everything that pages show, in one answer."""
        return self._get("/news", News)

    def events(self) -> Generator[News, None, None]:
        """The news now (whole), and what changes of it. Ends when the recorder closes the stream or dies."""
        yield from self._follow("/events", "news", News)

    def films(self) -> tuple[Film, ...]:
        return self.all_films().films

    def all_films(self) -> Films:
        """The films, and what stores may still hold of discarded ones."""
        return self._get("/films", Films)

    def film(self, film: str) -> Film:
        return self._get(f"/films/{film}", Film)

    def marks(self) -> Marks:
        return self._get("/marks", Marks)

    def visit(self) -> VisitPlan:
        return self._get("/visit", VisitPlan)

    def cases(self) -> CaseList:
        return self._get("/cases", CaseList)

    def checks(self) -> tuple[Check, ...]:
        return self._get("/checks", Checks).checks

    def framing(self) -> bytes:
        """What the camera sees now, as a JPEG, to aim it: the box shows that somebody looks."""
        return self.ask("GET", "/framing")

    def simulated_view(self) -> bytes:
        """What a simulated camera sees now, as a JPEG."""
        return self.ask("GET", "/simulated/view")

    def start(self) -> Status:
        """Begin to film; returns with the first frame."""
        return self._post("/start", Status)

    def stop(self) -> Status:
        """End the film; returns when it is sealed."""
        return self._post("/stop", Status)

    def mark(self, request: MarkRequest) -> PlacedMark:
        return self._post("/mark", PlacedMark, request)

    def undo(self, mark: str) -> Status:
        return self._post("/undo", Status, UndoRequest(mark))

    def set_principle(self, request: PrincipleRequest) -> Status:
        return self._post("/principle", Status, request)

    def film_marks(self, film: str) -> Marks:
        return self._get(f"/films/{film}/marks", Marks)

    def amend(self, film: str, request: UndoRequest | PrincipleRequest | NoteRequest) -> Marks:
        route = {UndoRequest: "undo", PrincipleRequest: "principle", NoteRequest: "note"}[type(request)]
        return self._post(f"/films/{film}/{route}", Marks, request)

    def give_consent(self, film: str, consent: ConsentPlan) -> Film:
        return self._post(f"/films/{film}/consent", Film, consent)

    def plan(self, visit: VisitPlan) -> VisitPlan:
        """Enter what is known before the next film."""
        return _decode(self.ask("PUT", "/visit", msgspec.json.encode(visit)), VisitPlan, "PUT /visit")

    def pairing_events(self) -> Generator[PairingStatus, None, None]:
        """The pairing window now, and at every change. Ends when the recorder closes the stream or dies."""
        yield from self._follow("/pairing/events", "pairing", PairingStatus)

    def paired(self, code: str) -> Status:
        """The phone that shows this code is paired: close the window. Refused unless the code was just pressed."""
        return self._post("/paired", Status, PairedRequest(code))

    def set_clock(self, utc: float) -> Status:
        """What time a phone says it is, in seconds since 1970."""
        return self._post("/clock", Status, ClockRequest(utc))

    def press(self) -> Status:
        """Press the simulated button."""
        return self._post("/panel/press", Status)

    def hold(self) -> Status:
        """Hold the simulated button for two seconds."""
        return self._post("/panel/hold", Status)

    def simulate(self, device: str, trouble: str) -> Status:
        """Make a simulated device fail, or mend it."""
        return self._post("/simulate", Status, FaultRequest(device, trouble))

    def sync(self, film: str | None = None) -> tuple[str, ...]:
        """Ask the courier for one film, or for all; returns those that it will sync."""
        return self._post(f"/films/{film}/sync" if film else "/sync", Queued).queued

    def wipe(self, film: str) -> bytes:
        """Remove a film that has a receipt; the wipe record as it is signed (docs/wiping.md)."""
        return self.ask("POST", f"/films/{film}/wipe")

    def discard(self, film: str) -> bytes:
        """Remove a film without a receipt, because the family wants it gone; the wipe record."""
        return self.ask("POST", f"/films/{film}/discard")

    def sync_queue(self) -> CourierWork:
        """What waits for the courier. This and what follows is on the courier's socket only."""
        return self._get("/sync", CourierWork)

    def health(self) -> SignedReport:
        """The box's health report of now."""
        return self._get("/health", SignedReport)

    def begin_copy(self, film: str, store: str) -> None:
        """Say, before the first object is put, that a film is copied to this store."""
        self.ask("POST", f"/films/{film}/copy", msgspec.json.encode(CopyBegun(store)))

    def copy_removed(self, film: str, store: str, left: str | None) -> None:
        """Say that a store holds nothing of a discarded film, or why it may."""
        self.ask("POST", f"/films/{film}/removed", msgspec.json.encode(CopyRemoved(store, left)))

    def progress(self, film: str, progress: SyncProgress) -> None:
        self.ask("POST", f"/films/{film}/progress", msgspec.json.encode(progress))

    def sync_failed(self, film: str, message: str) -> None:
        self.ask("POST", f"/films/{film}/sync-failed", msgspec.json.encode(SyncFailure(message)))

    def put_receipt(self, film: str, receipt: bytes) -> Film:
        return _decode(self.ask("PUT", f"/films/{film}/receipt", receipt), Film, "PUT /films/ID/receipt")

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Any request; the answer's body. Waits longer for what changes something."""
        with closing(UnixConnection(self._address.path, READ if method == "GET" else WORK)) as connection:
            answer = self._send(connection, method, path, body)
            try:
                return answer.read()
            except (OSError, HTTPException) as error:
                raise NotRunning(socket=self.socket) from error

    def _follow(self, path: str, event: str, kind: type[T]) -> Generator[T, None, None]:
        with closing(UnixConnection(self._address.path, SILENCE)) as connection:
            answer = self._send(connection, "GET", path, b"")
            try:
                for name, data in sse.decode(answer):
                    if name == event:
                        yield _decode(data, kind, f"GET {path}")
            except (OSError, HTTPException):
                return

    def _get(self, path: str, kind: type[T]) -> T:
        return _decode(self.ask("GET", path), kind, f"GET {path}")

    def _post(self, path: str, kind: type[T], request: object = None) -> T:
        body = b"" if request is None else msgspec.json.encode(request)
        return _decode(self.ask("POST", path, body), kind, f"POST {path}")

    def _send(self, connection: UnixConnection, method: str, path: str, body: bytes) -> HTTPResponse:
        """Send a request; the answer, of which only the head was read. Raises ErrorAnswer for an error."""
        try:
            with suppress(BrokenPipeError):  # a body that is too large is answered before it was read
                headers = {"Content-Type": "application/json"}
                if self._deadline is not None:
                    headers[DEADLINE] = str(self._deadline)
                connection.request(method, path, body, headers)
            answer = connection.getresponse()
            if answer.status < 400:
                return answer
            refusal = answer.read()
        except PermissionError as error:
            raise NoAccess(socket=self.socket) from error
        except (OSError, HTTPException) as error:
            raise NotRunning(socket=self.socket) from error
        raise _error(answer.status, refusal, f"{method} {path}")


def _decode(body: bytes, kind: type[T], request: str) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotUnderstood(request=request) from error


def _error(status: int, body: bytes, request: str) -> ControlError:
    refusal = _decode(body, Refusal, request)
    return ErrorAnswer(refusal.message, refusal.error, refusal.exit, status)
