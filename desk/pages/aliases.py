"""Random names for cases and films in addresses: browsers write every address into their history."""

import secrets
from typing import Any

from werkzeug.routing import BaseConverter, Map, ValidationError

BYTES = 12


class Aliases:
    """One name for each case and film, for as long as the program runs; a link of yesterday leads nowhere."""

    def __init__(self) -> None:
        self._by_true: dict[str, str] = {}
        self._by_alias: dict[str, str] = {}

    def of(self, true: str) -> str:
        """The name that stands for this in an address."""
        if true not in self._by_true:
            alias = self._by_true.setdefault(true, secrets.token_hex(BYTES))
            self._by_alias[alias] = true
        return self._by_true[true]

    def true(self, alias: str) -> str:
        """What an address means. Raises KeyError."""
        return self._by_alias[alias]

    def converter(self) -> type[BaseConverter]:
        """For routes such as `/case/<alias:code>`: the function gets the code, the address a random name."""
        aliases = self

        class Alias(BaseConverter):
            regex = f"[0-9a-f]{{{BYTES * 2}}}"

            def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
                super().__init__(url_map, *args, **kwargs)

            def to_python(self, value: str) -> str:
                try:
                    return aliases.true(value)
                except KeyError as error:
                    raise ValidationError from error

            def to_url(self, value: str) -> str:
                return aliases.of(value)

        return Alias
