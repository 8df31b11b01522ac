"""What can go wrong with an age file or a key.

AgeError
├── Damaged
│   ├── ArmorError
│   ├── HeaderError
│   │   └── HeaderChanged
│   └── PayloadError
├── NoKeyFits
│   └── WrongPassphrase
├── BadIdentity
│   └── PassphraseNeeded
└── BadRecipient
    └── MixedRecipients
"""

from sealed.errors import AttuneError


class AgeError(AttuneError):
    """An age file or a key could not be used; `detail` says where or what exactly."""

    sentence = "An age file or a key could not be used."

    def __init__(self, detail: str = "") -> None:
        usual = self.sentence.partition(". ")[0].removesuffix(".")
        super().__init__(f"{usual} ({detail})." if detail else "")


class Damaged(AgeError):
    sentence = "The sealed file is damaged. Fetch another copy of it."


class ArmorError(Damaged):
    sentence = "The text armor of the file is damaged. Copy the whole of it again, from its BEGIN line to its END line."


class HeaderError(Damaged):
    sentence = "This is not an intact age file. Check that it is the right file, or fetch another copy."


class HeaderChanged(HeaderError):
    sentence = "The file's header was changed after it was sealed. Fetch another copy of it."


class PayloadError(Damaged):
    sentence = "The file's content is damaged or incomplete. Fetch another copy of it."


class NoKeyFits(AgeError):
    sentence = "None of the keys given opens this file. Use the identity file that belongs to one of its recipients."


class WrongPassphrase(NoKeyFits):
    sentence = "The passphrase does not open the identity file. Type it again; capital letters and spaces count."


class BadIdentity(AgeError):
    sentence = "This is not an identity file. Use the one that `attune keygen` or `age-keygen` wrote."


class PassphraseNeeded(BadIdentity):
    sentence = (
        "The identity file is protected by a passphrase, and there is nobody to ask for it. Run this in a terminal."
    )


class BadRecipient(AgeError):
    sentence = "This is not a recipient. Use the public key of an identity, which begins with age1."


class MixedRecipients(BadRecipient):
    sentence = (
        "Post-quantum and classic recipients cannot share a file: the weaker would decide. Use recipients of one kind."
    )
