"""How an operation ended, for a person: what she reads, and whether that is a sentence of ours and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import attune.command  # noqa: F401  # every part's errors are known afterwards
from sealed.errors import AttuneError

PROGRAM = re.compile(r"Traceback|\[Errno|\[WinError|<class|object at 0x|msgspec|\b[A-Z][A-Za-z]+Error\b|\{\w+\}")
"""What only a program says."""


@dataclass(frozen=True)
class Outcome:
    """`code`: the command's exit code or the page's status. `went`: it said that it was done."""

    went: bool
    code: int
    text: str

    def check(self) -> None:
        """A refusal is a sentence that says what to do; nothing shows the program."""
        assert not PROGRAM.search(self.text), self.text
        if not self.went:
            assert any(each.search(self.text) for each in remedies()) or KNOWN.search(self.text), self.text


KNOWN = re.compile(
    r"Not all of it is done|Leave the page and open it again|There is no such f|No case has the film|is there already|"
    r"The folder .* is not there|signed by SHA256:\S+, which is nobody|The case has no |The desk is locked|"
    r"it could not be deleted|There is nobody to ask|Open the review again|is listed below|There is no such clip|"
    r"Check the file, the disk and its space|Try '.*--help' for help"
)
"""Sentences that are no error's: of commands about their own words, and of pages."""


def remedies() -> Iterator[re.Pattern[str]]:
    """What each error of ours tells a person to do."""
    yield from _found or _collect()


_found: list[re.Pattern[str]] = []


def _collect() -> list[re.Pattern[str]]:
    waiting = [AttuneError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        _, _, remedy = kind.sentence.partition(". ")
        fixed = re.split(r"\{[^}]*\}", remedy or kind.sentence)
        if "sentence" in vars(kind) and kind is not AttuneError:
            _found.append(re.compile(".*?".join(map(re.escape, fixed))))
    return _found
