"""Presses a simulated box's button when the box asks for it, as the person does who stands beside it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from control.errors import ControlError
from tests.support.pairing import Button

ASKING = {"colour": "blue", "pattern": "fast blink"}


@contextmanager
def pressing_when_asked(box: Button) -> Iterator[None]:
    """For as long as this lasts, the button is pressed whenever the light asks to confirm."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            with suppress(ControlError, AssertionError):  # the box is busy, or gone
                if box.get("/status")["light"] == ASKING:
                    box.post("/panel/press")

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def discard(box: Button, film: str) -> Any:
    """Discard a film, and press the button to confirm it; the wipe record."""
    with pressing_when_asked(box):
        return box.post(f"/films/{film}/discard")
