"""A virtual appliance for tests: started from its disk, pushed and looked at from outside, asked through its agent.

The disk is a copy of what `image-build/vm/build.sh` made; whatever a test does to it is gone with its folder.
"""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.support.ports import free_port
from tests.vm.agent import Agent, AgentSilent

PROJECT = Path(__file__).parents[2]
RIG = Path(os.environ.get("ATTUNE_RIG", PROJECT / ".rig"))
ARCH = os.environ.get("ARCH", "amd64")
BUILT = RIG / ("vm" if ARCH == "amd64" else f"vm-{ARCH}") / "disk"
BOOT = 400.0 if ARCH == "amd64" else 1200.0
"""Seconds that a start may take on a machine that emulates it and has other things to do."""

BUTTON = "b=/run/header/sim_gpio17/pull;"
PUSH = "echo pull-down > $b; sleep {}; echo pull-up > $b; sleep 0.2;"

BOOTCONFIG = 16384 * 512
"""Where the first partition begins (image-build/vm/disk.sh)."""


class Machine:
    """`folder` gets the disk, sockets and logs."""

    def __init__(self, folder: Path, disk: Path = BUILT / "disk.raw") -> None:
        self.folder, self.disk = folder, folder / "disk.raw"
        self.mobile = free_port()
        subprocess.run(["cp", "--sparse=always", disk, self.disk], check=True)
        self.agent = Agent(folder / "agent")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Machine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    def start(self, *more: str) -> None:
        """Switch it on, and wait until its agent answers. `more` are arguments of image-build/vm/start.py."""
        words: list[str | Path] = [PROJECT / "image-build/vm/start.py", self.disk, "--arch", ARCH, "--run", self.folder]
        with (self.folder / "start").open("ab") as log:
            self._process = subprocess.Popen([*words, "--mobile", str(self.mobile), *more], stdout=log, stderr=log)
        self.await_agent()

    def await_agent(self, seconds: float = BOOT) -> None:
        """Wait until it answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self._process is None or self._process.poll() is None, (self.folder / "start").read_text()
            try:
                self.agent.ask("guest-ping", timeout=5.0)
                return
            except AgentSilent:
                time.sleep(0.5)
        raise AssertionError(f"the machine does not answer: {self.console()[-2000:]}")

    def await_slot(self, boots: int, seconds: float = BOOT) -> str:
        """Wait until it was started `boots` times in all and answers; the slot that it started from."""
        end = time.monotonic() + seconds
        while len(self.boots()) < boots:
            assert time.monotonic() < end, self.console()[-2000:]
            time.sleep(0.5)
        self.agent.close()
        self.await_agent(end - time.monotonic())
        return self.boots()[-1].split()[1]

    def boots(self) -> list[str]:
        """A line for each start: when, from which slot, and whether it was a tryboot."""
        path = self.folder / "boots"
        return path.read_text("ascii").splitlines() if path.exists() else []

    def booted(self) -> str:
        """The slot that it was started from."""
        return self.boots()[-1].split()[1]

    def console(self) -> str:
        """What the present start wrote to its console."""
        return (self.folder / "console").read_text("utf-8", "replace")

    def run(self, *words: str, stdin: bytes = b"", check: bool = True, timeout: float = 300.0) -> str:
        """Run a program in it as root; what it printed."""
        code, out, errors = self.agent.run([*words], stdin, timeout)
        if check and code:
            raise AssertionError(f"{words} ended with {code}:\n{out.decode()}{errors.decode()}")
        return out.decode("utf-8", "replace")

    def shell(self, script: str, check: bool = True, timeout: float = 300.0) -> str:
        """Run a shell script in it; what it printed."""
        return self.run("/bin/sh", "-ec", script, check=check, timeout=timeout)

    def await_true(self, script: str, seconds: float = 120.0, pause: float = 1.0) -> None:
        """Wait until a shell script ends well; `pause` seconds between two tries."""
        end = time.monotonic() + seconds
        while self.agent.run(["/bin/sh", "-ec", script])[0]:
            assert time.monotonic() < end, f"{script}\n{self.shell('journalctl -n 40 --no-pager', check=False)}"
            time.sleep(pause)

    def put(self, data: bytes, target: str) -> None:
        """Write a file in it."""
        self.run("/bin/sh", "-ec", 'cat > "$0"', target, stdin=data)

    def onto_first_partition(self, *paths: Path) -> None:
        """Copy files and folders onto the card's first partition, as IT does; while it is switched off."""
        subprocess.run(["mcopy", "-s", "-i", f"{self.disk}@@{BOOTCONFIG}", *paths, "::"], check=True)

    def press(self, times: int = 1, seconds: float = 0.3) -> None:
        """Push the button on its GPIO line, as often and as long."""
        self.shell(BUTTON + PUSH.format(seconds) * times)

    def press_code(self, code: str) -> None:
        """Push it for each number of a code. In one script: an agent may take as long as the pause that ends a code."""
        self.shell(BUTTON + "".join(PUSH.format(0.15) * int(number) + "sleep 1.6;" for number in code))

    def light(self) -> str | None:
        """The light's colour now; None for dark. Green in amber is dimmed, and so seen in one of several looks."""
        look = "read r <sim_gpio27/value; read g <sim_gpio22/value; read b <sim_gpio23/value; echo $r$g$b;"
        seen = self.shell(f"cd /run/header 2>/dev/null || exit 0; for i in $(seq 24); do {look} done").split()
        if not seen:
            return None  # its pins are not there yet
        looks = ["".join(pair) for pair in zip(*seen, strict=True)]
        red, green, blue = ("1" in look for look in looks)
        return "amber" if red and green else "red" if red else "green" if green else "blue" if blue else None

    def await_light(self, colour: str, seconds: float = 180.0) -> None:
        """Wait until the light shows this colour three times in a row."""
        end, seen = time.monotonic() + seconds, 0
        while seen < 3:
            seen = seen + 1 if self.light() == colour else 0
            assert time.monotonic() < end, self.shell("journalctl -n 80 --no-pager | grep -v qemu-ga", check=False)
            time.sleep(1.5)

    def power_off(self) -> None:
        """Switch it off in good order, and wait for it."""
        assert self._process is not None
        self.agent.ask("guest-exec", {"path": "/usr/bin/systemctl", "arg": ["poweroff"]})
        assert self._process.wait(BOOT) == 0
        self.agent.close()
        self._process = None

    def kill(self) -> None:
        """Pull the plug. Idempotent."""
        self.agent.close()
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(60)
        self._process = None
