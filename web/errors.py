"""What can go wrong between the pages and the box.

WebError
├── BadSettings
├── Crowded
└── NotPaired
    ├── NoWindow
    ├── TooOften
    └── TwoPhones
"""


class WebError(Exception):
    """Something went wrong with the pages."""


class BadSettings(WebError):
    """The settings file cannot be used. Correct it and start again."""


class Crowded(WebError):
    """Too many pages are open at once. Close those you do not need."""


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
