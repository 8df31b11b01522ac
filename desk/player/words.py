"""What the player's script says, in the page's language."""

from flask_babel import gettext as _


def words() -> dict[str, str]:
    """Sentences by the names that the script knows them by; {…} are facts that it fills in."""
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "paused_at": _("Paused at {time}"),
        "mark_at": _("Mark at {time}"),
        "speed": _("Speed: {speed}"),
        "rate_1": _("normal"),
        "rate_0.5": _("half"),
        "rate_0.25": _("a quarter"),
        "rate_0.125": _("an eighth"),
        "failed": _("The film cannot be shown any further."),
        "in_at": _("First picture at {time}"),
        "out_at": _("Last picture before {time}"),
        "ends_before": _("A clip ends after it begins. Choose another picture."),
        "clip_added": _("New clip from {from} to {to}"),
        "veto": _("The family: not this clip"),
        "veto_lift": _("The family changed its mind"),
        "draft": _("From {from} to {to}"),
        "untitled": _("Without a title"),
        "move": _("Move “{title}”, {at} of {count}: arrow up, arrow down"),
        "still_kept": _("Picture at {time} kept"),
        "still_remove": _("Remove the picture at {time}"),
        "many_clips": _("{count} clips: three or four are usually enough for one review."),
        "long_clip": _("A clip is longer than ten seconds: a moment is often shorter."),
        "saving": _("Saving …"),
        "saved": _("Saved"),
        "not_saved": _("This was not saved."),
    }
