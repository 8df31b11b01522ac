"""What can go wrong between the devices and the sealed film.

CaptureError
├── Overrun            ├── FilmNotWritten
├── FramesLost         │   └── CardFull
├── SoundLost          ├── EncodingFailed
├── NotFilming         └── UnfitEncoder
└── StillFilming
"""

from sealed.errors import AttuneError


class CaptureError(AttuneError):
    """`code` names the cause for programs."""

    code = "capture"
    sentence = "Filming does not work."


class Overrun(CaptureError):
    code = "overrun"
    sentence = (
        "The box cannot keep up, and parts of the film are being lost. "
        "Stop the film; if this comes back, change the card."
    )


class FramesLost(CaptureError):
    code = "pictures-lost"
    sentence = "The camera loses pictures, and the film stutters. Check its cable, and give the box air if it is hot."


class SoundLost(CaptureError):
    code = "sound-lost"
    sentence = "The microphone loses sound. Check its plug and its cable."


class FilmNotWritten(CaptureError):
    code = "write-failed"
    sentence = "The film could not be written to the card, and has been ended. What was filmed is kept. Check the card."


class CardFull(FilmNotWritten):
    code = "card-full"
    sentence = "The card is full, and the film has been ended. What was filmed is kept. Sync films, then wipe them."


class EncodingFailed(CaptureError):
    code = "encoding-failed"
    sentence = "The film could not be encoded, and has been ended. What was filmed is kept. Switch the box off and on."


class UnfitEncoder(CaptureError):
    code = "unfit-coder"
    sentence = "This encoder does not do what a film needs."


class NotFilming(CaptureError):
    code = "not-filming"
    sentence = "There is no film to end. Start one first."


class StillFilming(CaptureError):
    code = "still-filming"
    sentence = "A film is being made. End it first."
