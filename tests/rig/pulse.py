"""A virtual microphone: a PulseAudio daemon with one silent sink, whose monitor PortAudio records."""

import os
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from tests.rig.priority import HARDWARE, under

# Without norewinds a capture loses up to 1.6 s of sound, and nothing says so.
SCRIPT = """
load-module module-native-protocol-unix auth-anonymous=1 socket={folder}/native
load-module module-null-sink sink_name=virtmic rate=48000 channels=1 format=s16le norewinds=1
set-default-sink virtmic
set-default-source virtmic.monitor
"""


FIRST = under(HARDWARE)
RAW = ("--raw", "--format=s16le", "--rate=48000", "--channels=1")


class VirtualMicrophone:
    """The daemon, which tests may freeze or kill as a plug that is pulled. The environment points libpulse to it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pulse-"))
        (self.folder / "rig.pa").write_text(SCRIPT.format(folder=self.folder))
        os.environ["PULSE_SERVER"] = f"unix:{self.folder}/native"
        os.environ["XDG_RUNTIME_DIR"] = str(self.folder)
        self.daemon: subprocess.Popen[bytes] | None = None
        self.listener: subprocess.Popen[bytes] | None = None

    def plug(self) -> None:
        """Start the daemon and wait until it answers; it says so on the socket of a service manager."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices, (self.folder / "log").open("ab") as log:
            address = self.folder / "notify"
            address.unlink(missing_ok=True)
            notices.bind(str(address))
            notices.settimeout(30)
            (self.folder / "native").unlink(missing_ok=True)
            self.daemon = subprocess.Popen(
                [*FIRST, "pulseaudio", "-n", "-F", self.folder / "rig.pa", "--daemonize=no", "--exit-idle-time=-1"],
                env=os.environ | {"NOTIFY_SOCKET": str(address)},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
            notices.recv(100)
        # As long as somebody listens with little latency, the daemon works in small pieces, as a real card does.
        self.listener = subprocess.Popen([*FIRST, "parec", "--latency-msec=5", *RAW], stdout=subprocess.DEVNULL)

    def pull(self) -> None:
        """Kill the daemon, as a plug is pulled."""
        for process in filter(None, (self.daemon, self.listener)):
            process.kill()
            process.wait()
        self.daemon = self.listener = None

    def freeze(self) -> None:
        """Let no sound through, without a word."""
        if self.daemon:
            self.daemon.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on after a freeze."""
        if self.daemon:
            self.daemon.send_signal(signal.SIGCONT)
