"""What a value of the table of boxes, or of an option, must be: in words of the table, not of the bundle."""

import re

PLACE = re.compile(r"at `\$\.([a-z_.]+)")
IN_BUNDLE = re.compile(r" - at `\$[^`]*`\Z")
HINTS = {
    "hardware": "hardware is the board's serial number: 8 to 32 digits of 0-9 and a-f (a spreadsheet may have made"
    " 1E+15 of it: format the column as text)",
    "wifi.country": "country is two capital letters, such as GB",
    "wifi.channel": "channel is 1, 6, 11, 36, 40, 44 or 48",
    "recipients": "recipients are 1 to 20 public keys (age1…), parted by spaces",
    "policy.film": "film_minutes is from 1 to 120",
    "policy.keep_days": "wipe_after_days is from 0 to 365",
    "devices.light": "light is rgb, plain or none",
    "devices.microphone": "microphone is a part of its name, of at most 80 letters",
    "devices.width": "the camera's width is an even number from 160 to 4096",
    "devices.height": "the camera's height is an even number from 120 to 2304",
    "store.name": "store_name is what people call the store, in at most 80 letters",
    "store.url": "store is an address without blanks, such as sftp://{box}@nas.example/films",
}
"""By the place in the bundle."""


def in_words(error: Exception) -> str:
    """Why a box cannot be made."""
    found = PLACE.search(str(error))
    return HINTS.get(found[1] if found else "", IN_BUNDLE.sub("", str(error)).removesuffix("."))
