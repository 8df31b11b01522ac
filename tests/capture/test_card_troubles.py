"""Filming onto a card that fails or is slow, and frames that cannot be encoded: what is kept, and who is told."""

import errno
from pathlib import Path

import pytest

from appliance.capture.errors import CardFull, EncodingFailed, FilmNotWritten
from appliance.capture.inbox import MOST_SOUNDS
from sealed.errors import WriteFailed
from tests.capture.by_hand import BLOCK, Rig
from tests.support.hand_devices import Kept
from tests.support.making_films import frames_of, plays


def _refused(number: int) -> WriteFailed:
    error = WriteFailed()
    error.errno = number
    return error


@pytest.mark.parametrize(
    ("cause", "error"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), CardFull),
        (OSError(errno.EIO, "Input/output error"), FilmNotWritten),
        (_refused(errno.ENOSPC), CardFull),
        (_refused(errno.EIO), FilmNotWritten),
        (ValueError("something else"), FilmNotWritten),
    ],
)
def test_a_card_that_fails_ends_the_film_and_keeps_what_was_written(
    rig: Rig, cause: Exception, error: type[FilmNotWritten]
) -> None:
    sink = rig.begin(Kept(fails=cause, at=2))
    rig.play(100)
    rig.told.wait_for(error.code)
    rig.play(50)
    ended = rig.capture.end(None)
    assert type(ended.error) is error
    assert ended.error.__cause__ is cause
    assert (ended.frames, ended.delivered) == (48, 48)
    assert len(frames_of(sink.data)) == 48
    again = rig.begin()
    rig.play(10)
    assert rig.capture.end(None).frames == 10
    assert len(again.segments) == 1


def test_frames_that_cannot_be_encoded_end_the_film(rig: Rig) -> None:
    sink = rig.begin()
    rig.play(30)
    sink.wait_for(1)
    rig.camera.width = 63  # H.264 wants even numbers
    rig.capture.end(None)
    rig.begin()
    rig.play(3)
    rig.told.wait_for(EncodingFailed.code)
    assert rig.capture.end(None).frames == 0


@pytest.mark.process
def test_a_slow_card_is_told_when_frames_are_lost_and_the_rest_is_kept(rig: Rig, tmp_path: Path) -> None:
    sink = Kept()
    sink.gate.clear()
    rig.begin(sink)
    rig.play(10 * 24)  # one segment in the writer's hands, eight waiting, one that cannot be handed over
    assert rig.told.heard == []
    rig.play(60, keeps_up=False)  # 37 frames wait, the others are lost
    rig.told.wait_for("overrun")
    sink.gate.set()
    rig.catch_up()
    rig.play(1)
    rig.told.wait_for("overrun", "overrun cleared")
    rig.play(10)
    ended = rig.capture.end(None)
    assert ended.delivered == rig.frames
    assert ended.delivered - 60 < ended.frames < ended.delivered - 10
    assert len(frames_of(sink.data)) == ended.frames
    plays(sink.data, tmp_path)


def test_sound_without_room_is_counted_and_alarmed(rig: Rig) -> None:
    sink = Kept()
    sink.gate.clear()
    rig.begin(sink)
    rig.play(10 * 24)  # the writer and the encoder wait for the card
    assert rig.told.heard == []
    assert rig.microphone is not None
    for _ in range(MOST_SOUNDS + 30):
        rig.microphone.hear(rig.now)
        rig.now += BLOCK
    rig.told.wait_for("overrun")
    sink.gate.set()
    ended = rig.capture.end(None)
    assert 0 < ended.sound_lost <= 30 + 10 * 24 * 2
    rig.told.wait_for("overrun", "overrun cleared")
