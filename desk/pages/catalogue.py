"""The tables of what the desk's pages say: what was done, what was refused, findings, consents, strengths."""

from design.language import later

STRANGER = later(
    "This address has been used. Start the desk again with the command that started it: it opens a new one."
)
OLD_PAGE = later("This page is out of date. Go back, reload it, and try again.")
LOCKED = later("The desk is locked.")
NOT_FOUND = later("There is no such page. The desk's addresses change each time it is started.")
TOO_LONG = later("This text is too long.")
NOT_A_DAY = later("Choose a day.")

NAME_NEEDED = later("Give the desk a name of up to 60 characters.")
PASSPHRASE_NEEDED = later("Type a passphrase.")
PASSPHRASE_LONG = later("A passphrase may have 1024 characters.")
NOT_EQUAL = later("The two passphrases are not the same. Type both again.")

# Years that somebody would have to guess, and what is said below them.
STRENGTHS = (
    (1 / 12, later("Easy to guess. Add two or three words that have nothing to do with one another.")),
    (1, later("Somebody who tries for months may guess it. One more word makes it good.")),
    (100, later("Hard to guess.")),
)
STRONG = later("Very hard to guess.")

SAID = {
    "created": later(
        "The desk is ready. Make a backup of its keyring soon: without it, a lost computer means lost films."
    ),
    "opened": later("The case has been opened."),
    "saved": later("Saved."),
    "undone": later("Undone."),
    "redone": later("Done again."),
    "carded": later("The case card has been written."),
    "carded-alone": later(
        "The case card has been written. At least one box got it without the question and the points: it was not heard "
        "of, is not on your list of boxes, or runs an older version."
    ),
    "withdrawn": later("The case card has been revoked."),
    "backed-up": later("The backup has been written and read back."),
    "restored": later("The desk has been restored. Its films come again from the store."),
    "settings": later("The settings have been saved."),
    "calendar": later("The calendar file attune.ics has been written."),
    "written": later("The page has been written. It is in the clear: remove it once it is printed."),
    "file": later("The file has been written."),
    "pack-opened": later("The pack has been opened."),
    "pack-erased": later("The pack has been erased, and the receipt written."),
    "certified": later("The certificate, its signature and the PDF have been written."),
    "importing": later("The import has begun."),
}

CONSENTS = {
    "filming": later("Filming"),
    "supervision": later("Showing it in supervision"),
    "intervision": later("Showing it to colleagues in intervision"),
    "training": later("Use in training"),
    "copies": later("A copy of the clips for the family"),
    "stills": later("Still pictures for the family"),
}

PAPERS = {
    "consent": later("Consent form: each consent apart, with what was answered so far"),
    "agreed": later("What was agreed at the last shared review"),
    "summary": later("Summary for the record"),
    "letter": later("Letter with the family's copy, once more"),
}
PURPOSES = {"supervision": later("Supervision"), "intervision": later("Intervision")}

ENDING = ("supervision", "intervision", "training")
"""Consents with a last day: what is shown to others."""

FINDINGS = {
    "complete": later("Complete"),
    "cut short": later("Cut short. What was filmed before is whole."),
    "damaged": later("Damaged: some of its bytes are not those that the box signed."),
    "missing": later("Parts of the film are missing. Perhaps they are still being copied: try again later."),
    "reordered": later("Parts of the film are in another order than the box recorded them."),
    "swapped": later("Another film lies under this film's name."),
    "unknown recorder": later("Signed by a box that is not on your list. Ask your IT colleague before you trust it."),
    "no key": later("No key at this desk opens this film."),
}
MOMENTS = {"start": later("at the start of a shared review"), "end": later("at its end")}
ABOUT = {"interaction": later("Interaction"), "shared review": later("Shared review")}

CODE_WRONG = later("A code has 1 to 16 capital letters, digits and hyphens, for example K-17. Never use a name.")
RATING_WRONG = later("A rating is a number from 1 to 10.")
BUSY = later("An import still runs, or there is nothing to import. Wait until it is done.")
NO_FILE = later("There is no such file. Type it with its folder, as your file manager shows it.")
NO_PATH = later("Type the file with its folder, from its first letter on.")
NO_BOX = later("Choose a box, or type its name as its label says it: small letters, digits and hyphens.")
DAYS_WRONG = later("A card is good for 1 to 3660 days.")
IDLE_WRONG = later("Choose 1 to 240 minutes.")
