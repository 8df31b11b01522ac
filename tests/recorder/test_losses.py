"""What a film lacks and when, read off the alarms that stand while it is made."""

from msgspec.structs import replace

from appliance.recorder.losses import Losses
from appliance.recorder.situation import SECOND, Alarm
from control.messages import Loss
from tests.support.situations import FILMING, MICROPHONE

LOST = Alarm("pictures-lost", "Pictures are lost.", prevents=False)
ZERO = FILMING.zero or 0


def seen(*standing: tuple[float, tuple[Alarm, ...]]) -> tuple[Loss, ...]:
    losses = Losses()
    for at, alarms in standing:
        losses.watch(replace(FILMING, alarms=alarms), ZERO + round(at * SECOND))
    return losses.all()


def test_what_came_and_went_and_what_stayed() -> None:
    assert seen((1, ()), (2, ())) == ()
    assert seen((3, (MICROPHONE,)), (8, (MICROPHONE,)), (9, ())) == (Loss("sound", 3.0, 9.0),)
    assert seen((3, (LOST, MICROPHONE)), (9, (MICROPHONE,))) == (Loss("picture", 3.0, 9.0), Loss("sound", 3.0))


def test_what_comes_back_at_once_is_one() -> None:
    assert seen((3, (LOST,)), (5, ()), (7, (LOST,)), (9, ())) == (Loss("picture", 3.0, 9.0),)
    apart = (Loss("picture", 3.0, 5.0), Loss("picture", 40.0, 41.0))
    assert seen((3, (LOST,)), (5, ()), (40, (LOST,)), (41, ())) == apart


def test_a_loss_of_sound_does_not_end_one_of_pictures() -> None:
    seen_ones = seen((3, (LOST,)), (4, ()), (5, (MICROPHONE,)), (6, ()), (7, (LOST,)), (8, ()))
    assert seen_ones == (Loss("sound", 5.0, 6.0), Loss("picture", 3.0, 8.0))


def test_only_while_filming() -> None:
    losses = Losses()
    losses.watch(replace(FILMING, state="sealing", alarms=(LOST,)), ZERO + SECOND)
    assert losses.all() == ()
