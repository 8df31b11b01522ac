"""A real recorder in a process of its own, with a small simulated camera, for tests of its sockets."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.films.auto_wipe import WipeSettings
from control.errors import ControlError
from provision.laptop import Laptop
from provision.settings import LaptopSettings
from sealed.ssh.key_file import read_key
from tests.support.sample_film import Studio
from tests.support.sockets import Sockets

PATIENCE = 60.0


class Machine:
    """The programs of one box. Films for it are made by its own `studio`."""

    def __init__(self, data: Path, wipe: WipeSettings | None = None) -> None:
        self.data = data
        settings = LaptopSettings(
            camera={"width": 320, "height": 180, "rate": "5"}, wipe=msgspec.to_builtins(wipe or WipeSettings())
        )
        Laptop(data, settings).prepare([], None, "127.0.0.1:0")
        self.films = data / "films"
        self.store = data / "store"
        self.studio = Studio(read_key(data / "recorder.key"))
        self.box = Sockets(data)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, program: str) -> "subprocess.Popen[bytes]":
        """Start a program, if it does not run."""
        command: list[str | Path] = [sys.executable, "-m", "attune", program, "--config", self.data / f"{program}.toml"]
        with (self.data / f"{program}.log").open("ab") as log:
            self._running[program] = subprocess.Popen(command, stdout=log, stderr=log)
        return self._running[program]

    def end(self, program: str, how: signal.Signals = signal.SIGTERM) -> int:
        """End a program with a signal; its exit code."""
        process = self._running.pop(program)
        process.send_signal(how)
        return process.wait(PATIENCE)

    def ready(self) -> None:
        """Wait until the recorder answers."""
        until(self.answers)

    def answers(self) -> bool:
        """Whether the recorder answers."""
        try:
            return bool(self.box.status()["state"] == "ready")
        except ControlError:
            return False

    def close(self) -> None:
        """End all that runs."""
        for program in list(self._running):
            self.end(program)
        self.box.close()

    def log(self, program: str) -> str:
        """What a program said."""
        return (self.data / f"{program}.log").read_text()


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
