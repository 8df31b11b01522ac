"""What can go wrong with a paper.

DeskError
└── PaperError
    ├── LetterheadUnusable
    ├── TemplateUnusable
    ├── NoLetters
    ├── NothingToPrint
    ├── TypesetterMissing
    └── PaperNotDrawn
"""

from desk.errors import DeskError


class PaperError(DeskError):
    sentence = "The paper cannot be made."


class LetterheadUnusable(PaperError):
    sentence = "What the service says of itself cannot be used: {cause}. Correct {path}."


class TemplateUnusable(PaperError):
    sentence = (
        "The service's own template {path} cannot be used: line {line}, {cause}. "
        "Correct it, or rename it: then the usual one is used."
    )


class NoLetters(PaperError):
    sentence = (
        "No font here has these letters: {letters} "
        "Put a font that has them (TTF, OTF) into the folder “papers” of the desk, or write it without them."
    )


class NothingToPrint(PaperError):
    sentence = "There is nothing to print yet: {lacks}. Note it in the case first."


class TypesetterMissing(PaperError):
    sentence = (
        "Papers and title cards are drawn by typst, which is not installed here. Where `make run` set up Attune, type "
        "`make papers`; elsewhere install `attune[desk]`. Then do it again."
    )


class PaperNotDrawn(PaperError):
    sentence = "The paper could not be drawn: {cause}. Report this as a fault of the program."
