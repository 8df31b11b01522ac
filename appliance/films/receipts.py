"""The receipt: the proof that a store holds every byte of a film. What is wiped is wiped on this paper alone."""

import hashlib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.films.contents import objects
from appliance.films.errors import BadReceipt, NoReceipt, ReceiptDoesNotCover
from appliance.films.ids import valid
from sealed.film.facts import Started as When
from sealed.ssh.signed_files import SignedFiles

NAMESPACE = "attune-receipt"
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Size = Annotated[int, msgspec.Meta(ge=0)]


class Proven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One object of the film, byte for byte in the store, and how that was proven."""

    name: str
    size: Size
    sha256: Hash
    how: Literal["read back"]


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one store was proven to hold.

    `store` is its address without credentials; `desk` the name of the desk that signed for it, if one did; `when` the
    time by the box's own clock when it took the receipt; `head` the SHA-256 over the last line of the film's journal
    with its newline (null if the journal is damaged); `finding` how the film on the box was judged when it was copied:
    "complete", "cut short", "damaged: …".
    """

    receipt: Literal[1] = 1
    film: str
    store: str
    desk: str | None = None
    when: When = When(None, "none")
    head: Hash | None
    finding: str
    size: Size = msgspec.field(name="bytes")
    objects: tuple[Proven, ...]

    def encode(self) -> bytes:
        """Compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"

    def covers(self, folder: Path) -> None:
        """Return if every object that is in the film's folder now is listed, with the bytes that it has now.

        Reads the whole film. Raises ReceiptDoesNotCover, NotAFilm, OSError.
        """
        proven = {item.name: item for item in self.objects}
        if self.film != folder.name:
            raise ReceiptDoesNotCover(f"This receipt is for the film {self.film}, not for {folder.name}.")
        for path in objects(folder):
            item = proven.get(path.name)
            if item is None:
                raise ReceiptDoesNotCover(f"The receipt does not list {path.name}. Sync the film again.")
            if path.stat().st_size != item.size or hash_file(path) != item.sha256:
                raise ReceiptDoesNotCover(f"{path.name} is not what the store has. Sync the film again.")

    def words(self) -> str:
        """The receipt as a person reads it."""
        when = (
            f"{self.when.utc} (clock set by {self.when.clock})" if self.when.utc else "at a time no clock vouches for"
        )
        store = f"{self.store} (signed by {self.desk})" if self.desk else self.store
        return (
            f"{store} holds all {len(self.objects)} objects of {self.film} ({self.size} bytes), "
            f"each read back and found equal, {when}."
        )


class Receipts:
    """The receipts that this box has accepted and signed, one for each film."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey) -> None:
        self._papers = SignedFiles(folder, key, NAMESPACE)

    def of(self, film: str) -> Receipt | None:
        """The film's receipt; None if there is none, or if its signature is not ours."""
        body = self._papers.get(film) if valid(film) else None
        return decode(body) if body else None

    def require(self, film: str) -> Receipt:
        """The film's receipt. Raises NoReceipt."""
        receipt = self.of(film)
        if receipt is None:
            raise NoReceipt(f"The film {film} has no receipt: no store is known to have it. Sync it first.")
        return receipt

    def accept(self, folder: Path, receipt: Receipt, when: When, desk: str | None = None) -> Receipt:
        """Check a receipt that the courier or a desk hands over against the film as it is now; date, sign and keep it.

        Raises ReceiptDoesNotCover, NotAFilm, OSError.
        """
        receipt.covers(folder)
        dated = msgspec.structs.replace(receipt, when=when, desk=desk)
        self._papers.put(dated.film, dated.encode())
        return dated


def decode(body: bytes) -> Receipt:
    """Read a receipt. Raises BadReceipt."""
    try:
        receipt = msgspec.json.decode(body, type=Receipt)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadReceipt(f"The receipt is malformed: {error}.") from error
    if receipt.size != sum(item.size for item in receipt.objects):
        raise BadReceipt("The receipt's sizes do not add up.")
    return receipt


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hex, in bounded memory."""
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
