"""Whoever aims the camera is seen to do so, and a view of the room ends by itself."""

from appliance.recorder.aiming import LINGERS, LONGEST
from appliance.recorder.events import Hold, Look, Press, Refuse, Tick
from appliance.recorder.machine import step
from appliance.recorder.situation import SECOND, Situation
from tests.support.situations import LIMITS, NOW, PLENTY, READY


def look(s: Situation, at: int) -> tuple[Situation, bool]:
    after, effects = step(s, Look(at), LIMITS)
    return after, not effects


def tick(s: Situation, at: int) -> Situation:
    return step(s, Tick(at, PLENTY), LIMITS)[0]


def test_a_view_shows_from_the_first_picture_until_nobody_looks() -> None:
    s, granted = look(READY, NOW)
    assert granted
    assert s.view is not None
    assert tick(s, NOW + LINGERS - 1).view is not None
    s, _ = look(s, NOW + SECOND)
    assert tick(s, NOW + LINGERS + 1).view is not None
    assert tick(s, NOW + SECOND + LINGERS).view is None


def test_a_page_that_goes_on_asking_sees_the_room_for_two_minutes() -> None:
    s, at, seen = READY, NOW, 0
    while at < NOW + LONGEST + 10 * SECOND:
        s, granted = look(tick(s, at), at)
        if not granted:
            break
        seen, at = seen + 1, at + SECOND // 2
    assert at == NOW + LONGEST
    s, granted = look(tick(s, at + SECOND), at + SECOND)
    assert not granted
    s = tick(s, at + LINGERS)
    assert s.view is None
    assert look(s, at + LINGERS)[1]


def test_a_view_ends_with_a_film_and_waits_for_pairing() -> None:
    s, _ = look(READY, NOW)
    assert step(s, Press(NOW), LIMITS)[0].view is None
    pairing, _ = step(s, Hold(NOW), LIMITS)
    assert [type(effect) for effect in step(pairing, Look(NOW), LIMITS)[1]] == [Refuse]
