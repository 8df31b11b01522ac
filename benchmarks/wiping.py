"""What is left of a film on a card, for each file system and each way to remove it: the table of docs/wiping.md.

Run as root: `python -m benchmarks.wiping`. Writes 100 MiB of files that do not compress, removes them, unmounts, and
looks for their blocks of 4 KiB on the raw image. File systems whose tools are missing are left out, and named.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.films.shred import destroy
from tests.support.card_image import blocks_of, make, plugged, surviving

FILES, SIZE = 100, 1 << 20
CARD = 400 << 20
GOAL = "ext4, ordered"


@dataclass(frozen=True)
class Kind:
    """A file system: how it is made and mounted; `within`, the one that its image lies on."""

    name: str
    mkfs: list[str]
    options: str = ""
    within: "Kind | None" = None


EXT4 = Kind(GOAL, ["mkfs.ext4", "-q", "-F", "-b", "4096"])
BTRFS = Kind("btrfs (copy on write)", ["mkfs.btrfs", "-q", "-f"])
KINDS = (
    EXT4,
    Kind("ext4, data=journal", EXT4.mkfs, "data=journal"),
    Kind("xfs", ["mkfs.xfs", "-q", "-f"]),
    BTRFS,
    Kind("ext4 on a layer that copies on write", EXT4.mkfs, within=BTRFS),
)


def trimmed_after(wipe: Callable[[Path], None]) -> Callable[[Path], None]:
    """That way to wipe, and the card is told at once."""

    def both(film: Path) -> None:
        wipe(film)
        os.sync()
        trim(film.parent)

    return both


WAYS: dict[str, Callable[[Path], None]] = {
    "unlink": shutil.rmtree,
    "unlink, trim": trimmed_after(shutil.rmtree),
    "overwrite, flush, unlink": destroy,
    "overwrite, flush, unlink, trim": trimmed_after(destroy),
}


def trim(folder: Path) -> None:
    """Tell the card which blocks are free."""
    subprocess.run(["fstrim", folder], check=True)


def main() -> int:
    """Print the table; 1 if anything is left on the file system that the image uses."""
    if os.geteuid() != 0:
        print("needs root: it mounts file systems")
        return 1
    print("| | " + " | ".join(WAYS) + " |")
    print("|---" * (len(WAYS) + 1) + "|")
    left_on_ours = 0.0
    for kind in KINDS:
        needed = [each.mkfs[0] for each in (kind, kind.within) if each]
        if missing := [tool for tool in needed if not shutil.which(tool)]:
            print(f"| {kind.name} | {', '.join(missing)} is not installed |" + " |" * (len(WAYS) - 1))
            continue
        shares = [left(kind, way) for way in WAYS.values()]
        print(f"| {kind.name} | " + " | ".join(f"{100 * share:.3g} %" for share in shares) + " |", flush=True)
        if kind.name == GOAL:
            left_on_ours = max(shares[2:])
    print("overwriting on ext4, ordered, leaves nothing:", "PASS" if left_on_ours == 0 else "SHORT")
    return int(left_on_ours > 0)


def left(kind: Kind, way: Callable[[Path], object]) -> float:
    """The share of the film's blocks that is still on the raw image."""
    with tempfile.TemporaryDirectory(prefix="attune-wiping-") as folder:
        home = Path(folder)
        raw = home / "card.img"
        blocks = _film(home / "film")
        if kind.within is None:
            _live(kind, way, raw, home)
        else:
            make(raw, 2 * CARD, kind.within.mkfs)
            with plugged(raw, home / "lower"):
                _live(kind, way, home / "lower" / "card.img", home)
        return surviving(raw, blocks) / len(blocks)


def _film(folder: Path) -> set[bytes]:
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:06}.m4s.age").write_bytes(os.urandom(SIZE))
    return blocks_of(folder)


def _live(kind: Kind, way: Callable[[Path], object], image: Path, home: Path) -> None:
    """A card's life: the film is written, the box is switched off and on, the film is removed."""
    make(image, CARD, kind.mkfs)
    with plugged(image, home / "card", kind.options):
        shutil.copytree(home / "film", home / "card" / "film")
    shutil.rmtree(home / "film")
    with plugged(image, home / "card", kind.options):
        way(home / "card" / "film")


if __name__ == "__main__":
    sys.exit(main())
