"""Reads a film's files from the box's card, in chunks; what fails here is never blamed on the store."""

from collections.abc import Iterator

from appliance.courier.errors import CardUnreadable, FilmGone
from appliance.courier.store import CHUNK, Item


def chunks(item: Item, start: int = 0, most: int = CHUNK) -> Iterator[bytes]:
    """The bytes of a file from `start` on, `most` at a time. Raises CardUnreadable, FilmGone."""
    try:
        with item.path.open("rb", buffering=0) as file:
            file.seek(start)
            while chunk := file.read(most):
                yield chunk
    except OSError as error:
        if not item.path.parent.is_dir():
            raise FilmGone(film=item.path.parent.name) from error
        raise CardUnreadable(name=item.name, cause=error.strerror) from error


def whole(item: Item) -> bytes:
    """All bytes of a file, for stores that take only whole objects. Raises as `chunks` does."""
    return b"".join(chunks(item))
