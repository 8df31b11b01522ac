"""What each command loads before it does anything: `attune films` must not wait for an encoder, or for cryptography.

A command that is not named here fails, and so does one that loads more or less than it says.
"""

import os
import subprocess
import sys
from collections.abc import Set
from pathlib import Path

import pytest

from attune.command import COMMANDS

pytestmark = pytest.mark.process

COSTLY = {
    "asyncio", "asyncssh", "av", "cryptography", "flask", "gevent", "gpiozero", "gunicorn", "http", "keyring", "numpy",
    "obstore", "rich", "sealed.age", "sqlite3", "typst", "waitress",
}  # fmt: skip
"""Those of these that take more than five milliseconds."""

SOCKET = {"http"}
KEYS = {"cryptography", "sealed.age"}
STORES = SOCKET | KEYS | {"asyncio"}
LOADS: dict[str, Set[str]] = {
    **dict.fromkeys(["completion", "desk", "provision", "recorder"], frozenset()),
    **dict.fromkeys(["press", "hold", "mark", "status", "films", "simulate"], SOCKET),
    **dict.fromkeys(["keygen", "unseal", "verify", "open", "marks", "run"], KEYS),
    **dict.fromkeys(["wipe", "discard"], SOCKET | {"cryptography"}),
    **dict.fromkeys(["courier", "store", "receipts"], STORES),
    "sync": STORES | {"rich"},
    **dict.fromkeys(["doctor", "update"], SOCKET | KEYS),
    "web": {"gunicorn"},
    **dict.fromkeys(["first-boot", "factory-reset"], KEYS | {"av", "gpiozero", "numpy"}),
}

SHOW = """
import sys
from importlib import import_module
import attune.command
if sys.argv[2:]:
    import_module(sys.argv[2])
print(*sorted(name for name in sys.argv[1].split() if name in sys.modules))
"""


def loaded(module: str = "", of: Set[str] = COSTLY) -> set[str]:
    command = [sys.executable, "-c", SHOW, " ".join(of), *([module] if module else [])]
    own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}  # it loads sqlite3
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=own)
    return set(said.stdout.split())


def test_the_list_of_commands_loads_nothing() -> None:
    assert loaded() == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_loads_what_it_uses(command: str) -> None:
    module = COMMANDS[command][0].partition(":")[0]
    assert loaded(module) == LOADS[command]


THREADS = """
import sys
from contextlib import suppress
from pathlib import Path
from appliance.commands.recorder import recorder
with suppress(Exception):
    recorder.main(["--config", sys.argv[1]], standalone_mode=False)
import numpy
print(len(list(Path("/proc/self/task").iterdir())))
"""


def test_the_recorder_starts_no_threads_for_matrices(tmp_path: Path) -> None:
    (tmp_path / "recorder.toml").write_text("no settings")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "OPENBLAS_"))}
    command = [sys.executable, "-c", THREADS, str(tmp_path / "recorder.toml")]
    assert subprocess.run(command, check=True, capture_output=True, text=True, env=own).stdout == "1\n"


def test_the_recorder_is_ready_without_what_it_needs_later() -> None:
    assert loaded("appliance.daemon") == {"av", "cryptography", "http", "numpy", "sealed.age", "waitress"}
    later = {"cryptography.x509", "http.client", "jinja2", "json", "tarfile", "werkzeug"}
    assert loaded("appliance.daemon", later | {"appliance.capture.encoder_trial"}) == set()
