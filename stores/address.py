"""A store's address: its URL taken apart, and the folder of its secrets."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from stores.credentials import Credentials
from stores.errors import BadStore

UNWANTED = re.compile(r"[\x00-\x1f\x7f]|\A\s|\s\Z")
"""What urlsplit() would leave out in silence, and what a prefix or folder would end with."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a box requires of a store on a disk.

    `apart_from`: the folder of its films; a store on the same file system is refused. `adopted_by`: the list of signers
    that may adopt a disk; None: any disk is taken. `insecure`: films may cross the network without TLS.
    """

    apart_from: Path | None = None
    adopted_by: Path | None = None
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """`url` without a password; `folder` holds the secrets; `parallel`: objects at once, None for the default."""

    url: str
    folder: Path | None = None
    parallel: int | None = None
    rules: Rules = Rules()

    @property
    def parts(self) -> SplitResult:
        """The URL taken apart. Raises BadStore."""
        if UNWANTED.search(self.url):
            raise BadStore(url="that was set", cause="it has a blank at its end, or a letter that cannot be printed")
        try:
            parts = urlsplit(self.url)
            _ = parts.hostname
        except ValueError as error:
            raise BadStore(url="that was set", cause=f"it is no URL ({error})") from error
        return parts

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

    @property
    def name(self) -> str:
        """The name in receipts and on the screen: the address without an account."""
        if self.parts.scheme == "file":
            return Path(self.path).absolute().as_uri()
        if self.parts.scheme == "sftp":
            return f"sftp://{self.parts.hostname}:{self.port or 22}{self.parts.path}"
        return self.url

    def query(self, *known: str) -> dict[str, str]:
        """The query's parameters. Raises BadStore for any that this kind of store does not have."""
        if self.parts.fragment:
            raise self.wrong("it must not hold a #")
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
        """The error to raise. It repeats nothing that could be secret: no query, nothing before the host."""
        host = self.parts.netloc.rpartition("@")[2]
        return BadStore(url=self.parts._replace(netloc=host, query="", fragment="").geturl(), cause=cause)


def name_of(url: str) -> str:
    """The name of the store at this address. Raises BadStore."""
    return Address(url).name
