"""The light in each situation: the table "The button and the light", as a pure function."""

from appliance.recorder.pairing import Window
from appliance.recorder.situation import Limits, Situation
from control.messages import Light


def light(s: Situation, now: int, limits: Limits) -> Light:
    """The light for situation `s` at `now` (CLOCK_MONOTONIC, ns)."""
    if s.confirm_until is not None:
        return Light("blue", "fast blink")
    match s.state:
        case "starting" | "fault":
            return Light("amber", "slow blink")
        case "ready":
            return _ready(s, now)
        case "sealing":
            return Light("red", "fast blink")
        case "filming":
            return Light("red", "blink" if _urges(s, now, limits) else "steady")


def _ready(s: Situation, now: int) -> Light:
    """Green, unless the family should notice something first: a phone that was paired, or one that shows the room."""
    if s.pairing is not None:
        return _pairing(s.pairing, now)
    if s.paired_at is not None:
        return Light("green", "fast blink")
    if s.view is not None:
        return Light("green", "slow blink")
    return Light("green", "blink" if s.alarms else "steady")


def _pairing(window: Window, now: int) -> Light:
    """Blue: dark while presses are counted, blinking once the code is complete, amber if it was refused."""
    if window.refused(now):
        return Light("amber", "slow blink")
    if window.complete is not None:
        return Light("blue", "blink")
    return Light("blue", "off" if window.counting(now) else "steady")


def _urges(s: Situation, now: int, limits: Limits) -> bool:
    """Whether the light blinks while filming: a warning, the reminder, the last minute, or little room left."""
    seconds = s.seconds(now)
    reminding = limits.reminder <= seconds < limits.reminder + limits.reminder_lasts
    return reminding or seconds >= limits.film - limits.last_minute or s.room_low or bool(s.alarms)
