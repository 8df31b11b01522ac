"""What every event has, and the types of their fields. Times in a film are nanoseconds on the film's own timeline."""

from typing import Annotated, Literal

import msgspec

from sealed.film.facts import FILM_ID
from sealed.film.records import Principle
from sealed.strict import Strict

Filmed = Annotated[str, msgspec.Meta(pattern=rf"^(?:{FILM_ID.pattern})$(?!\n)")]
Nanoseconds = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Text = Annotated[str, msgspec.Meta(max_length=8000)]
Title = Annotated[str, msgspec.Meta(max_length=200)]
Principles = tuple[Principle, ...]
Behaviours = tuple[Title, ...]
About = Literal["interaction", "shared review"]

ConsentKind = Literal["filming", "supervision", "intervision", "training", "copies", "stills"]
Voice = Literal["parent", "partner", "child", "practitioner", "other"]
"""Who said it."""


class Event(Strict, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """The base of all events."""
