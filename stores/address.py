"""A store's address: its URL taken apart, and where its secrets lie."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from stores.credentials import Credentials
from stores.errors import BadStore


@dataclass(frozen=True, slots=True)
class Address:
    """`url` without a password; `folder` holds the secrets; `parallel`: objects at once, None for the usual."""

    url: str
    folder: Path | None = None
    parallel: int | None = None

    @property
    def parts(self) -> SplitResult:
        """The URL taken apart."""
        return urlsplit(self.url)

    @property
    def path(self) -> str:
        """Its path, with spaces and the like as they are."""
        return unquote(self.parts.path)

    @property
    def port(self) -> int | None:
        """Its port, if one is named. Raises BadStore."""
        try:
            return self.parts.port
        except ValueError as error:
            raise self.wrong(f"its port is wrong ({error})") from error

    def query(self, *known: str) -> dict[str, str]:
        """What follows the question mark. Raises BadStore for anything that this kind of store does not know."""
        found = parse_qsl(self.parts.query, keep_blank_values=True)
        for name, _ in found:
            if name not in known:
                raise self.wrong(f"it knows {' and '.join(known) or 'nothing'} after the question mark, not {name}")
        if len(found) != len(dict(found)):
            raise self.wrong("something after the question mark is said twice")
        return dict(found)

    def credentials(self, store: str) -> Credentials:
        """The secrets for the store of this name."""
        return Credentials(store, self.folder)

    def wrong(self, cause: str) -> BadStore:
        """The error to raise."""
        return BadStore(url=self.url, cause=cause)
