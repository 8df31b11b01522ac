"""What can go wrong with a sealed film.

SealedError
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
└── KeyFileError
"""


class SealedError(Exception):
    """Something is wrong with a sealed film or a key. The text says what, and what to do."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or "")


class FilmError(SealedError):
    """The film cannot be used as it is."""


class UnknownRecorder(FilmError):
    """The film is signed, but not by a recorder on the list. Ask who made it before you trust it."""


class Damaged(FilmError):
    """The film was damaged. Copy it again from the box or the store, then verify it."""


class Missing(FilmError):
    """A part of the film is not there. Copy the whole folder again, then verify it."""


class Reordered(FilmError):
    """A part of the film stands under another part's name. Copy the whole folder again, then verify it."""


class Swapped(FilmError):
    """A part of the film was exchanged for another. Do not trust this copy; fetch another, then verify it."""


class NoKey(FilmError):
    """None of the keys given opens this film. Give the identity that it was sealed to."""


class CutShort(FilmError):
    """The film was cut short. All that was signed before the cut is good."""


class NothingFilmed(FilmError):
    """The film holds no pictures."""


class WriterError(SealedError):
    """The film cannot be written."""


class WriteFailed(WriterError):
    """The card did not take the film, which ends here; what it took before is kept. Check the space on the card."""


class FilmClosed(WriterError):
    """The film is closed: nothing more can be added to it."""


class OutOfOrder(WriterError):
    """This does not belong at this place of the film."""


class SignedByAnother(WriterError):
    """The film was signed by another recorder, so this one leaves it as it is."""


class SignatureError(SealedError):
    """The signature is not one that OpenSSH writes for an Ed25519 key, or it does not match."""


class SignersError(SealedError):
    """The list of signers cannot be used. It has the form of OpenSSH's allowed_signers file."""


class KeyFileError(SealedError):
    """The signing key cannot be used. It must be an OpenSSH private key of type Ed25519."""
