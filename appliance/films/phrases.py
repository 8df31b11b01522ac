"""What the box says of a film's way to the store and off the card: in its journal, and the same on the phone.

The pages have these sentences in their catalogue, for translators; a test compares the two.
"""

SYNC = {
    "waiting": "Waiting for its turn",
    "copying": "Copying to the store",
    "verifying": "Checking every byte",
    "failed": "Sync did not work",
    "done": "Synced",
}
RECEIPT = "Every byte is in the store"
REMOVED = {
    "receipt": "The film is wiped from the box.",
    "discard": "The film is discarded. Nothing of it remains on the box.",
    "found half wiped": "The film is wiped from the box.",
}
