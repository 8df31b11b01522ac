"""The receipt: the proof that a store holds every byte of a film (docs/format.md, "A receipt")."""

from typing import Annotated, Literal

import msgspec

from sealed.errors import ReceiptError
from sealed.film.facts import Started
from sealed.strict import Strict, unreadable

NAMESPACE = "attune-receipt"
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Size = Annotated[int, msgspec.Meta(ge=0)]


class Proven(Strict, frozen=True, forbid_unknown_fields=True):
    """One object of the film that the store holds byte for byte, and how that was proven."""

    name: str
    size: Size
    sha256: Hash
    how: Literal["read back"]


class Receipt(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one store was proven to hold.

    `store` is its address without credentials; `word` whose word this is: that of the box's own courier, or of the desk
    whose name is `desk`; `when` the time by the box's own clock when it took the receipt, `again` when it took another
    for the same bytes at the same store; `head` the SHA-256 over the last line of the film's journal
    with its newline (null if the journal is damaged); `finding` how the film on the box was judged when it was copied:
    "complete", "cut short", "damaged: …".
    """

    receipt: Literal[1] = 1
    film: str
    store: str
    word: Literal["courier", "desk"] = "courier"
    desk: str | None = None
    when: Started = Started(None, "none")
    again: Started | None = None
    head: Hash | None
    finding: str
    size: Size = msgspec.field(name="bytes")
    objects: tuple[Proven, ...]

    def encode(self) -> bytes:
        """Compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"

    def words(self) -> str:
        """The receipt in one sentence for a person."""
        when = (
            f"{self.when.utc} (clock set by {self.when.clock})" if self.when.utc else "at a time no clock vouches for"
        )
        word = f"signed by the desk {self.desk}" if self.word == "desk" else "by the word of the box's courier"
        return (
            f"{self.store} holds all {len(self.objects)} objects of {self.film} ({self.size} bytes), "
            f"each read back and found equal, {word}, {when}."
        )


def decode(body: bytes) -> Receipt:
    """Read a receipt. Raises ReceiptError."""
    try:
        receipt = msgspec.json.decode(body, type=Receipt)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReceiptError(f"The receipt is malformed: {unreadable(error)}.") from error
    if receipt.size != sum(item.size for item in receipt.objects):
        raise ReceiptError("The receipt's sizes do not add up.")
    return receipt
