"""The pairing window: presses of one button read as numbers, by their pauses."""

import pytest

from appliance.recorder.events import Hold, Paired, Press, Refuse, Tick
from appliance.recorder.machine import step
from appliance.recorder.pairing import ANSWER, CODE, NUMBER, PAIRED, WRONG
from appliance.recorder.situation import SECOND, Situation
from tests.support.situations import LIMITS, NOW, PLENTY, READY

TICK = SECOND // 4


def after(situation: Situation, *presses: float, until: float = 0) -> Situation:
    """The situation after presses at these seconds, and ticks up to `until`."""
    due = NOW
    for at in [*(NOW + round(second * SECOND) for second in presses), None]:
        end = NOW + round(until * SECOND) if at is None else at
        while due <= end:
            situation, _ = step(situation, Tick(due, PLENTY), LIMITS)
            due += TICK
        if at is not None:
            situation, effects = step(situation, Press(at), LIMITS)
            assert effects == []
    return situation


def pressing(code: str, pause: float = 1.6, between: float = 0.4) -> list[float]:
    found, at = [], 1.0
    for number in code:
        for _ in range(int(number)):
            found.append(at)
            at += between
        at += pause - between
    return found


OPEN = step(READY, Hold(NOW), LIMITS)[0]


@pytest.mark.parametrize("code", ["1", "214", "4444", "11111", "31242"])
@pytest.mark.parametrize(("pause", "between"), [(1.6, 0.2), (1.3, 1.0), (3.9, 0.4)])
def test_a_code_is_read_once_it_is_complete(code: str, pause: float, between: float) -> None:
    presses = pressing(code, pause, between)
    done = presses[-1] + CODE / SECOND
    early = after(OPEN, *presses, until=done - 0.3)
    assert early.pairing is not None
    assert early.pairing.code is None
    found = after(OPEN, *presses, until=done + 0.3)
    assert found.pairing is not None
    assert found.pairing.code == code


def test_only_the_pressed_code_pairs_and_once() -> None:
    complete = after(OPEN, *pressing("214"), until=20)
    _, effects = step(complete, Paired("241", NOW), LIMITS)
    assert isinstance(effects[0], Refuse)
    complete = after(OPEN, *pressing("214"), until=pressing("214")[-1] + 4.3)
    paired, effects = step(complete, Paired("214", NOW), LIMITS)
    assert (paired.pairing, paired.paired_at, effects) == (None, NOW, [])
    assert isinstance(step(paired, Paired("214", NOW), LIMITS)[1][0], Refuse)
    assert after(paired, until=PAIRED / SECOND).paired_at is None


def test_a_code_that_nobody_shows_is_begun_anew() -> None:
    last = pressing("33")[-1]
    late = last + (CODE + ANSWER) / SECOND + 0.5
    wrong = after(OPEN, *pressing("33"), until=late)
    assert wrong.pairing is not None
    assert (wrong.pairing.code, wrong.pairing.numbers) == (None, ())
    assert wrong.pairing.refused(NOW + round(late * SECOND))
    assert not wrong.pairing.refused(NOW + round(late * SECOND) + WRONG)


def test_the_window_closes_by_itself_but_not_within_a_code() -> None:
    assert after(OPEN, until=59.9).pairing is not None
    assert after(OPEN, until=60.1).pairing is None
    begun = after(OPEN, 59.5, until=62)
    assert begun.pairing is not None
    assert begun.pairing.numbers == (1,)


def test_presses_in_the_window_film_nothing_and_a_second_hold_closes_it() -> None:
    assert after(OPEN, 1, 2, until=3).state == "ready"
    closed, _ = step(OPEN, Hold(NOW + SECOND), LIMITS)
    assert step(closed, Press(NOW + 2 * SECOND), LIMITS)[0].state == "filming"


def test_dark_while_a_number_is_counted() -> None:
    counting = after(OPEN, 1.0, until=1.5)
    assert counting.pairing is not None
    assert counting.pairing.counting(NOW + SECOND + NUMBER - 1)
    assert not counting.pairing.counting(NOW + SECOND + NUMBER)


def test_presses_while_a_result_is_shown_count_for_nothing() -> None:
    complete = after(OPEN, *pressing("214"), until=pressing("214")[-1] + 4.3)
    assert complete.pairing is not None
    assert complete.pairing.code == "214"
    pressed, _ = step(complete, Press(NOW + 20 * SECOND), LIMITS)
    assert pressed.pairing == complete.pairing
