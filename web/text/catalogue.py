"""The tables of what the pages say: states, lights, checks, principles, what was done and what was refused."""

from web.text.language import later

STATES = {
    "starting": (later("Starting"), later("The box is getting ready. This takes a few seconds.")),
    "ready": (later("Ready to film"), later("Press the button on the box, or start here.")),
    "filming": (
        later("Filming"),
        later("Press the button on the box, or tap Mark, when you see a good moment."),
    ),
    "sealing": (later("Sealing the film"), later("Leave the box plugged in. This takes a few seconds.")),
    "fault": (later("Cannot film now"), later("When this is mended, the box is ready again by itself.")),
    "away": (later("Can't reach the box"), later("Look at its light: red means still filming.")),
}
PAIRING = (later("Waiting for a phone"), later("On the box, press the numbers that the new phone shows."))

COLOURS = {
    "amber": later("Amber light"),
    "green": later("Green light"),
    "red": later("Red light"),
    "blue": later("Blue light"),
}
PATTERNS = {
    "steady": "",
    "blink": later("blinking"),
    "slow blink": later("blinking slowly"),
    "fast blink": later("blinking fast"),
}
LIGHT_OFF = later("Light off")

# The recorder's own sentence is shown for every code that is not here.
TROUBLES: dict[str, str] = {}

CLOCKS = {
    "ntp": later("Set by the network"),
    "rtc": later("Kept by the box"),
    "phone": later("Set by a phone"),
    "none": later("Not known. Films will carry no date."),
}
CHECKS = {
    "camera": later("Camera"),
    "microphone": later("Sound"),
    "card": later("Card"),
    "clock": later("Clock"),
    "power": later("Power"),
    "temperature": later("Heat"),
}
CHECK_STATES = {"good": later("Good"), "warning": later("Please check"), "bad": later("Not working")}

FILM_STATES = {
    "filming": later("Being filmed"),
    "complete": later("Complete"),
    "cut short": later("Cut short, for example by a power cut. What was filmed before is safe."),
    "damaged": later("Damaged. Sync it and ask your IT colleague before you remove it."),
}

SYNC_STATES = {
    "waiting": later("Waiting for its turn"),
    "copying": later("Copying to the store"),
    "verifying": later("Checking every byte"),
    "failed": later("Sync did not work"),
    "done": later("Synced"),
}

PRINCIPLES = {
    "being attentive": later("Being attentive"),
    "encouraging initiatives": later("Encouraging initiatives"),
    "receiving initiatives": later("Receiving initiatives"),
    "attuned interaction": later("Developing attuned interactions"),
    "guiding": later("Guiding"),
    "deepening discussion": later("Deepening discussion"),
}
MARKED_BY = {"button": later("with the button"), "phone": later("on a phone"), "command": later("by a command")}
KINDS = {"interaction": later("Interaction"), "shared review": later("Shared review, filmed for supervision")}
CONSENTS = {
    "filming": later("Filming"),
    "supervision": later("Showing it in supervision"),
    "training": later("Showing it in training"),
}
DEVICES = {
    "iphone": later("iPhone"),
    "ipad": later("iPad"),
    "android": later("Android phone"),
    "computer": later("Computer"),
}

SAID = {
    "started": later("Filming has started."),
    "stopped": later("Filming has stopped. The film is sealed."),
    "marked": later("Marked."),
    "undone": later("The mark is taken back."),
    "named": later("The mark has its principle."),
    "planned": later("Kept for the next film."),
    "time": later("The box knows the time now."),
    "syncing": later("Sync has started."),
    "nothing": later("There is nothing to sync."),
    "wiped": later("The film is wiped from the box."),
    "discarded": later("The film is discarded. Nothing of it remains on the box."),
    "paired": later("This phone is paired."),
    "unpaired": later("The phone is unpaired."),
    "all-unpaired": later("All phones are unpaired."),
    "pressed": later("The button was pressed."),
    "held": later("The button was held."),
    "simulated": later("Done."),
}

TOO_LATE = later("This came too late, so nothing was done. If you still want it, try again.")
NOT_SURE = later("Tick the box to say that the family wants this film gone.")
OLD_PAGE = later("This page is too old. Go back, load it again, and try once more.")
UNKNOWN_PAGE = later("There is nothing at this address. The film may have been wiped or discarded.")
TOO_MUCH = later("Too many requests. Wait a moment, then try again.")
PAIR_FIRST = later("This phone is not paired. Open the box's page on it and pair it.")
REFUSALS = {
    "film-over": later("This mark came too late: its film had ended."),
    "outside-film": later("This mark does not lie in the film."),
    "not-understood": later("The box answered in a way that this page does not know."),
}
NOT_KEPT = later("The box could not write this down. Restart the box, then try again.")
NO_FRAMING = later("There is no framing view while filming.")
AUTHORITY = later("Attune: your service's certificate")
AUTHORITY_WHY = later("Lets this phone check that it speaks with a box of your service, and with nobody else.")
SPOKEN = {
    "lost": later("The box did not answer. Look at the box, then try again."),
    "unreachable": STATES["away"][0],
    "look": STATES["away"][1],
    "ago": later("(last heard {} s ago)."),
    "long_ago": later("(last heard {} min ago)."),
    "back": later("The box answers again."),
    "hold": later("Hold the button down for a second. Or press it once more."),
    "waiting": later("Kept on this phone: {}"),
    "unsafe": later("Not sent yet: {}. Keep this page open."),
    "refused": later("Not sent: this phone is no longer paired with the box."),
    "late": REFUSALS["film-over"],
    "other": later("Marked at {}"),
    "picture": later("Picture arriving"),
    "no_picture": later("No new picture"),
    "to_ten": later("{} to ten minutes"),
    "past_ten": later("Ten minutes are over"),
    "resting": later("A film has just ended. Wait a moment, then start."),
    "today": later("today"),
}
TOO_MANY_ASK = later("Too many phones ask to be paired. Wait a few minutes, then try again.")
