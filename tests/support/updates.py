"""Updates for tests: an image of a few kilobytes, and the bundle that RAUC makes of it."""

import json
import os
from pathlib import Path

from provision.service import Service
from provision.update import MadeUpdate, make

KIND = "attune-vm"


def new_image(folder: Path, version: str = "0.3.0", **facts: str) -> Path:
    """A folder as an image build leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"kind": KIND, "version": version, "kernel": "6.12.117", "rauc": "1.13-3"} | facts
    (folder / "attune-image.json").write_text(json.dumps(said))
    (folder / "boot.img").write_bytes(os.urandom(8192))
    (folder / "system.img").write_bytes(os.urandom(65536))
    return folder


def new_update(service: Service, folder: Path, version: str = "0.3.0", **facts: str) -> MadeUpdate:
    """A bundle of such an image."""
    return make(service, new_image(folder / f"image-{version}", version, **facts), folder / "updates")
