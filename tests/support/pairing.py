"""Presses a pairing code on a simulated box's button, as the person who sees it on the phone does."""

import time
from typing import Any, Protocol

PAUSE = 1.5  # seconds after each number
VERDICT = 30.0  # seconds that the box may take to say what became of a code
TRIES = 8  # a busy machine may press so slowly that one number reads as two


class Button(Protocol):
    """A box whose control socket can be spoken to."""

    def post(self, path: str, body: object = None) -> Any: ...
    def get(self, path: str) -> Any: ...


def press_code(box: Button, code: str) -> None:
    """Hold the button, press the numbers of `code`, and wait until its phone is paired."""
    for _ in range(TRIES):
        if not box.get("/status")["pairing"]:
            box.post("/panel/hold")
        for number in code:
            for _ in range(int(number)):
                box.post("/panel/press")
            time.sleep(PAUSE)
        if _paired(box):
            return
    raise AssertionError(f"the code {code} paired no phone")


def _paired(box: Button) -> bool:
    deadline = time.monotonic() + VERDICT
    while time.monotonic() < deadline:
        status = box.get("/status")
        if not status["pairing"]:
            return True
        if status["light"]["colour"] == "amber":
            break
        time.sleep(0.1)
    return False
