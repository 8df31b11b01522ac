"""True receipts for tests of what is done with them."""

from pathlib import Path

from appliance.films.contents import hash_file, objects
from sealed.film.verified import read_verified
from sealed.papers.receipt import Proven, Receipt
from tests.support.sample_film import WHEN


def receipt_for(folder: Path) -> Receipt:
    """What a courier hands over when the store has all that is in `folder` now."""
    proven = tuple(Proven(path.name, path.stat().st_size, hash_file(path), "read back") for path in objects(folder))
    return Receipt(
        film=folder.name,
        store="file:///media/films",
        when=WHEN,
        head=read_verified(folder, None).chain.prev,
        finding="complete",
        size=sum(item.size for item in proven),
        objects=proven,
    )
