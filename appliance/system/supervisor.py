"""Starts the three programs on a laptop and keeps them running, as systemd does on the box."""

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

UNUSABLE = 2
"""The exit code of a program whose settings, folder or address cannot be used."""

GRACE = 20.0
"""Seconds a program gets to stop by itself: the recorder seals the end of its film."""


@dataclass
class Program:
    """One program: its name, its arguments to `attune`, and its process while it runs."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    not_before: float = 0.0
    failures: int = field(default=0)

    def start(self) -> None:
        """Start it. It ends with this process, however this process ends."""
        guard = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
        command = [*guard, sys.executable, "-m", "attune", *self.arguments]
        # Its own session: Ctrl-C reaches only the supervisor, which then stops the programs in the right order.
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)

    def stop(self) -> None:
        """Ask it to stop; end it if it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Runs programs until it is stopped. One that exits is restarted with backoff; an UNUSABLE one ends all."""

    def __init__(self, programs: Sequence[Program], say: Callable[[str], None]) -> None:
        self._programs = programs
        self._say = say
        self._stopping = threading.Event()
        self._code = 0

    def run(self) -> int:
        """Start all; return when SIGINT or SIGTERM came and all have stopped. The exit code for the whole."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stopping.set())
        try:
            for program in self._programs:
                program.start()
            while not self._stopping.wait(0.2):
                for program in self._programs:
                    self._tend(program)
        finally:
            for program in reversed(self._programs):
                program.stop()
        return self._code

    def _tend(self, program: Program) -> None:
        now = time.monotonic()
        if program.process is not None:
            code = program.process.poll()
            if code is None:
                return
            program.process = None
            if code == UNUSABLE:  # it has logged the reason, and would do so again and again
                self._code = code
                self._stopping.set()
                return
            program.failures += 1
            wait = min(0.5 * 2 ** min(program.failures - 1, 6), 30.0)
            program.not_before = now + wait
            self._say(f"The {program.name} ended unexpectedly ({_how(code)}). Starting it again in {wait:g} s.")
        elif now >= program.not_before:
            program.start()


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
