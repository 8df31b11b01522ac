"""The receipts on the box: checks, signs and keeps them. A film is wiped on these papers alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.films.cache import Cache
from appliance.films.contents import hash_file, objects
from appliance.films.errors import BadReceipt, NoReceipt, ReceiptDoesNotCover
from appliance.films.ids import valid
from sealed.errors import ReceiptError
from sealed.film.facts import Started
from sealed.papers.receipt import NAMESPACE, Receipt, decode
from sealed.ssh.signed_files import SignedFiles


class ReceiptHead(msgspec.Struct, frozen=True):
    """What lists show of a receipt, whose objects they only count: hundreds of them fit into memory, and are read
    ten times as fast.
    """

    store: str
    word: Literal["courier", "desk"]
    when: Started
    again: Started | None
    count: int
    size: int


class _Written(msgspec.Struct, frozen=True):
    store: str
    when: Started
    size: int = msgspec.field(name="bytes")
    objects: tuple[msgspec.Raw, ...]
    word: Literal["courier", "desk"] = "courier"
    again: Started | None = None


class Receipts:
    """The receipts that this box has accepted and signed, one for each film."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey, cache: Path | None = None) -> None:
        """`cache`: where what lists show is kept across restarts."""
        self._papers = SignedFiles(folder, key, NAMESPACE)
        self._heads = Cache(cache, key, ReceiptHead)

    def head(self, film: str) -> ReceiptHead | None:
        """What to show of the film's receipt; None if there is none, or if its signature is not ours.

        It is read and verified once for each content. What is wiped relies on `require`.
        """
        state = self._papers.state(film) if valid(film) else None
        if state is None:
            return None
        return self._heads.value(film, state, lambda: _head(self._papers.get(film)))

    def keep(self) -> None:
        """Keep across restarts what lists show."""
        self._heads.save()

    def forget(self, film: str) -> None:
        """No list shows this film any more; its receipt stays."""
        self._heads.forget(film)

    def of(self, film: str) -> Receipt | None:
        """The film's receipt, verified now; None if there is none, or if its signature is not ours."""
        body = self._papers.get(film) if valid(film) else None
        return decode(body) if body else None

    def require(self, film: str) -> Receipt:
        """The film's receipt, verified now. Raises NoReceipt."""
        receipt = self.of(film)
        if receipt is None:
            raise NoReceipt(film=film)
        return receipt

    def accept(self, folder: Path, receipt: Receipt, when: Started, desk: str | None = None) -> Receipt:
        """Check a receipt that the courier or a desk hands over against the film as it is now; date, sign and keep it.

        Raises ReceiptDoesNotCover, NotAFilm, OSError.
        """
        check_cover(receipt, folder)
        before = self.of(receipt.film)
        if before and before.when.utc and desk is None and _same(before, receipt):
            dated = msgspec.structs.replace(before, again=when)
        else:
            word: Literal["courier", "desk"] = "courier" if desk is None else "desk"
            dated = msgspec.structs.replace(receipt, when=when, again=None, word=word, desk=desk)
        self._papers.put(dated.film, dated.encode())
        return dated


def _head(body: bytes | None) -> ReceiptHead | None:
    if body is None:
        return None
    read = msgspec.json.decode(body, type=_Written)
    return ReceiptHead(read.store, read.word, read.when, read.again, len(read.objects), read.size)


def _same(before: Receipt, after: Receipt) -> bool:
    """Whether a courier's receipt repeats an earlier one: the same bytes at the same store."""
    return (before.word, before.store, before.objects) == ("courier", after.store, after.objects)


def check_cover(receipt: Receipt, folder: Path) -> None:
    """Return if every object that is in the film's folder now is listed, with the bytes that it has now.

    Reads the whole film. Raises ReceiptDoesNotCover, NotAFilm, OSError.
    """
    proven = {item.name: item for item in receipt.objects}
    if receipt.film != folder.name:
        raise ReceiptDoesNotCover(f"This receipt is for the film {receipt.film}, not for {folder.name}.")
    for path in objects(folder):
        item = proven.get(path.name)
        if item is None:
            raise ReceiptDoesNotCover(f"The receipt does not list {path.name}.")
        if path.stat().st_size != item.size or hash_file(path) != item.sha256:
            raise ReceiptDoesNotCover(f"{path.name} is not what the store has.")


@contextmanager
def translate_errors() -> Iterator[None]:
    """Errors of a paper as those of its sender."""
    try:
        yield
    except ReceiptError as error:
        raise BadReceipt(str(error)) from error
