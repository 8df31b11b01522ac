"""What can go wrong between the devices and the sealed film.

CaptureError
├── Overrun        └── WriteFailed
└── NotFilming
"""


class CaptureError(Exception):
    """Filming does not work. `code` names the cause for programs, the text tells a person what to do."""

    code = "capture"


class Overrun(CaptureError):
    """The box cannot keep up, and pictures are being lost. Stop the film; if this comes back, change the card."""

    code = "overrun"


class WriteFailed(CaptureError):
    """The film could not be written to the card, and has been ended. What was filmed is kept. Check the card."""

    code = "write-failed"


class NotFilming(CaptureError):
    """There is no film to end. Start one first."""

    code = "not-filming"
