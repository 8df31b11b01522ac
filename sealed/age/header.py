"""The textual header of an age file (C2SP age.md, "Header"): stanzas that wrap the file key, and a MAC over them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient stanza: its type and arguments, and the decoded body."""

    args: tuple[str, ...]
    body: bytes
