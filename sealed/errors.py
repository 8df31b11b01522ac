"""The base of all errors, and what can go wrong with a sealed film.

AttuneError                    the rule for the sentence that a person reads
└── SealedError
    ├── FilmError                  what a reader finds
    │   ├── UnknownRecorder
    │   ├── Damaged
    │   ├── Missing
    │   ├── Reordered
    │   ├── Swapped
    │   ├── NoKey
    │   ├── CutShort
    │   └── NothingFilmed
    ├── WriterError                what a writer or the recovery refuses
    │   ├── WriteFailed
    │   ├── FilmClosed
    │   ├── OutOfOrder
    │   └── SignedByAnother
    ├── SignatureError
    ├── SignersError
    ├── CardError
    ├── ReceiptError
    └── KeyFileError
"""

from enum import StrEnum
from typing import ClassVar


class Finding(StrEnum):
    """What a reader calls a film, the first that applies (docs/format.md, "How a reader judges")."""

    UNKNOWN_RECORDER = "unknown recorder"
    DAMAGED = "damaged"
    MISSING = "missing"
    REORDERED = "reordered"
    SWAPPED = "swapped"
    NO_KEY = "no key"
    CUT_SHORT = "cut short"
    COMPLETE = "complete"


class AttuneError(Exception):
    """The base of every part's errors: the text says the cause, then what to do.

    `sentence` is a template whose {fields} the facts fill. A more exact `cause` replaces its first sentence.
    """

    sentence: ClassVar[str] = "Something went wrong."

    def __init__(self, cause: str = "", /, **facts: object) -> None:
        usual, _, remedy = self.sentence.partition(". ")
        self.cause = cause or usual.format(**facts).removesuffix(".") + "."
        self.remedy = remedy.format(**facts)
        self.facts = facts
        super().__init__(f"{self.cause} {self.remedy}".strip())


class SealedError(AttuneError):
    sentence = "Something is wrong with a sealed film or a key."


class FilmError(SealedError):
    sentence = "The film cannot be used as it is."
    finding: ClassVar[Finding]


class UnknownRecorder(FilmError):
    sentence = "The film is signed by a recorder that is not on the list. Ask who made it before you trust it."
    finding = Finding.UNKNOWN_RECORDER


class Damaged(FilmError):
    sentence = "The film was damaged. Copy it again from the box or the store, then verify it."
    finding = Finding.DAMAGED


class Missing(FilmError):
    sentence = "A part of the film is not there. Copy the whole folder again from the box or the store, then verify it."
    finding = Finding.MISSING


class Reordered(FilmError):
    sentence = (
        "Parts of the film changed places. Copy the whole folder again from the box or the store, then verify it."
    )
    finding = Finding.REORDERED


class Swapped(FilmError):
    sentence = "A part of the film was exchanged. Do not trust this copy: fetch another, then verify it."
    finding = Finding.SWAPPED


class NoKey(FilmError):
    sentence = "None of the keys given opens this film. Give the identity that it was sealed to."
    finding = Finding.NO_KEY


class CutShort(FilmError):
    sentence = "The film was cut short. All that was kept before the cut is good."
    finding = Finding.CUT_SHORT


class NothingFilmed(FilmError):
    sentence = "The film is complete, but holds no pictures. There is nothing to open."
    finding = Finding.COMPLETE


class WriterError(SealedError):
    sentence = "The film cannot be written."


class WriteFailed(WriterError):
    sentence = (
        "The card did not take the film, which ends here. Check the card and its space; what it took before is kept."
    )

    errno: int | None = None
    """The operating system's number for the cause, if it has one."""


class FilmClosed(WriterError):
    sentence = "The film is closed. Begin a new one to record more."


class OutOfOrder(WriterError):
    sentence = "This does not belong at this place of the film."


class SignedByAnother(WriterError):
    sentence = "The film was signed by another recorder. This one leaves it as it is."


class SignatureError(SealedError):
    sentence = "The signature is not one that OpenSSH writes for an Ed25519 key."


class SignersError(SealedError):
    sentence = "The list of signers cannot be used. Each line has the form “NAME ssh-ed25519 AAAA…”, as in OpenSSH."


class CardError(SealedError):
    sentence = "A case card cannot be used. Ask for a new one."


class ReceiptError(SealedError):
    sentence = "The receipt cannot be used."


class KeyFileError(SealedError):
    sentence = "The signing key cannot be used. Make one with `ssh-keygen -t ed25519 -N ''`."
