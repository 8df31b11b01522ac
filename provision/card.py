"""Puts a bundle onto a flashed card's first partition, or a stick named ATTUNE."""

from pathlib import Path

from provision.errors import FolderThere, NotACard
from provision.files import PRIVATE, write
from sealed.papers.box_bundle import DOCUMENT, FOLDER, SIGNATURE

SIGNS_OF_A_CARD = ("autoboot.txt", "config.txt", "cmdline.txt")
STICK = "ATTUNE"


def write_card(made: Path, place: Path) -> Path:
    """Copy `made/attune-box` to `place`, read it back. Raises NotACard, FolderThere, OSError."""
    source, target = made / FOLDER, place / FOLDER
    if not (source / DOCUMENT).is_file():
        raise NotACard(f"{made} holds no {FOLDER} folder.", folder=place)
    if not (place.name == STICK or any((place / sign).is_file() for sign in SIGNS_OF_A_CARD)):
        raise NotACard(folder=place)
    if target.exists():
        raise FolderThere(folder=target)
    target.mkdir()
    for path in sorted(
        source.iterdir(), key=lambda path: path.name == SIGNATURE
    ):  # a bundle counts from its signature on
        data = path.read_bytes()
        write(target / path.name, data, PRIVATE)
        if (target / path.name).read_bytes() != data:
            raise OSError(5, "it does not give back what was written", str(target / path.name))
    return target
