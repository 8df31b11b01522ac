"""Every word that the pages say about the box, in one place: states, light, troubles, films, amounts."""

from datetime import UTC, datetime

from web.answers import Film, Light, Status, Trouble


def _(text: str) -> str:
    """Mark a sentence for translation; the catalogue comes with the translations."""
    return text


STATES = {
    "starting": (_("Starting"), _("The box is getting ready. This takes a few seconds.")),
    "ready": (_("Ready to film"), _("Press the button on the box, or start here.")),
    "filming": (_("Filming"), _("Press the button on the box, or tap Mark, when you see a good moment.")),
    "sealing": (_("Sealing the film"), _("Leave the box plugged in. This takes a few seconds.")),
    "fault": (_("Cannot film now"), _("When this is mended, the box is ready again by itself.")),
    "away": (_("No answer from the box"), _("Check that the box has power. This page tries again by itself.")),
}
PAIRING = (_("Waiting for a phone"), _("A new phone can be paired for one minute."))

COLOURS = {"amber": _("Amber light"), "green": _("Green light"), "red": _("Red light"), "blue": _("Blue light")}
PATTERNS = {
    "steady": "",
    "blink": _("blinking"),
    "slow blink": _("blinking slowly"),
    "fast blink": _("blinking fast"),
}
LIGHT_OFF = _("Light off")

# The recorder's own sentence is shown for every code that is not here.
TROUBLES: dict[str, str] = {}

CLOCKS = {
    "ntp": _("Set by the network"),
    "rtc": _("Kept by the box"),
    "phone": _("Set by a phone"),
    "none": _("Not known. Films will carry no date."),
}

FILM_STATES = {
    "filming": _("Being filmed"),
    "complete": _("Complete"),
    "cut short": _("Cut short, for example by a power cut. What was filmed before is safe."),
    "damaged": _("Damaged. Sync it and ask your IT colleague before you remove it."),
}

SYNC_STATES = {
    "waiting": _("Waiting for its turn"),
    "copying": _("Copying to the store"),
    "verifying": _("Checking every byte"),
    "failed": _("Sync did not work"),
    "done": _("Synced"),
}

SAID = {
    "started": _("Filming has started."),
    "stopped": _("Filming has stopped. The film is sealed."),
    "marked": _("Marked."),
    "syncing": _("Sync has started."),
    "nothing": _("There is nothing to sync."),
    "wiped": _("The film is wiped from the box."),
    "discarded": _("The film is discarded. Nothing of it remains on the box."),
    "pressed": _("The button was pressed."),
    "held": _("The button was held."),
    "simulated": _("Done."),
}

NOT_SURE = _("Tick the box to say that the family wants this film gone.")
OLD_PAGE = _("This page is too old. Go back, load it again, and try once more.")
UNKNOWN_PAGE = _("There is nothing at this address. The film may have been wiped or discarded.")


def state(status: Status | None) -> str:
    """The state's name; `away` when the recorder does not answer."""
    return status.state if status else "away"


def title(status: Status | None) -> str:
    """The state in two or three words."""
    if status and status.state == "ready" and status.pairing:
        return PAIRING[0]
    name = state(status)
    return STATES[name][0] if name in STATES else name


def hint(status: Status | None) -> str:
    """What to do in this state."""
    if status and status.state == "ready" and status.pairing:
        return PAIRING[1]
    return STATES.get(state(status), ("", ""))[1]


def light(shown: Light | None) -> str:
    """The light in words: colour, then pattern."""
    if shown is None or shown.pattern == "off":
        return LIGHT_OFF
    colour = COLOURS.get(shown.colour, shown.colour)
    pattern = PATTERNS.get(shown.pattern, shown.pattern)
    return f"{colour}, {pattern}" if pattern else colour


def trouble(told: Trouble) -> str:
    """A fault or a warning as a sentence that says what to do."""
    return TROUBLES.get(told.code, told.message)


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
    return {0: _("No marks yet"), 1: _("1 mark")}.get(count, _("{} marks").format(count))


def marked(at: int) -> str:
    """Where a mark was placed; `at` in nanoseconds."""
    return _("Marked at {}").format(running(at / 1e9))


def room(minutes: float) -> str:
    """How much film fits on the card."""
    if minutes < 1:
        return _("No room for a film")
    if minutes < 120:
        return _("Room for {} minutes of film").format(int(minutes))
    return _("Room for {} hours of film").format(int(minutes // 60))


def size(count: float) -> str:
    """Bytes in decimal units, as phones and shops count them."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


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


def name(film: str) -> str:
    """What a person calls a film: its letters, since a date may be missing."""
    return _("Film {}").format(film.rpartition("-")[2])


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


def progress(film: Film) -> str:
    """How far the sync has come, in words."""
    if film.sync is None:
        return ""
    words = SYNC_STATES.get(film.sync.state, film.sync.state)
    if film.sync.state in {"copying", "verifying"} and film.sync.total:
        return _("{}: {} of {}").format(words, size(film.sync.done), size(film.sync.total))
    return words
