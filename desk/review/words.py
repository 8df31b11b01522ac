"""What the scripts of a review say, in the page's language."""

from flask_babel import gettext as _


def words() -> dict[str, str]:
    """Sentences by the names that the scripts know them by; {…} are facts that they fill in."""
    return {
        "untitled": _("Without a title"),
        "no_clip": _("No clip is shown. The family's window is dark."),
        "next": _("Next: {title}"),
        "last": _("This was the last clip."),
        "minutes": _("{minutes} min"),
        "show": _("Show this clip"),
        "again": _("Show it again"),
        "freeze": _("Freeze"),
        "go_on": _("Go on"),
        "move": _("Move “{title}”, {at} of {count}: arrow up, arrow down"),
        "watch": _("Show: {title}"),
        "not_this": _("Not this clip"),
        "blocked": _("Press Replay once in the family's window: before that, the browser plays no sound there."),
        "failed": _("The family's window cannot show the film any further. Close it, and open it again."),
        "kept": _("The picture at {time} has been kept."),
        "not_stopped": _("Freeze the picture that you want to keep."),
        "refused": _("The family does not want “{title}”. It is not shown any more."),
        "others": _("Something was changed in another window, or by a command. It stands here now."),
        "saving": _("Saving …"),
        "saved": _("Saved"),
        "not_saved": _("This was not saved, and still stands here."),
        "no_answer": _("The desk does not answer. Is it still running?"),
        "change": _("Change: {text}"),
        "remove": _("Remove: {text}"),
        "to_clip": _("To the clip “{title}”"),
        "to_all": _("To the review as a whole"),
        "idea": _("Idea"),
        "thought": _("Thought"),
        "concern": _("Concern"),
        "parent": _("Parent"),
        "partner": _("Partner"),
        "child": _("Child"),
        "practitioner": _("Practitioner"),
        "other": _("Somebody else"),
        "step": _("Step {step} of 10 along the line"),
        "unsaved": _("Words are typed and not saved."),
    }
