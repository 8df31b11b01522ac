"""Run a command on a terminal of its own, and answer what it asks: passphrases are never read from a pipe."""

import os
import pty
import subprocess
import tempfile
from collections.abc import Sequence


def run(command: Sequence[str], answer: str) -> tuple[int, bytes, str]:
    """Run `command`, type `answer` at each question, and give exit code, standard output, and what the terminal showed.

    Standard input and standard error are the terminal.
    """
    ours, theirs = pty.openpty()
    with tempfile.TemporaryFile() as output:
        # setsid makes the terminal the controlling one, which is where a passphrase is asked for
        asking = ["setsid", "--ctty", "--wait", *command]
        with subprocess.Popen(asking, stdin=theirs, stdout=output, stderr=theirs) as process:
            os.close(theirs)
            shown = _converse(ours, answer.encode() + b"\n")
        output.seek(0)
        return process.returncode, output.read(), shown


def _converse(terminal: int, answer: bytes) -> str:
    shown = b""
    answered = 0
    while True:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # the last one who had the terminal open has closed it
            os.close(terminal)
            return shown.decode()
        if shown[answered:].rstrip(b" ").endswith(b":"):
            answered = len(shown)
            os.write(terminal, answer)
