"""What can go wrong between the devices and the sealed film.

CaptureError
├── Overrun            ├── WriteFailed
├── FramesLost       │   └── CardFull
├── SoundLost          ├── EncodingFailed
├── NotFilming         └── UnfitEncoder
└── StillFilming
"""


class CaptureError(Exception):
    """Filming does not work. `code` names the cause for programs, the text tells a person what to do."""

    code = "capture"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__)


class Overrun(CaptureError):
    """The box cannot keep up, and pictures are being lost. Stop the film; if this comes back, change the card."""

    code = "overrun"


class FramesLost(CaptureError):
    """The camera loses pictures, and the film stutters. Check its cable, and give the box air if it is hot."""

    code = "pictures-lost"


class SoundLost(CaptureError):
    """The microphone loses sound. Check its plug and its cable."""

    code = "sound-lost"


class WriteFailed(CaptureError):
    """The film could not be written to the card, and has been ended. What was filmed is kept. Check the card."""

    code = "write-failed"


class CardFull(WriteFailed):
    """The card is full, and the film has been ended. What was filmed is kept. Sync films, then wipe them."""

    code = "card-full"


class EncodingFailed(CaptureError):
    """The film could not be encoded, and has been ended. What was filmed is kept. Switch the box off and on."""

    code = "encoding-failed"


class UnfitEncoder(CaptureError):
    """This encoder does not do what a film needs. Set `encoder = "libx264"` in the settings."""

    code = "unfit-coder"


class NotFilming(CaptureError):
    """There is no film to end. Start one first."""

    code = "not-filming"


class StillFilming(CaptureError):
    """A film is being made. End it first."""

    code = "still-filming"
