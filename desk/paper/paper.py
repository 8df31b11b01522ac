"""What every paper has: a template, its data, and the sentences that are its own."""

from typing import ClassVar

import msgspec

from desk.paper.language import Language


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A template finds the fields as `d.paper`, and the sentences as `d.words`; a `title` is among them."""

    template: ClassVar[str]

    def words(self, language: Language) -> dict[str, str]:
        """The sentences of the catalogue that the paper prints."""
        raise NotImplementedError
