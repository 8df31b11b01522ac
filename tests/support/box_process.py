"""Real boxes for tests: `attune run` or `attune recorder` as processes, spoken to by commands and the socket."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Self

import httpx

from tests.support.processes import children, descendants, words_of

ATTUNE = Path(sys.executable).with_name("attune")
Status = dict[str, Any]
Text = subprocess.CompletedProcess[str]

BOOT = 90.0
FIRST = ("nice", "-n", "-15")
"""To start a recorder under: it has its box to itself, and must not wait for what else runs where tests run."""

PAUSE = 0.02  # seconds between two tries to connect


def attune(*words: str | Path) -> Text:
    """Run one `attune` command to its end, with nobody at its standard input."""
    return subprocess.run(
        [ATTUNE, *words],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


class Served:
    """A process with a control socket in `data`. Ends with the `with` block, and with it whatever it started."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.said = data.with_name(f"{data.name}.err")
        self._process: subprocess.Popen[bytes] | None = None
        self._http = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(data / "control.sock")), base_url="http://box", timeout=60
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        family = [self.pid, *descendants(self.pid)] if self._process else []
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            for pid in family:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        finally:
            if self._process is not None:
                self._process.wait()
                if self._process.stdout is not None:
                    self._process.stdout.close()
            self._http.close()

    @property
    def pid(self) -> int:
        """The process that was started last."""
        return self.process.pid

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, "not started"
        return self._process

    @property
    def films(self) -> Path:
        return self.data / "films"

    def attune(self, command: str, *words: str | Path) -> Text:
        """An `attune` command of a visit, for this box."""
        return attune(command, *words, "--data", self.data)

    def stop(self, how: signal.Signals = signal.SIGINT, within: float = 40) -> int:
        """Ask the process to stop; its exit code."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(how)
        return self._process.wait(within)

    def state(self) -> Status:
        """The status, as a script sees it."""
        shown = self.attune("status", "--json")
        assert shown.returncode == 0, shown.stderr
        status: Status = json.loads(shown.stdout)
        return status

    def get(self, path: str) -> Any:
        return self._answer(self._http.get(path))

    def post(self, path: str, body: object = None) -> Any:
        return self._answer(self._http.post(path, json=body))

    def _answer(self, answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.url}: {answer.text} {self._told()}"
        return answer.json()

    def await_state(self, *states: str, within: float = BOOT) -> Status:
        """The first status whose state is one of `states`."""
        return self.await_status(lambda status: status["state"] in states, within)

    def await_status(self, wanted: Callable[[Status], bool], within: float = BOOT) -> Status:
        """The first status that is `wanted`; follows the events, so nothing lasting is missed."""
        until = time.monotonic() + within
        status: Status | None = None
        while (left := until - time.monotonic()) > 0:
            assert self._process is None or self._process.poll() is None, f"it ended: {self._told()}"
            if not self._listens():
                time.sleep(PAUSE)
                continue
            with suppress(httpx.TransportError), closing(self._events(left)) as events:
                for status in events:
                    if wanted(status):
                        return status
                    if time.monotonic() >= until:
                        break
        raise AssertionError(f"not within {within} s; the last was {status}; {self._told()}")

    def _listens(self) -> bool:
        return _answers(socket.AF_UNIX, str(self.data / "control.sock"))

    def _events(self, within: float) -> Generator[Status]:
        with self._http.stream("GET", "/events", timeout=max(within, 0.1)) as answer:
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))["status"]

    def _start(self, command: Sequence[str | Path], stdout: int) -> None:
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=said)

    def _told(self) -> str:
        return self.said.read_text()[-2000:] if self.said.exists() else "it said nothing"


class Box(Served):
    """`attune run`: recorder, pages and courier."""

    def __init__(self, data: Path, *words: str | Path, config: str = "") -> None:
        super().__init__(data)
        settings = data.with_name(f"{data.name}.toml")
        settings.write_text(config + '\n[web]\nbind = "127.0.0.1:0"\n')
        self.command: list[str | Path] = [ATTUNE, "run", "--data", data, "--config", settings, *words]
        self.greeting = ""

    def start(self, *under: str | Path) -> Self:
        """Start it, `under` another command if one is named; wait until it has said where it is, and is ready."""
        if self._process and self._process.stdout:
            self._process.stdout.close()
        self._start([*under, *self.command], subprocess.PIPE)
        assert self.process.stdout is not None
        self.greeting = ""
        for line in self.process.stdout:
            self.greeting += line.decode()
            if line.startswith(b"Stop with"):
                break
        self.await_state("ready")
        return self

    @property
    def page(self) -> str:
        """The address of the phone's page."""
        return next(word for word in self.greeting.split() if word.startswith(("http://", "https://"))).rstrip("/")

    def await_pages(self, within: float = BOOT) -> Self:
        """Wait until the pages are served: they come up beside the recorder, in their own time."""
        host, _, port = self.page.partition("//")[2].rpartition(":")
        until = time.monotonic() + within
        while not _answers(socket.AF_INET, (host, int(port))):
            assert time.monotonic() < until, f"no pages within {within} s; {self._told()}"
            time.sleep(PAUSE)
        return self

    @property
    def store(self) -> Path:
        return self.data / "store"

    def program(self, name: str) -> int:
        """The process id of `recorder`, `web` or `courier`."""
        pids = [pid for pid in children(self.pid) if name.encode() in words_of(pid)]
        assert len(pids) == 1, f"{name}: {pids}"
        return pids[0]


class Recorder(Served):
    """`attune recorder` alone, with keys that ssh-keygen made and the recipients that are named."""

    def __init__(self, data: Path, recipients: Sequence[str], config: str = "") -> None:
        super().__init__(data)
        data.mkdir(mode=0o700)
        beside = data.parent
        key = beside / f"{data.name}.key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
        self.signers = beside / f"{data.name}.signers"
        self.signers.write_text(f"attune-test {key.with_suffix('.key.pub').read_text()}")
        settings = beside / f"{data.name}.toml"
        facts = {"data": str(data), "name": "attune-test", "key": str(key), "devices": "simulated"}
        lines = [f"{name} = {json.dumps(value)}" for name, value in facts.items()]
        settings.write_text("\n".join([*lines, f"recipients = {json.dumps(list(recipients))}", config, ""]))
        self.command: list[str | Path] = [ATTUNE, "recorder", "--config", settings]

    @classmethod
    def again(cls, other: "Recorder") -> "Recorder":
        """The same box once more, on whatever card is there now."""
        box = cls.__new__(cls)
        Served.__init__(box, other.data)
        box.signers, box.command = other.signers, other.command
        return box

    def start(self, *under: str | Path) -> Self:
        """Start it, `under` another command if one is named, and wait until it is ready to film."""
        self._start([*under, *self.command], subprocess.DEVNULL)
        self.await_state("ready")
        return self

    def kill(self) -> None:
        """End it as a power cut would: at once."""
        self.process.kill()
        self.process.wait()


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family) as knock:
        return knock.connect_ex(address) == 0


def key_of(identity: Path) -> str:
    """The recipient that an identity file tells in its comment."""
    shown = (line.partition("# public key: ") for line in identity.read_text().splitlines())
    return next(key for before, found, key in shown if found and not before)
