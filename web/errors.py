"""What can go wrong in the pages themselves; the control socket's errors are in control.errors.

WebError
├── BadSettings
├── Crowded
└── TooManyAsk
"""


class WebError(Exception):
    """The text is `sentence`, filled with the facts."""

    sentence = "The pages failed."

    def __init__(self, **facts: object) -> None:
        super().__init__(self.sentence.format_map(facts))


class BadSettings(WebError):
    sentence = "{cause}"


class Crowded(WebError):
    sentence = "Too many pages are open at once. Close those you do not need."


class TooManyAsk(WebError):
    sentence = "Too many phones ask to be paired. Wait a few minutes, then try again."
