"""A whole recorder in the rig: real libraries for its camera, sound, pins and systemd, and a hand on each of them."""

import html
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from tests.rig.manager import JOURNAL, Listener, environment
from tests.rig.priority import RECORDER, under
from tests.support.box_process import Recorder, attune, key_of
from web.app import create_app
from web.context import KEY
from web.settings import Settings

SETTINGS = """
microphone = {{ device = "pulse" }}
panel = {{ kind = "gpio" }}
host = {{ root = "{root}" }}
"""
Json = dict[str, Any]

BLINK = 1.2  # seconds in which a blinking light is seen both lit and dark; two for a slow one


class PiBox(Recorder):
    """Made in `folder`; `scene` is what the camera sees and the words for it, `set_env` sets the environment."""

    def __init__(self, folder: Path, words: str, set_env: Callable[[str, str], None]) -> None:
        self.identity = folder / "key.txt"
        made = attune("keygen", "-o", self.identity)
        assert made.returncode == 0, made.stderr
        self.root = folder / "root"
        super().__init__(folder / "box", [key_of(self.identity)], SETTINGS.format(root=self.root))
        settings = folder / "box.toml"
        settings.write_text(settings.read_text().replace('devices = "simulated"', 'devices = "pi"'))
        self.manager, self.journal = Listener(folder / "notify"), Listener(JOURNAL)
        self._physical = folder / "physical"
        for name, value in environment(folder / "notify", self.said).items():
            set_env(name, value)
        set_env("ATTUNE_RIG_SCENE", words)
        set_env("ATTUNE_RIG_PHYSICAL", str(self._physical))

    def begin(self) -> Self:
        """Start it, and wait until it is ready and hears."""
        self.start(*under(RECORDER))
        self.await_status(lambda status: status["sound"]["level"] is not None)
        return self

    def close(self) -> None:
        """What listened to it listens no more; it has ended."""
        self.manager.close()
        self.journal.close()

    def hand(self, word: str, *numbers: float) -> Any:
        """Do something to the box's physical side (launch.Physical); its answer."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self._physical))
            connection.sendall(" ".join([word, *map(str, numbers)]).encode() + b"\n")
            with connection.makefile() as answers:
                return json.loads(answers.readline())

    def await_light(self, colour: str, within: float = 60.0) -> None:
        """Wait until the light is steady in this colour: a box that was held up blinks until it keeps up again."""
        deadline = time.monotonic() + within
        while (seen := self.hand("light", BLINK)) != [colour]:
            assert time.monotonic() < deadline, seen

    def lay(self, path: str, text: str) -> None:
        """Write a file of sysfs, as the box reads it."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def film(self, seconds: float) -> str:
        """Press the button, and wait until the film is so long; its id."""
        self.hand("press", 0.1)
        status = self.await_status(lambda status: (status["film"] or {}).get("elapsed", 0) >= seconds, 30 + seconds)
        return str(status["film"]["id"])

    def goes_on(self, seconds: float) -> None:
        """Wait until the film is so much longer."""
        elapsed = self.get("/status")["film"]["elapsed"]
        self.await_status(lambda status: status["film"]["elapsed"] >= elapsed + seconds)

    def await_marks(self, count: int) -> None:
        """Wait until the film has so many marks."""
        self.await_status(lambda status: status["film"]["marks"] == count)

    def stop_film(self) -> Json:
        """End the film, and wait until it is sealed."""
        self.post("/stop")
        return self.await_state("ready", "fault")

    def await_trouble(self, code: str, within: float = 60.0, **state: object) -> Json:
        """The status that tells of this fault or warning."""
        return self.await_status(lambda status: trouble(status, code) is not None, within)

    def await_mended(self, code: str, within: float = 60.0) -> Json:
        """The status that tells of it no more."""
        return self.await_status(lambda status: not trouble(status, code), within)

    def page(self) -> str:
        """The words on a paired phone's visit page, as the real pages render them."""
        app = create_app(Settings(str(self.data / "control.sock"), simulated=True))
        phone = app.test_client()
        phone.set_cookie("attune", app.extensions[KEY].phones.add("computer", None), domain="127.0.0.1")
        answer = phone.get("/", base_url="http://127.0.0.1:8765")
        assert answer.status_code == 200
        return " ".join(html.unescape(answer.text).split())

    def report(self, film: str, end: str) -> Json:
        """What `attune verify` says of a film that was closed properly, for the reason `end`."""
        shown = attune("verify", self.films / film, "--signers", self.signers, "--json")
        assert shown.stdout, shown.stderr
        said: Json = json.loads(shown.stdout)
        assert (shown.returncode, said["finding"], said["end"]) == (0, "complete", end)
        return said


def trouble(status: Json, code: str) -> Json | None:
    """What the status says of this fault or warning, if it stands."""
    told = [*status["warnings"], *([status["fault"]] if status["fault"] else [])]
    return next((said for said in told if said["code"] == code), None)


def now() -> float:
    """Seconds of the clock that listeners stamp with."""
    return time.monotonic()
