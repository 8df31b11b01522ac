"""The journald lines about a film's sync and its removal: the same sentences as on the phone.

The pages have these sentences in their catalogue, for translators; a test compares the two.
"""

SYNC = {
    "waiting": "Waiting to upload",
    "copying": "Uploading",
    "verifying": "Checking the upload",
    "failed": "The upload did not work",
    "done": "Synced",
}
RECEIPT = "Safely uploaded and checked"
REMOVED = {
    "receipt": "The film has been wiped from the box.",
    "discard": "The film has been deleted from the box.",
    "found half wiped": "The film has been wiped from the box.",
}
