"""The world behind the stand-in: a box's states and films, as docs/control.md and docs/recorder.md tell them.

Longer than most: one box with all its states, so that no two tests have different ones.
"""

import io
import re
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Json = dict[str, Any]

LIGHTS = {
    "starting": ("amber", "slow blink"),
    "ready": ("green", "steady"),
    "filming": ("red", "steady"),
    "sealing": ("red", "fast blink"),
    "fault": ("amber", "slow blink"),
}


class WorldRefuses(Exception):
    """A refusal: HTTP status, code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def film(name: str = "20261122-1405-k7qm", **facts: Any) -> Json:
    """A film as the box lists it."""
    return {
        "id": name, "bytes": 184_300_000, "seconds": 612.4, "segments": 638, "marks": 5, "state": "complete",
        "sync": None, "receipt": None, "end": "stopped", "lost": 0, "losses": [], "consent": "before",
    } | facts  # fmt: skip


def receipt(store: str = "the clinic's store", when: str | None = "2026-11-22T14:32:00Z") -> Json:
    """A receipt as the box lists it."""
    return {"store": store, "when": {"utc": when, "clock": "ntp"}, "objects": 645, "bytes": 184_300_000}


NO_PLAN = {
    "case": None, "film": None, "question": None,
    "consent": {"filming": False, "supervision": False, "training": False}, "kind": "interaction",
}  # fmt: skip
FILM = "20261122-1500-abcd"


def placed(name: str, at: int, by: str = "button", principle: str | None = None) -> Json:
    """A mark that stands, as the box lists it."""
    return {"id": name, "at": at, "by": by, "principle": principle, "note": None}


class World:
    """What is true of the box. Tests set its attributes; requests go through `get` and `post`."""

    def __init__(self) -> None:
        self.state = "ready"
        self.pairing = False
        self.aiming = False
        self.pressed: str | None = None
        self.fault: Json | None = None
        self.warnings: list[Json] = []
        self.minutes = 740
        self.clock = "ntp"
        self.level: float | None = -31.5
        self.films: list[Json] = []
        self.marked: str | None = None
        self.began = 0.0
        self.picture = _picture()
        self.placed: list[Json] = []
        self.plan: Json = dict(NO_PLAN)
        self.cases: list[str] = ["K-17", "K-23"]
        self.preparations: list[dict[str, Any]] = []
        self.bad: list[str] = []
        self.checks = [
            {"name": name, "state": "good", "message": "As it should be."}
            for name in ("camera", "microphone", "card", "clock", "power", "temperature", "memory")
        ]
        self.told: list[float] = []
        self.consented = True
        self.frames = 0  # so many, if no more arrive
        self.before: Json | None = None
        self.of_film: dict[str, list[Json]] = {}

    @property
    def marks(self) -> int:
        return len(self.placed)

    @marks.setter
    def marks(self, count: int) -> None:
        self.placed = [placed(f"{n:016x}", n * 10**9) for n in range(1, count + 1)]

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    def consent(self) -> None:
        """The family consented to filming, and it was recorded before the film."""
        self.plan = self.plan | {"consent": {"filming": True, "supervision": False, "training": False}}

    def status(self) -> Json:
        colour, pattern = LIGHTS[self.state]
        running = None
        if self.state in {"filming", "sealing"}:
            running = {
                "id": FILM, "elapsed": self.elapsed, "zero": int(self.began * 1e9),
                "frames": self.frames or int(self.elapsed * 25), "delivered": 0, "marks": self.marks, "limit": 900.0,
                "consent": self.consented,
            }  # fmt: skip
        return {
            "state": self.state, "light": {"colour": "blue" if self.pairing else colour, "pattern": pattern},
            "pairing": self.pairing, "aiming": self.aiming,
            "film": running, "fault": self.fault, "warnings": self.warnings,
            "space": {"free": 52_428_800_000, "minutes": self.minutes},
            "clock": {"source": self.clock, "monotonic": time.monotonic_ns()}, "sound": {"level": self.level},
            "simulated": True, "films": len(self.films), "case": self.plan["case"],
        }  # fmt: skip

    def news(self) -> Json:
        parts = {"status": self.status(), "films": self.get("/films")["films"], "marks": self.get("/marks")}
        return parts | {
            "visit": self.plan,
            "before": self.before,
            "checks": self.checks if self.state in {"ready", "fault"} else [],
        }

    def pairing_status(self) -> Json:
        filming = self.state in {"filming", "sealing"}
        return {"open": self.pairing, "code": self.pressed, "clock": self.clock, "filming": filming}

    def get(self, path: str) -> Json:
        if path == "/news":
            return self.news()
        known: dict[str, Json] = {
            "/status": self.status(),
            "/films": {"films": [*self.films, *self._now()]},
            "/visit": self.plan,
            "/cases": {"cases": self.cases, "bad": self.bad, "preparations": self.preparations},
            "/checks": {"checks": self.checks},
            "/marks": {"film": FILM if self.marked or self._now() else None, "marks": self.placed},
        }
        if match := re.fullmatch(r"/films/([^/]+)/marks", path):
            return self._marks_of(match[1])
        return known[path] if path in known else self.one(path.removeprefix("/films/"))

    def _marks_of(self, name: str) -> Json:
        marks = self.placed if name == FILM else self.of_film.get(self.one(name)["id"], [])
        return {"film": name, "marks": marks}

    def _now(self) -> list[Json]:
        if self.state not in {"filming", "sealing"}:
            return []
        return [film(FILM, state="filming", seconds=self.elapsed, marks=self.marks)]

    def one(self, name: str) -> Json:
        for known in [*self.films, *self._now()]:
            if known["id"] == name:
                return known
        raise WorldRefuses(404, "no-film", f"There is no film {name} on this box.")

    def put(self, path: str, body: Json) -> Json:
        assert path == "/visit"
        if self.state == "filming":
            raise WorldRefuses(409, "wrong-state", "The film has begun.")
        self.plan = body
        return body

    def post(self, path: str, body: Json) -> Json:
        if match := re.fullmatch(r"/films/([^/]+)/(sync|wipe|discard)", path):
            return self._answer(match[2], self.one(match[1]))
        if match := re.fullmatch(r"/films/([^/]+)/(undo|principle|note|consent)", path):
            return self._amend(match[1], match[2], body)
        return self._answer(path.strip("/").replace("/", "_"), body)

    def _answer(self, name: str, body: Json) -> Json:
        answer: Callable[[Json], Json] = getattr(self, f"_{name}")
        return answer(body)

    def _start(self, _: Json) -> Json:
        self._must_be("ready")
        self.state, self.began, self.placed, self.pairing = "filming", time.monotonic(), [], False
        self.plan = dict(NO_PLAN)
        return self.status()

    def _mark(self, body: Json, by: str = "phone") -> Json:
        if body.get("film") not in {None, FILM if self.state == "filming" else None}:
            raise WorldRefuses(410, "film-over", "The film of this mark is over.")
        self._must_be("filming")
        name = body.get("id") or f"{self.marks + 1:016x}"
        for known in self.placed:
            if known["id"] == name:
                return known
        touched = body.get("touched")
        at = self.elapsed if touched is None else touched / 1000 - self.began
        if not -2 <= at <= self.elapsed + 1:
            raise WorldRefuses(422, "outside-film", "This moment does not lie within the film. Mark it again.")
        self.marked = name
        self.placed.append(placed(name, int(max(0.0, at) * 1e9), by))
        return self.placed[-1]

    def _undo(self, body: Json) -> Json:
        self.placed.remove(self._standing(body["id"]))
        return self.status()

    def _principle(self, body: Json) -> Json:
        self._standing(body["id"])["principle"] = body["principle"]
        return self.status()

    def _amend(self, name: str, what: str, body: Json) -> Json:
        if what == "consent":
            self.consented = self.consented or name == FILM
            for known in self.films:
                if known["id"] == name:
                    known["consent"] = "afterwards"
            return self.one(name)
        marks = self._marks_of(name)["marks"]
        mark = next((each for each in marks if each["id"] == body["id"]), None)
        if mark is None:
            raise WorldRefuses(409, "refused", "There is no such mark in this film.")
        if what == "undo":
            marks.remove(mark)
        else:
            mark[what] = body[what]
            mark.pop(f"sealed_{what}", None)
        return self._marks_of(name)

    def _standing(self, name: str) -> Json:
        self._must_be("filming")
        for known in self.placed:
            if known["id"] == name:
                return known
        raise WorldRefuses(409, "no-mark", "There is no such mark.")

    def _paired(self, body: Json) -> Json:
        if not self.pairing or body["code"] != self.pressed:
            raise WorldRefuses(409, "no-window", "The box waits for no phone.")
        self.pairing, self.pressed = False, None
        return self.status()

    def _clock(self, body: Json) -> Json:
        self.told.append(body["utc"])
        self.clock = "phone" if self.clock == "none" else self.clock
        return self.status()

    def _stop(self, _: Json) -> Json:
        self._must_be("filming")
        self.films.append(film("20261122-1500-abcd", seconds=self.elapsed, marks=self.marks))
        self.state = "ready"
        return self.status()

    def _panel_press(self, body: Json) -> Json:
        return self._start(body) if self.state == "ready" else self._mark(body, "button")

    def _panel_hold(self, body: Json) -> Json:
        if self.state == "ready":
            self.pairing = True
            return self.status()
        return self._stop(body)

    def _simulate(self, body: Json) -> Json:
        if (body["device"], body["trouble"]) == ("camera", "stall"):
            self.state = "fault"
            self.fault = {"code": "camera-stalled", "message": "The camera sends no pictures. Check its cable."}
        if (body["device"], body["trouble"]) == ("camera", "mend"):
            self.state, self.fault = "ready", None
        return self.status()

    def _sync(self, one: Json) -> Json:
        asked = [one] if "id" in one else [known for known in self.films if not known["receipt"]]
        for known in asked:
            known["sync"] = {"state": "waiting", "done": 0, "total": known["bytes"], "message": None}
        return {"queued": [known["id"] for known in asked]}

    def _wipe(self, one: Json) -> Json:
        if not one["receipt"]:
            raise WorldRefuses(409, "no-receipt", "No store holds this film yet. Sync it first.")
        self.films.remove(one)
        return {}

    def _discard(self, one: Json) -> Json:
        if one["receipt"]:
            raise WorldRefuses(409, "receipt", "This film is in the store. Wipe it instead.")
        if one["state"] == "filming":
            self.state = "ready"
        else:
            self.films.remove(one)
        return {}

    def _must_be(self, state: str) -> None:
        if self.state != state:
            raise WorldRefuses(409, "wrong-state", f"The box is {self.state}, not {state}.")


def _picture() -> bytes:
    """A JPEG of 320 by 180: a soft gradient, so that a page shows something."""
    import av

    rows, columns = np.mgrid[0:180, 0:320]
    pixels = np.stack([100 + columns // 4, 120 + rows // 3, 140 - columns // 8], axis=2).astype(np.uint8)
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    made = io.BytesIO()
    with av.open(made, "w", format="mjpeg") as output:
        stream = output.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuvj420p"
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return made.getvalue()
