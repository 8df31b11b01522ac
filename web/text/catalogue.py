"""The tables of what the pages say: states, lights, checks, principles, what was done and what was refused."""

from design.language import later

STATES = {
    "starting": (later("Starting"), later("The box is getting ready. This takes a few seconds.")),
    "ready": (later("Ready to film"), later("Press the button on the box, or start here.")),
    "filming": (
        later("Filming"),
        later("Press the button on the box, or tap Mark, when you see a good moment."),
    ),
    "sealing": (later("Saving the film"), later("Leave the box plugged in. This takes a few seconds.")),
    "fault": (later("Cannot film now"), later("Once this is fixed, the box will be ready again.")),
    "away": (later("Can't reach the box"), later("Look at its light: red means still filming.")),
}
PAIRING = (later("Waiting for a phone"), later("On the box, press the numbers that the new phone shows."))

AIMING = later("A phone sees the room")
VIEW_ENDED = later("The view has ended by itself. Reload the page to see the room again.")

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

# In the words of somebody who films and uploads; the recorder's own sentence is shown for every code that is not here.
TROUBLES = {
    "card-full": later("Storage is full. Upload a film and wipe it, or delete one."),
    "write-failed": later("The memory card could not be written to, so filming stopped. Have the card checked."),
    "encoding-failed": later("The box could not process the picture, so filming stopped. Switch it off and on again."),
    "overrun": later("The box cannot keep up, and some pictures may be missing. Make sure air can reach it."),
    "pictures-lost": later("Some pictures are missing. Check the camera's cable, and make sure air can reach the box."),
    "sound-lost": later("Some of the sound is missing. Check the microphone's plug and cable."),
    "too-hot": later("The box is too hot, and pictures may be missing. Move it away from sun and radiators."),
    "low-voltage": later("The power supply is too weak, and films may be lost. Use the one that came with the box."),
    "battery-low": later("The box's battery is nearly empty. Plug it in, or stop filming soon."),
    "swap": later("The box may write films to its card unencrypted. Ask your IT colleague to switch off its swap."),
}
CHECKS_BAD = {"card": later("There is not enough room for a film. Upload a film and wipe it, or delete one.")}

CLOCKS = {
    "ntp": later("Set by the network"),
    "rtc": later("Kept by the box"),
    "phone": later("Set by a phone"),
    "none": later("Not set. Films will have no date."),
}
CHECKS = {
    "camera": later("Camera"),
    "microphone": later("Microphone"),
    "card": later("Storage"),
    "clock": later("Clock"),
    "power": later("Power"),
    "temperature": later("Temperature"),
    "memory": later("Memory"),
}
CHECKS_GOOD = {"camera": later("Camera working"), "microphone": later("Microphone working")}
CHECK_STATES = {"good": later("Good"), "warning": later("Please check"), "bad": later("Not working")}

FILM_STATES = {
    "filming": later("Being filmed"),
    "complete": later("Complete"),
    "cut short": later("Cut short. What was filmed before is safe."),
    "damaged": later("Damaged. Upload it, and ask your IT colleague before you delete it."),
}

ENDINGS = {
    "stopped": later("Film saved"),
    "limit": later("The film reached its time limit and was saved"),
    "space": later("Storage was nearly full: the film was stopped and saved"),
    "fault": later("A fault ended the film: what was filmed before is saved"),
    "cut": later("The power or the box failed: what was filmed before is saved"),
}
# More exactly, by the fault that ended a film: the device is named.
CAUSES = {
    "camera-missing": later("The camera was disconnected: what was filmed before is saved"),
    "camera-stalled": later("The camera stopped working: what was filmed before is saved"),
    "write-failed": later("The memory card failed: what was filmed before is saved"),
    "card-full": later("Storage was full: what was filmed before is saved"),
    "encoding-failed": later("The box could not process the picture: what was filmed before is saved"),
    "power-failed": later("The power failed: what was filmed before is saved"),
    "recorder-failed": later("The box restarted by itself: what was filmed before is saved"),
}
CONSENT_GIVEN = {
    "before": later("Recorded before filming"),
    "while filming": later("Recorded while filming"),
    "afterwards": later("Recorded after filming"),
    "none": later("None recorded"),
}

SYNC_STATES = {
    "waiting": later("Waiting to upload"),
    "copying": later("Uploading"),
    "verifying": later("Checking the upload"),
    "failed": later("The upload did not work"),
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
    "stopped": later("Filming has stopped. The film is saved."),
    "marked": later("Marked."),
    "undone": later("The mark has been undone."),
    "named": later("The principle has been saved."),
    "planned": later("Saved for the next film."),
    "time": later("The box has the right time now."),
    "syncing": later("The upload has started."),
    "nothing": later("Everything has been uploaded already."),
    "wiped": later("The film has been wiped from the box."),
    "discarded": later("The film has been deleted from the box."),
    "paired": later("This phone is paired."),
    "seen": later("Thank you."),
    "consented": later("Consent has been recorded in the film."),
    "noted": later("Saved in the film."),
    "unpaired": later("The phone is unpaired."),
    "all-unpaired": later("All phones are unpaired."),
    "pressed": later("The button was pressed."),
    "held": later("The button was held."),
    "simulated": later("Done."),
}

TOO_LATE = later("This came too late, so nothing was done. If you still want it, try again.")
NOTHING_BEFORE = later("The box no longer knows what was entered for the last film. Enter it again.")
FILMING_HAS_STARTED = later("Filming has started, so these details can't be changed.")
UNPAIR_WHILE_FILMING = later("The box is filming. Unpair phones afterwards, or tick that the family wants it now.")
NOT_SURE = later("Tick the box to confirm that the family has withdrawn consent.")
OLD_PAGE = later("This page is out of date. Go back, reload it and try again.")
UNKNOWN_PAGE = later("There is nothing at this address. The film may have been wiped or deleted.")
TOO_MUCH = later("Too many requests. Wait a moment, then try again.")
PAIR_FIRST = later("This phone is not paired. Open the box's page on it and pair it.")
REFUSALS = {
    "film-over": later("This mark came too late: the film had ended."),
    "outside-film": later("This mark is outside the film."),
    "not-understood": later("The box gave an answer that this page does not understand."),
}
NOT_KEPT = later("The box could not save this. Restart it, then try again.")
NO_FRAMING = later("The camera view is not available while filming.")
AUTHORITY = later("Attune: your service's certificate")
AUTHORITY_WHY = later("Lets this phone check that it is talking to one of your service's boxes.")
SPOKEN = {
    "lost": later("The box did not answer. Look at the box, then try again."),
    "unreachable": STATES["away"][0],
    "look": STATES["away"][1],
    "ago": later("(last heard {} s ago)."),
    "long_ago": later("(last heard {} min ago)."),
    "back": later("The box answers again."),
    "hold": later("Hold the button for a second, or press it once more."),
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
