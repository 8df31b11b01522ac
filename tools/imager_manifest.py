"""The manifest that Raspberry Pi Imager opens by a double click: which image for which board, and what it must hash to.

Imager writes the first megabyte last, and only if the image's hash is right; `init_format` none: a box is set up by its
bundle, and by nothing that Imager would write.
"""

import hashlib
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 20
BOARDS = {
    "attune-pi4": ("Raspberry Pi 4", ["pi4-64bit"]),
    "attune-cm4": ("Compute Module 4", ["pi4-64bit"]),
    "attune-pi5": ("Raspberry Pi 5", ["pi5-64bit"]),
    "attune-cm5": ("Compute Module 5", ["pi5-64bit"]),
    "attune-zero2w": ("Raspberry Pi Zero 2 W", ["pi3-64bit"]),
}
"""What Imager calls the boards, by the image's kind."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """How long something is, and its SHA-256."""

    size: int
    sha256: str


def manifest(images: list[Path], version: str, date: str, url: str) -> str:
    """The manifest of these images, which lie at `url`. Raises ValueError for an image whose board is not known."""
    entries = []
    for image in sorted(images):
        kind = image.name.split(".")[0].removesuffix(f"-{version}")
        if kind not in BOARDS:
            raise ValueError(f"{image.name} names no board. Call it one of {', '.join(BOARDS)}, then .img or .img.xz.")
        board, devices = BOARDS[kind]
        inside, outside = _hashed(_unpacked(image)), _hashed(_chunks(image))
        entries.append(
            {
                "name": f"Attune {version} for {board}",
                "description": "Home-visit recording for Video Interaction Guidance. Needs the box's own bundle.",
                "icon": f"{url}/attune.svg",
                "url": f"{url}/{image.name}",
                "extract_size": inside.size,
                "extract_sha256": inside.sha256,
                "image_download_size": outside.size,
                "image_download_sha256": outside.sha256,
                "release_date": date,
                "devices": devices,
                "init_format": "none",
                "architecture": "armv8",
            }
        )
    return json.dumps({"os_list": entries}, indent=1) + "\n"


def _unpacked(image: Path) -> Iterator[bytes]:
    if image.suffix != ".xz":
        yield from _chunks(image)
        return
    with lzma.open(image) as file:
        while data := file.read(CHUNK):
            yield data


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            yield data


def _hashed(chunks: Iterator[bytes]) -> Hashed:
    digest, size = hashlib.sha256(), 0
    for data in chunks:
        digest.update(data)
        size += len(data)
    return Hashed(size, digest.hexdigest())
