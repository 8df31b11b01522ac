"""What can go wrong between the pages and the box.

WebError
├── BadSettings
├── BoxAway
├── Crowded
├── Refused
└── NotPaired
    ├── NoWindow
    ├── TooOften
    └── TwoPhones
"""


class WebError(Exception):
    """Something went wrong with the pages."""


class BadSettings(WebError):
    """The settings file cannot be used. Correct it and start again."""


class BoxAway(WebError):
    """The recorder does not answer. Check that the box has power; this page tries again by itself."""


class Crowded(WebError):
    """Too many pages are open at once. Close those you do not need."""


class Refused(WebError):
    """The box refused, and says why: `status` is the HTTP status that it gave, `code` its word for programs."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class NotPaired(WebError):
    """A phone asked to be paired, and was not. `status` is the HTTP status; the words are in the catalogue."""

    status = 409


class NoWindow(NotPaired):
    """The box is not waiting for a phone. Hold its button until the light turns blue, then try again."""


class TwoPhones(NotPaired):
    """Two phones asked at once, so neither was paired. Hold the button again, and ask with one phone."""


class TooOften(NotPaired):
    """This phone asked too often. Wait a minute, then hold the button and ask once."""

    status = 429
