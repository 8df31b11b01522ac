"""`attune web` as a process, over a control socket."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from tests.support.browsing import PAIRED
from tests.support.standin import StandIn


@contextmanager
def serving(
    folder: Path, port: str = "0", more: str = "", under: Sequence[str] = ()
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """`attune web` over the control socket in `folder`: its address and its process. PAIRED is a phone it knows.

    `under`: a command that starts it.
    """
    config = folder / "web.toml"
    state = folder / "web-state"
    if not state.exists():
        state.mkdir()
        facts = [{"id": "0badcafe", "hash": sha256(PAIRED.encode()).hexdigest(), "kind": "android", "paired": None}]
        (state / "phones.json").write_text(json.dumps(facts))
    lines = [f'control = "{folder}/control.sock"', f'bind = "127.0.0.1:{port}"', "simulated = true"]
    config.write_text("\n".join([*lines, f'state = "{state}"', more, ""]))
    command = [*under, sys.executable, "-m", "attune", "web", "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            said = server.stdout.readline()
            found = re.search(r"https?://\S+(?=/)", said)
            assert found, f"the server said {said!r}"
            yield found[0], server
        finally:
            server.terminate()


@contextmanager
def serving_standin(folder: Path) -> Iterator[tuple[str, StandIn]]:
    """The pages' address, and the stand-in for a recorder behind them."""
    standin = StandIn(folder / "control.sock")
    try:
        with serving(folder) as (address, _):
            yield address, standin
    finally:
        standin.close()
