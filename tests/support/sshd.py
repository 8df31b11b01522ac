"""A real OpenSSH server on this machine, with keys of its own and nothing but SFTP behind them."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.support.ports import await_port, end, free_port

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
CONFIG = """\
ListenAddress 127.0.0.1:{port}
HostKey {home}/host
PidFile none
AuthorizedKeysFile {home}/authorized
TrustedUserCAKeys {home}/ca.pub
Subsystem sftp internal-sftp
ForceCommand internal-sftp
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 1000
LogLevel ERROR
"""


class Sshd:
    """`home` gets the server's keys and settings; `films` is the folder that it serves, `credentials` a box's own."""

    def __init__(self, home: Path, more: str = "", host: Path | None = None) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.port = free_port()
        self.films = home / "films"
        self.films.mkdir(exist_ok=True)
        self.credentials = home / "credentials"
        self.credentials.mkdir(exist_ok=True)
        for name in ("host", "ca", "credentials/store-key"):
            new_key(home / name)
        shutil.copy(self.credentials / "store-key.pub", home / "authorized")
        if host:
            shutil.copy(host, home / "host")
            shutil.copy(f"{host}.pub", home / "host.pub")
        (home / "config").write_text(CONFIG.format(port=self.port, home=home) + more)
        self.pin()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the films go."""
        return f"sftp://{self.user}@127.0.0.1:{self.port}{self.films}"

    @property
    def user(self) -> str:
        """The account: that of the tests."""
        return "root" if os.geteuid() == 0 else os.environ["USER"]

    def pin(self, port: int | None = None) -> None:
        """Write the host key that a box is to expect, at this port or another that leads here."""
        key = (self.home / "host.pub").read_text()
        (self.credentials / "store-known-hosts").write_text(f"[127.0.0.1]:{port or self.port} {key}")

    def start(self) -> None:
        """Start it and wait until it listens."""
        Path("/run/sshd").mkdir(exist_ok=True)
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen([SSHD, "-D", "-e", "-f", self.home / "config"], stdout=log, stderr=log)
        await_port(self._process, self.port)

    def stop(self) -> None:
        """End it. Connections that are open live on."""
        if self._process:
            end(self._process)
            self._process = None

    def kill_sessions(self) -> None:
        """Kill what serves the connections that are open, as a crash would."""
        assert self._process is not None
        for pid in _children(self._process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _children(parent: int) -> list[int]:
    """The processes below a process, the nearest first."""
    found = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    for pid in list(found):
        with suppress(OSError):
            found += _children(pid)
    return found


def new_key(path: Path) -> None:
    """Make a key pair, if there is none."""
    if not path.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
