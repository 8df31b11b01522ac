"""Updates: a RAUC bundle from an image's two slot images, signed with the service's key, and its way to chosen boxes.

The key goes to RAUC through a pipe of this process's own memory: it is in no file and in no argument.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from provision.errors import UpdateNotMade, UpdateUnfit
from provision.records import BoxRecord
from provision.service import Service
from sealed.papers.box_bundle import format_time
from sealed.papers.update_offer import PLACE, VERSION, UpdateOffer
from stores.registry import open_store
from stores.store import Item, Session

KIND = r"^attune-[a-z0-9-]{1,40}\Z"
MANIFEST = """\
[update]
compatible={kind}
version={version}
description=Linux {kernel}, RAUC {rauc}

[bundle]
format=verity

[image.boot]
filename=boot.img

[image.system]
filename=system.img
"""
ENOUGH, NEEDED_FROM = (1, 15, 1), (6, 19)
"""From that Linux on, RAUC before that version can install nothing: such an image could take no update after it."""


class ImageFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Names of the slot images, and what `attune-image.json` beside them says of the image."""

    kind: str
    version: str
    kernel: str
    rauc: str
    boot: str = "boot.img"
    system: str = "system.img"


class MadeUpdate(msgspec.Struct, frozen=True):
    """A bundle that was made: where, for which kind of box, which version."""

    bundle: Path
    kind: str
    version: str


def read_image(folder: Path) -> ImageFacts:
    """What lies in an image's folder. Raises UpdateUnfit."""
    try:
        image = msgspec.json.decode((folder / "attune-image.json").read_bytes(), type=ImageFacts)
    except OSError as error:
        raise UpdateUnfit(folder=folder, cause=f"attune-image.json cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise UpdateUnfit(folder=folder, cause=f"attune-image.json does not fit: {error}") from error
    for name in (image.boot, image.system):
        if not (folder / name).is_file():
            raise UpdateUnfit(folder=folder, cause=f"there is no {name}")
    if not re.match(KIND, image.kind) or not re.match(VERSION, image.version):
        raise UpdateUnfit(folder=folder, cause=f"{image.kind} {image.version} is no kind and version of a box")
    if _numbers(image.kernel) >= NEEDED_FROM and _numbers(image.rauc) < ENOUGH:
        cause = f"its RAUC {image.rauc} cannot install on its Linux {image.kernel}: boxes could take no update after it"
        raise UpdateUnfit(folder=folder, cause=cause)
    return image


def make(service: Service, folder: Path, out: Path) -> MadeUpdate:
    """Make `out`/KIND-VERSION.raucb of the image in `folder`. Raises UpdateUnfit, UpdateNotMade."""
    image, rauc = read_image(folder), shutil.which("rauc")
    if rauc is None or shutil.which("mksquashfs") is None:
        raise UpdateNotMade(cause="rauc and mksquashfs are not installed")
    out.mkdir(parents=True, exist_ok=True)
    bundle = out / f"{image.kind}-{image.version}.raucb"
    if bundle.exists():
        raise UpdateNotMade(cause=f"{bundle} is there already")
    with tempfile.TemporaryDirectory(prefix=".attune-update-", dir=out) as scratch:
        content = Path(scratch) / "content"
        content.mkdir()
        (content / "manifest.raucm").write_text(MANIFEST.format(**msgspec.structs.asdict(image)), encoding="utf-8")
        for name, source in (("boot.img", image.boot), ("system.img", image.system)):
            _link(folder / source, content / name)
        certificate = Path(scratch) / "updates.crt"
        certificate.write_text(service.keys.updates, encoding="ascii")
        made = Path(scratch) / "made.raucb"
        _run_rauc(rauc, service.keys.updates_key, certificate, content, made)
        made.replace(bundle)
    return MadeUpdate(bundle, image.kind, image.version)


def _run_rauc(rauc: str, key: str, certificate: Path, content: Path, made: Path) -> None:
    memory = os.memfd_create("key", os.MFD_CLOEXEC)
    try:
        os.write(memory, key.encode())
        secret = f"/proc/self/fd/{memory}"
        words = [rauc, f"--cert={certificate}", f"--key={secret}", f"--keyring={certificate}", "bundle"]
        words += ["--mksquashfs-args=-comp lz4"]  # what a slot gets is compressed already
        ran = subprocess.run(
            [*words, content, made], check=False, capture_output=True, encoding="utf-8", pass_fds=[memory]
        )
    finally:
        os.close(memory)
    if ran.returncode:
        raise UpdateNotMade(cause=(ran.stderr.strip().splitlines() or ["RAUC says nothing"])[-1].rstrip("."))


async def stage(
    service: Service, made: MadeUpdate, boxes: Sequence[BoxRecord], url: str, credentials: Path | None, now: datetime
) -> list[str]:
    """Put the bundle into each store of `boxes`, then an offer for each box; their names. Raises CourierErrors.

    A `{box}` in `url` stands for the box's name, as in `fleet`.
    """
    size, digest = made.bundle.stat().st_size, _sha256(made.bundle)
    groups = [[box] for box in boxes] if "{box}" in url else [list(boxes)] if boxes else []
    for group in groups:
        async with open_store(url.replace("{box}", group[0].name), credentials).connect() as session:
            there = await session.listing(PLACE)
            if there.get(made.bundle.name) != size:
                item = Item(made.bundle.name, made.bundle, size, digest)
                await (session.replace if made.bundle.name in there else session.put)(PLACE, item)
            for box in group:
                offer = UpdateOffer(
                    box=box.name,
                    version=made.version,
                    bundle=made.bundle.name,
                    size=size,
                    sha256=digest,
                    issued=format_time(now),
                )
                for name, data in reversed(offer.files(service.signing_key()).items()):
                    await _replace(session, name, data, name in there)
    return [box.name for box in boxes]


def read_made(bundle: Path) -> MadeUpdate:
    """What a bundle's name says. Raises UpdateNotMade."""
    found = re.match(r"^(attune-[a-z0-9-]+)-([0-9.]+)\.raucb\Z", bundle.name)
    if not found or not bundle.is_file():
        raise UpdateNotMade(cause=f"{bundle} is no update that `update make` made")
    return MadeUpdate(bundle, found[1], found[2])


async def _replace(session: Session, name: str, data: bytes, there: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="attune-offer-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        item = Item(name, path, len(data), hashlib.sha256(data).hexdigest(), data)
        await (session.replace if there else session.put)(PLACE, item)


def _link(source: Path, target: Path) -> None:
    """The same file under another name, or a copy on another disk."""
    try:
        os.link(source.resolve(), target)
    except OSError:
        shutil.copyfile(source, target)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"[0-9]+", version.partition("-")[0])))[:3]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
