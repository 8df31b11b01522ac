"""The world behind the stand-in: a box's states and films, as docs/control.md and docs/recorder.md tell them."""

import io
import re
import time
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
        "sync": None, "receipt": None,
    } | facts  # fmt: skip


def receipt(store: str = "the clinic's store", when: str = "2026-11-22T14:32:00Z") -> Json:
    """A receipt as the box lists it."""
    return {"store": store, "when": {"utc": when, "clock": "ntp"}, "objects": 645, "bytes": 184_300_000}


class World:
    """What is true of the box. Tests set its attributes; requests go through `get` and `post`."""

    def __init__(self) -> None:
        self.state = "ready"
        self.pairing = False
        self.fault: Json | None = None
        self.warnings: list[Json] = []
        self.minutes = 740.0
        self.clock = "ntp"
        self.level: float | None = -31.5
        self.films: list[Json] = []
        self.marks = 0
        self.began = 0.0
        self.picture = _picture()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    def status(self) -> Json:
        colour, pattern = LIGHTS[self.state]
        running = None
        if self.state in {"filming", "sealing"}:
            running = {
                "id": "20261122-1500-abcd", "elapsed": self.elapsed,
                "frames": 0, "delivered": 0, "marks": self.marks, "limit": 900.0,
            }  # fmt: skip
        return {
            "state": self.state, "light": {"colour": "blue" if self.pairing else colour, "pattern": pattern},
            "pairing": self.pairing, "film": running, "fault": self.fault, "warnings": self.warnings,
            "space": {"free": 52_428_800_000, "minutes": self.minutes},
            "clock": {"source": self.clock, "monotonic": time.monotonic_ns()}, "sound": {"level": self.level},
            "simulated": True, "films": len(self.films),
        }  # fmt: skip

    def get(self, path: str) -> Json:
        if path == "/status":
            return self.status()
        if path == "/films":
            return {"films": self.films}
        return self.one(path.removeprefix("/films/"))

    def one(self, name: str) -> Json:
        for known in self.films:
            if known["id"] == name:
                return known
        raise WorldRefuses(404, "no-film", f"There is no film {name} on this box.")

    def post(self, path: str, body: Json) -> Json:
        if match := re.fullmatch(r"/films/([^/]+)/(sync|wipe|discard)", path):
            return getattr(self, f"_{match[2]}")(self.one(match[1]))
        return getattr(self, "_" + path.strip("/").replace("/", "_"))(body)

    def _start(self, _: Json) -> Json:
        self._must_be("ready")
        self.state, self.began, self.marks = "filming", time.monotonic(), 0
        return self.status()

    def _mark(self, _: Json) -> Json:
        self._must_be("filming")
        self.marks += 1
        return {"id": f"{self.marks:016x}", "at": int(self.elapsed * 1e9)}

    def _stop(self, _: Json) -> Json:
        self._must_be("filming")
        self.films.append(film("20261122-1500-abcd", seconds=self.elapsed, marks=self.marks))
        self.state = "ready"
        return self.status()

    def _panel_press(self, body: Json) -> Json:
        return self._start(body) if self.state == "ready" else self._mark(body)

    def _panel_hold(self, body: Json) -> Json:
        if self.state == "ready":
            self.pairing = True
            return {}
        return self._stop(body)

    def _simulate(self, body: Json) -> Json:
        if (body["device"], body["trouble"]) == ("camera", "stall"):
            self.state = "fault"
            self.fault = {"code": "camera-stalled", "message": "The camera sends no pictures. Check its cable."}
        if (body["device"], body["trouble"]) == ("camera", "mend"):
            self.state, self.fault = "ready", None
        return {}

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
