"""What can go wrong between the pages and the box.

WebError
├── BadSettings
├── Crowded
└── TooManyAsk
"""


class WebError(Exception):
    """Something went wrong with the pages."""


class BadSettings(WebError):
    """The settings file cannot be used. Correct it and start again."""


class Crowded(WebError):
    """Too many pages are open at once. Close those you do not need."""


class TooManyAsk(WebError):
    """Too many phones ask to be paired. Wait a few minutes, then try again."""
