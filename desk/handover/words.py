"""What the hand-over's pages and scripts say, in the page's language."""

from flask_babel import gettext as _

from design.language import later
from desk.player.words import words as player_words

STOPPED = later("The copy was not made. Try again; if it stops again, show IT what the program printed.")
LOCKED = later(
    "The desk was locked before the copy was whole, so it was broken off, and what was on the stick was removed. "
    "If that failed, this page lists it as a copy that was broken off. Write it once more."
)


def words() -> dict[str, str]:
    """Sentences by the names that the scripts know them by; {…} are facts that they fill in. The player's too."""
    return player_words() | {
        "cover_at": _("Cover: {x} % from the left, {y} % from the top, {width} % wide, {height} % high"),
        "cover_listed": _("Cover, {from} to {to}"),
        "silence_listed": _("Silence, {from} to {to}"),
        "keyframe_listed": _("At {time}"),
        "keyframe_remove": _("Remove the place at {time}"),
        "silence_remove": _("Remove the silence from {from}"),
        "no_cover_here": _("The cover is not there at this time."),
        "sound_from": _("Silence from {time}. Go to its end, then press the second button."),
        "ends_first": _("It ends after it begins. Choose a later picture."),
        "loading": _("Making the copy …"),
        "ready": _("Press Play, and watch all of it."),
        "watched_it": _("That was all of it."),
        "restarted": _("Watch it from its beginning."),
        "copy_failed": _("The copy cannot be shown."),
    }


def steps() -> dict[str, str]:
    """The steps of a hand-over."""
    return {
        "encoding": _("Making the copy …"),
        "writing": _("Writing onto the stick …"),
        "reading": _("Reading every byte back …"),
    }


def voices() -> dict[str, str]:
    """Who may ask and consent."""
    return {
        "parent": _("Parent"),
        "partner": _("Partner"),
        "child": _("Child"),
        "other": _("Somebody else"),
    }
