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


class AgeError(Exception):
    """An age file or a key could not be used.

    The first paragraph of each docstring is the sentence that a person reads; `detail` says where or what exactly.
    """

    def __init__(self, detail: str = "") -> None:
        sentence = (type(self).__doc__ or type(self).__name__).partition("\n\n")[0]
        super().__init__(f"{sentence} ({detail})" if detail else sentence)


class Damaged(AgeError):
    """The sealed file is damaged. Fetch another copy of it."""


class ArmorError(Damaged):
    """The text armor of the file is damaged. Copy the whole of it again, from its BEGIN line to its END line."""


class HeaderError(Damaged):
    """This is not an intact age file. Check that it is the right file, or fetch another copy."""


class HeaderChanged(HeaderError):
    """The file's header was changed after it was sealed. Fetch another copy of it."""


class PayloadError(Damaged):
    """The file's content is damaged or incomplete. Fetch another copy of it."""


class NoKeyFits(AgeError):
    """None of the keys given opens this file. Use the identity file that belongs to one of its recipients."""


class WrongPassphrase(NoKeyFits):
    """The passphrase does not open the identity file. Type it again; capital letters and spaces count."""


class BadIdentity(AgeError):
    """This is not an identity file. Use the one that `attune keygen` or `age-keygen` wrote."""


class PassphraseNeeded(BadIdentity):
    """The identity file is protected by a passphrase, and there is nobody to ask for it. Run this in a terminal."""


class BadRecipient(AgeError):
    """This is not a recipient. Use the public key of an identity, which begins with age1."""


class MixedRecipients(BadRecipient):
    """Post-quantum and classic recipients cannot share a file: the weaker would decide. Use recipients of one kind."""
