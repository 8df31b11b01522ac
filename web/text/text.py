"""Every word that the pages say about the box, put together: states, light, troubles, films, amounts.

Longer than most: small functions of one kind, which templates find under one name.
"""

from datetime import UTC, datetime

from control.messages import AlarmStatus, Check, Film, Light, Loss, PlacedMark, Status
from control.requests import ConsentPlan
from design.amounts import size
from design.language import _, plural
from web.text.catalogue import (
    AIMING,
    AUTHORITY,
    AUTHORITY_WHY,
    CAUSES,
    CHECK_STATES,
    CHECKS,
    CHECKS_BAD,
    CHECKS_GOOD,
    CLOCKS,
    COLOURS,
    CONSENT_GIVEN,
    CONSENTS,
    DEVICES,
    ENDINGS,
    FILM_STATES,
    KINDS,
    LIGHT_OFF,
    MARKED_BY,
    NO_FRAMING,
    NOT_KEPT,
    NOT_SURE,
    OLD_PAGE,
    PAIR_FIRST,
    PAIRING,
    PATTERNS,
    PRINCIPLES,
    REFUSALS,
    SAID,
    SPOKEN,
    STATES,
    SYNC_STATES,
    TOO_MUCH,
    TROUBLES,
    UNKNOWN_PAGE,
    VIEW_ENDED,
)

LOSSES = 4  # what is told one by one

__all__ = [
    "AIMING",
    "AUTHORITY",
    "AUTHORITY_WHY",
    "CHECKS",
    "CHECKS_GOOD",
    "CHECK_STATES",
    "CLOCKS",
    "COLOURS",
    "CONSENTS",
    "CONSENT_GIVEN",
    "DEVICES",
    "FILM_STATES",
    "KINDS",
    "LIGHT_OFF",
    "MARKED_BY",
    "NOT_KEPT",
    "NOT_SURE",
    "NO_FRAMING",
    "OLD_PAGE",
    "PAIRING",
    "PAIR_FIRST",
    "PATTERNS",
    "PRINCIPLES",
    "SAID",
    "SPOKEN",
    "STATES",
    "SYNC_STATES",
    "TOO_MUCH",
    "TROUBLES",
    "UNKNOWN_PAGE",
    "VIEW_ENDED",
    "size",
]


def consent(given: ConsentPlan) -> str:
    """What was ticked, in one line."""
    ticked = [str(said) for key, said in CONSENTS.items() if getattr(given, key)]
    return "; ".join(ticked) or _("None recorded yet")


def spoken() -> dict[str, str]:
    """What the live page says by itself, when nobody else can."""
    return {key: str(said) for key, said in SPOKEN.items()}


def too_long(count: int, longest: int) -> str:
    """A question that does not fit, and how to make it fit."""
    return _("The question has {} characters. Shorten it to {} or fewer.").format(count, longest)


def too_long_note(count: int, longest: int) -> str:
    """A note that does not fit, and how to make it fit."""
    return _("The note has {} characters. Shorten it to {} or fewer.").format(count, longest)


def state(status: Status | None) -> str:
    """The state's name; `away` when the recorder does not answer."""
    return status.state if status else "away"


def title(status: Status | None) -> str:
    """The state in two or three words."""
    if status and status.state == "ready" and status.pairing:
        return str(PAIRING[0])
    name = state(status)
    return str(STATES[name][0]) if name in STATES else name


def hint(status: Status | None) -> str:
    """What to do in this state."""
    if status and status.state == "ready" and status.pairing:
        return str(PAIRING[1])
    return str(STATES.get(state(status), ("", ""))[1])


def light(shown: Light | None) -> str:
    """The light in words: colour, then pattern."""
    if shown is None or shown.pattern == "off":
        return str(LIGHT_OFF)
    colour = COLOURS.get(shown.colour, shown.colour)
    pattern = PATTERNS.get(shown.pattern, shown.pattern)
    return f"{colour}, {pattern}" if pattern else str(colour)


def trouble(told: AlarmStatus) -> str:
    """A fault or a warning as a sentence that says what to do."""
    return str(TROUBLES.get(told.code, told.message))


def refusal(code: str, message: str) -> str:
    """Why the recorder refused: translated where pages know the code, else its own sentence."""
    return str(REFUSALS.get(code, message))


def check(told: Check) -> str:
    """What was checked; that it works, where a person can be told no more."""
    working = CHECKS_GOOD.get(told.name) if told.state == "good" else None
    return str(working or CHECKS.get(told.name, told.name))


def check_message(told: Check) -> str:
    """What to do about it."""
    bad = CHECKS_BAD.get(told.name) if told.state == "bad" else None
    return str(bad or told.message)


def running(seconds: float) -> str:
    """A time that runs: 0:07, 12:40, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """How long a film is."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("{} s").format(rest)
    return _("{} min {} s").format(minutes, rest) if rest else _("{} min").format(minutes)


def marks(count: int) -> str:
    """How many moments were marked."""
    return plural("%(num)d mark", "%(num)d marks", count) if count else _("No marks yet")


def lost(frames: int) -> str:
    """How many pictures are missing."""
    return plural("%(num)d picture lost", "%(num)d pictures lost", frames)


def ending(film: Film) -> str:
    """Why a film ended; the device that failed is named."""
    cause = CAUSES.get(film.cause.code) if film.cause and film.end in ("fault", "cut") else None
    return str(cause or ENDINGS.get(film.end or "", film.end or ""))


def saved(film: Film) -> str:
    """What became of an ended film: its length, what it lacks, its marks, where it is."""
    where = _("being uploaded") if film.sync and film.sync.busy else _("not uploaded yet")
    facts = (length(film.seconds), *_lacks(film), marks(film.marks) if film.marks else _("no marks"), where)
    return f"{name(film.id, film.case)}: {', '.join(facts)}."


def recording(film: Film) -> str:
    """The same as a line of its own."""
    said = ", ".join(_lacks(film)) if film.end else ""
    return said[:1].upper() + said[1:]


def _lacks(film: Film) -> list[str]:
    """What a film lacks and when, in a few words each; that it lacks nothing; nothing at all if nobody knows."""
    found = [_loss(loss) for loss in (film.losses or ())[:LOSSES]]
    if len(film.losses or ()) > LOSSES:
        found.append(_("and more"))
    if film.lost:
        found.append(lost(film.lost))
    if film.end == "cut":
        return [*found, _("the last second may be missing")]
    return found or ([_("picture and sound throughout")] if film.losses is not None else [])


def _loss(loss: Loss) -> str:
    sound = loss.what == "sound"
    if loss.start < 1 and loss.end is None:
        return _("no sound") if sound else _("pictures missing")
    start = running(loss.start)
    if loss.end is None:
        return (_("no sound from {} on") if sound else _("pictures missing from {} on")).format(start)
    spans = _("no sound from {} to {}") if sound else _("pictures missing from {} to {}")
    return spans.format(start, running(loss.end))


def marked(at: int) -> str:
    """Where a mark was placed; `at` in nanoseconds."""
    return _("Marked at {}").format(running(at / 1e9))


def mark(placed: PlacedMark) -> str:
    """A mark in a list: its principle, or who made it."""
    by = str(MARKED_BY.get(placed.by, placed.by))
    if placed.sealed_principle:
        return f"{_('Principle chosen')}, {by}"
    return f"{PRINCIPLES.get(placed.principle, placed.principle)}, {by}" if placed.principle else by


def room(minutes: float) -> str:
    """How much film fits on the card."""
    if minutes < 1:
        return _("No room for a film")
    if minutes < 120:
        return plural("Room for %(num)d minute of film", "Room for %(num)d minutes of film", int(minutes))
    return _("Room for {} hours of film").format(int(minutes // 60))


def films(count: int) -> str:
    """How many films lie on the box."""
    return plural("%(num)d film on the box", "%(num)d films on the box", count) if count else _("No films")


def not_uploaded(count: int) -> str:
    """A word for somebody who leaves."""
    return plural("%(num)d film is not uploaded yet", "%(num)d films are not uploaded yet", count) if count else ""


def first_number(digit: str) -> str:
    """How to begin with the code that pairs a phone."""
    return plural("Press it %(num)d time: the first number.", "Press it %(num)d times: the first number.", int(digit))


def phones(count: int) -> str:
    """How many phones are paired."""
    return plural("%(num)d phone paired", "%(num)d phones paired", count) if count else _("No phone paired")


def sound(level: float | None) -> str:
    """What the microphone hears."""
    if level is None:
        return _("No microphone")
    if level < -60:
        return _("Nothing heard")
    return _("Too loud") if level > -1 else _("Heard")


def began(film: str) -> datetime | None:
    """When a film began, read from its id; None when no trusted clock knew it."""
    try:
        return datetime.strptime(film[:13], "%Y%m%d-%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None


def name(film: str, case: str | None = None) -> str:
    """What a person calls a film: its letters, since a date may be missing; and its case."""
    said = _("Film {}").format(film.rpartition("-")[2])
    return f"{said} ({case})" if case else said


def the(film: str) -> str:
    """The same within a sentence."""
    return _("film {}").format(film.rpartition("-")[2])


def day(moment: datetime) -> str:
    """A date and time in UTC, which the page turns into the phone's own."""
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def checked(film: Film) -> datetime | None:
    """When the store was checked; None when no clock could be trusted."""
    utc = film.receipt.when.utc if film.receipt else None
    return datetime.fromisoformat(utc).astimezone(UTC) if utc else None


def upload(store: str) -> str:
    """The button that uploads one film, to the store as people call it."""
    return _("Upload to {}").format(store) if store else _("Upload the film")


def left(seconds: float) -> str:
    """How long something will still take, as roughly as it is known."""
    if seconds < 60:
        return _("less than a minute left")
    return plural("about %(num)d minute left", "about %(num)d minutes left", round(seconds / 60))


def progress(film: Film, pace: float | None = None) -> str:
    """How far the sync has come, in words; with a pace (bytes a second), how fast and for how long."""
    if film.sync is None:
        return ""
    said = str(SYNC_STATES.get(film.sync.state, film.sync.state))
    if film.sync.state not in {"copying", "verifying"} or not film.sync.total:
        return said
    said = _("{}: {} of {}").format(said, size(film.sync.done), size(film.sync.total))
    if not pace:
        return said
    return _("{}, {} a second, {}").format(said, size(pace), left((film.sync.total - film.sync.done) / pace))
