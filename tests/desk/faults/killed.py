"""Run as a program: an operation is killed at some moments, and each time nothing is lost and it can be done again.

Arguments: a folder, the operation, how many kills, a seed. Prints one JSON object, or fails at the first loss.
"""

import json
import os
import re
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random

from tests.desk.faults.operations import Operation, operations, options
from tests.desk.faults.outcome import Outcome
from tests.desk.faults.world import FaultWorld

TAKEN = re.compile(r"is there already|Ask your colleague for a new one|No pack of this desk belongs")
"""What a kill between two steps leaves: a file, a pack that is listed and has no file, a key that is destroyed."""


def run(world: FaultWorld, operation: Operation, within: float = 600) -> float:
    """The operation's commands, each a program; killed when the time is over. The seconds that it took."""
    began = time.monotonic()
    for words in operation.commands(world):
        line = [sys.executable, "-m", "attune", "desk", *words, *options(world, operation.desk, words)]
        program = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            program.wait(max(0, began + within - time.monotonic()))
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            break
        if program.returncode != 1:
            break
    return time.monotonic() - began


def kill(world: FaultWorld, operation: Operation, after: float) -> bool:
    """Whether it was done nevertheless."""
    world.lay_out()
    run(world, operation, after)
    erases = frozenset({world.facts.opened}) if "PACK" in operation.erases else operation.erases
    world.judge(erases, killed=True)
    if operation.seen is None or operation.done(world, Outcome(False, 1, "")):
        return operation.seen is not None
    again = operation.by_command(world)
    assert again.went or TAKEN.search(again.text), (operation.name, again)
    world.judge(erases)
    return False


def main(folder: Path, name: str, kills: int, seed: int) -> None:
    """Kill it so many times, spread over the time that it takes."""
    os.environ |= {"XDG_STATE_HOME": str(folder / "world" / "state")}
    os.environ |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    operation, chance = next(each for each in operations() if each.name == name), Random(seed)
    with closing(FaultWorld(folder)) as world:
        world.lay_out()
        length = run(world, operation)
        nevertheless = [kill(world, operation, chance.uniform(0, length)) for _ in range(kills)]
    print(json.dumps({"kills": len(nevertheless), "done nevertheless": sum(nevertheless)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
