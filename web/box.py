"""The box as the pages see it: the control socket, spoken over httpx."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec

from control.messages import Answer, Cases, Check, Checks, Film, Films, Marked, Marks, Plan, Queued, Refusal, Status
from web.errors import BoxAway, Refused

T = TypeVar("T", bound=Answer)

# Sealing the end of a film and overwriting a wiped one take as long as the card takes.
PATIENCE = httpx.Timeout(10, connect=2)
LONG_PATIENCE = httpx.Timeout(120, connect=2)
# The recorder speaks at least every 15 s (docs/control.md); a longer silence means that it is gone.
SILENCE = httpx.Timeout(20, connect=2)


class Box:
    """A client of one control socket. Threads may share it. Raises BoxAway and Refused."""

    def __init__(self, control: Path) -> None:
        # A connection to a Unix socket costs nothing, and a fresh one never meets a recorder that has restarted.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        transport = httpx.HTTPTransport(uds=str(control), limits=limits)
        self._client = httpx.Client(transport=transport, base_url="http://box", timeout=PATIENCE, trust_env=False)

    def status(self) -> Status:
        """What the box does now."""
        return self._ask("GET", "/status", Status)

    def films(self) -> tuple[Film, ...]:
        """The films on the card, as the box lists them."""
        return self._ask("GET", "/films", Films).films

    def film(self, film: str) -> Film:
        """One film."""
        return self._ask("GET", f"/films/{film}", Film)

    def framing(self) -> bytes:
        """What the camera sees now, as a JPEG."""
        return self._request("GET", "/framing").content

    def start(self) -> None:
        """Begin to film."""
        self._request("POST", "/start", timeout=LONG_PATIENCE)

    def stop(self) -> None:
        """End the film; returns when it is sealed."""
        self._request("POST", "/stop", timeout=LONG_PATIENCE)

    def mark(self, name: str | None = None, at: int | None = None) -> Marked:
        """Mark the moment `at` (nanoseconds on the film's timeline), or this one. The same `name` is placed once."""
        return self._ask("POST", "/mark", Marked, {"id": name, "at": at, "by": "phone"})

    def undo(self, mark: str) -> None:
        """Take a mark back."""
        self._request("POST", "/undo", {"id": mark})

    def name(self, mark: str, principle: str | None) -> None:
        """Say afterwards which principle a mark stands for; None takes that back."""
        self._request("POST", "/principle", {"id": mark, "principle": principle})

    def marks(self) -> Marks:
        """The marks that stand in the film that is being made, or in the last one."""
        return self._ask("GET", "/marks", Marks)

    def plan(self) -> Plan:
        """What is said before the next film."""
        return self._ask("GET", "/visit", Plan)

    def set_plan(self, plan: Plan) -> None:
        """Say it."""
        self._request("PUT", "/visit", msgspec.to_builtins(plan))

    def cases(self) -> Cases:
        """The cases that the box has cards for."""
        return self._ask("GET", "/cases", Cases)

    def checks(self) -> tuple[Check, ...]:
        """How the box is, thing by thing."""
        return self._ask("GET", "/checks", Checks).checks

    def paired(self) -> None:
        """A phone has been paired: close the window. Refused if none is open."""
        self._request("POST", "/paired")

    def tell_time(self, utc: float) -> None:
        """What time this phone says it is, in seconds since 1970."""
        self._request("POST", "/clock", {"utc": utc})

    def sync(self, film: str | None = None) -> tuple[str, ...]:
        """Ask the courier to sync one film, or all; returns those that it will."""
        return self._ask("POST", f"/films/{film}/sync" if film else "/sync", Queued).queued

    def wipe(self, film: str) -> None:
        """Remove a film that has a receipt."""
        self._request("POST", f"/films/{film}/wipe", timeout=LONG_PATIENCE)

    def discard(self, film: str) -> None:
        """Remove a film that has none, on the family's wish."""
        self._request("POST", f"/films/{film}/discard", timeout=LONG_PATIENCE)

    def push(self, how: str) -> None:
        """`press` or `hold` the simulated button."""
        self._request("POST", f"/panel/{how}", timeout=LONG_PATIENCE)

    def simulate(self, device: str, trouble: str) -> None:
        """Make a simulated device fail, or mend it."""
        self._request("POST", "/simulate", {"device": device, "trouble": trouble})

    def follow(self) -> Iterator[Status]:
        """Every status that the box tells, from now on; ends when the recorder closes the stream."""
        with _translated(), self._client.stream("GET", "/events", timeout=SILENCE) as response:
            _check(response)
            event = ""
            for line in response.iter_lines():
                field, _, value = line.partition(":")
                if field == "event":
                    event = value.strip()
                elif field == "data" and event == "status":
                    yield msgspec.json.decode(value, type=Status)

    def close(self) -> None:
        """Let go of the socket. Idempotent."""
        self._client.close()

    def _ask(self, method: str, path: str, kind: type[T], body: Any = None) -> T:
        with _translated():
            return msgspec.json.decode(self._request(method, path, body).content, type=kind)

    def _request(self, method: str, path: str, body: Any = None, timeout: httpx.Timeout = PATIENCE) -> httpx.Response:
        with _translated():
            response = self._client.request(method, path, json=body, timeout=timeout)
        _check(response)
        return response


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what httpx and msgspec raise into errors of our own."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise BoxAway from error
    except msgspec.DecodeError as error:
        raise Refused(502, "not-understood", "The box answered in a way that this page does not know.") from error


def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    response.read()
    try:
        refusal = msgspec.json.decode(response.content, type=Refusal)
    except msgspec.DecodeError:
        refusal = Refusal("unknown", "The box could not do this, and did not say why.")
    raise Refused(response.status_code, refusal.error, refusal.message)
