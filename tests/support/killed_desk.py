"""Run as a program: a desk at work is killed again and again, and each time all that it said is saved must be there.

Arguments: a folder, how many kills, a seed. Prints one JSON object, or fails at the first promise that was broken.
"""

import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from desk.cases.events import HelpingQuestion
from desk.errors import NoSuchCase, NotThisComputer
from desk.keyring.keyring_file import KEYRING
from desk.unlocked import Desk
from tests.support.desks import at_desk, make_desk

LONGEST = 0.12  # seconds of work before a kill
AS_LONG_AS = 25  # kills of one desk


class KilledDesk:
    """What one desk has promised so far: the questions of each case, and the cases that it forgot."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True)
        make_desk(root)
        self.root = root
        self.saved: dict[str, list[str]] = {}
        self.unsure: set[str] = set()
        self.forgotten: set[str] = set()
        self.old: list[tuple[bytes, int]] = []  # keyrings, and how many cases were forgotten then

    def kill_once(self, chance: Random) -> str:
        """Let it work for a moment, kill it, and check it; what it was doing."""
        reading, writing = os.pipe()
        seed, codes = chance.random(), sorted(set(self.saved) - self.unsure)
        child = os.fork()
        if not child:
            try:
                os.close(reading)
                work(self.root, writing, Random(seed), codes)
            finally:
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading, "r") as said:
            assert said.readline() == "ready\n"
            time.sleep(chance.uniform(0, LONGEST))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            under_way = self._take(said.read())
        self._check(under_way)
        return under_way[0] if under_way else "nothing"

    def _take(self, said: str) -> list[str]:
        """Note what it promised; what it had begun and not promised yet."""
        under_way: list[str] = []
        for line in said.splitlines():
            if line == "done":
                self._promise(*under_way)
                under_way = []
            else:
                under_way = line.split(" ")
        return under_way

    def _promise(self, what: str, code: str, text: str = "") -> None:
        match what:
            case "open":
                self.saved[code] = []
            case "ask":
                self.saved[code].append(text)
            case "forget":
                del self.saved[code]
                self.forgotten.add(code)

    def _check(self, under_way: list[str]) -> None:
        what, code = (*under_way[:2], "", "")[:2]
        desk = at_desk(self.root)
        assert not desk.broken()
        if what == "forget" and code not in desk.keys.now().cases:
            self._promise(*under_way)
        if what == "open" and code in desk.codes():
            self._promise(*under_way)
        for each, questions in self.saved.items():
            found = list(asked(desk, each))
            assert found[: len(questions)] == questions, (each, questions, found)
            assert found[len(questions) :] in ([], under_way[2:] if each == code else [])
            self.saved[each] = found
        for each in self.forgotten:
            try:
                desk.identity(each)
            except NoSuchCase:
                continue
            raise AssertionError(each)
        self._check_old_keyrings()

    def _check_old_keyrings(self) -> None:
        path = self.root / "desk" / KEYRING
        now = path.read_bytes()
        for keyring, forgotten in self.old[-2:]:
            if forgotten < len(self.forgotten):
                path.write_bytes(keyring)
                try:
                    at_desk(self.root)
                except NotThisComputer:
                    continue
                raise AssertionError("an old keyring opened")
        path.write_bytes(now)
        self.old.append((now, len(self.forgotten)))


def asked(desk: Desk, code: str) -> Iterator[str]:
    """The questions in a case's log."""
    return (each.event.question for each in desk.events(code) if isinstance(each.event, HelpingQuestion))


def work(root: Path, said: int, chance: Random, codes: list[str]) -> None:
    """Work for ever; each step is announced, and promised when it is done."""
    desk = at_desk(root)
    os.write(said, b"ready\n")
    while True:
        what = chance.choices(("open", "ask", "forget"), (2, 10, 1))[0] if codes else "open"
        code = f"C{chance.randrange(10**9)}" if what == "open" else chance.choice(codes)
        text = f"{chance.randrange(10**9)}"
        os.write(said, f"{what} {code}{f' {text}' if what == 'ask' else ''}\n".encode())
        match what:
            case "open":
                desk.open_case(code)
                codes.append(code)
            case "ask":
                desk.append(code, HelpingQuestion(question=text))
            case "forget":
                desk.forget(code)
                codes.remove(code)
        os.write(said, b"done\n")


def main(root: Path, kills: int, seed: int) -> None:
    """Kill so many times; a new desk every now and then."""
    chance, during = Random(seed), Counter[str]()
    for number in range(kills):
        if number % AS_LONG_AS == 0:
            shutil.rmtree(root, ignore_errors=True)
            desk = KilledDesk(root)
        during[desk.kill_once(chance)] += 1
    print(json.dumps({"kills": kills, "during": during}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
