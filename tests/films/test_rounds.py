"""Rounds: a look that fails is logged, and the next one comes; closing ends the thread."""

import logging
from threading import Event

import pytest

from appliance.films.rounds import Rounds


def test_a_look_that_fails_does_not_end_the_rounds(caplog: pytest.LogCaptureFixture) -> None:
    again, looks = Event(), []

    def look() -> None:
        looks.append(made.closing)
        if len(looks) > 1:
            again.set()
        raise RuntimeError("the card is gone")

    made = Rounds("a-look", look, pause=0.001)
    made.start()
    assert again.wait(60)
    made.close()
    assert (made.closing, looks[0]) == (True, False)
    assert "a-look failed" in caplog.text
    assert "the card is gone" in caplog.text
    assert caplog.records[0].levelno == logging.ERROR


def test_rounds_that_never_started_close() -> None:
    Rounds("idle", lambda: None).close()
