"""What the light shows in each situation: the table "The button and the light", as a pure function."""

from appliance.recorder.events import Limits, Situation
from control.messages import Light


def light(s: Situation, now: int, limits: Limits) -> Light:
    """The light for situation `s` at `now` (CLOCK_MONOTONIC, ns)."""
    match s.state:
        case "starting" | "fault":
            return Light("amber", "slow blink")
        case "ready":
            if s.pairing_until is not None:
                return Light("blue")
            return Light("green", "blink" if s.alarms else "steady")
        case "sealing":
            return Light("red", "fast blink")
        case "filming":
            return Light("red", "blink" if _urges(s, now, limits) else "steady")


def _urges(s: Situation, now: int, limits: Limits) -> bool:
    """Whether the light should draw an eye: a warning, the reminder, the last minute, or little room left."""
    seconds = s.seconds(now)
    reminding = limits.reminder <= seconds < limits.reminder + limits.reminder_lasts
    return reminding or seconds >= limits.film - limits.last_minute or s.room_low or bool(s.alarms)
