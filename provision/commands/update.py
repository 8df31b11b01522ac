"""`attune provision update`: make the update of an image, and stage it for some boxes or all."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from attune.exits import Exit, Failure
from provision.commands.common import answer, file, folder, json_option, unlocked
from provision.records import Records
from provision.service import Service
from provision.update import make, read_made, stage


@click.group()
def update() -> None:
    """Make updates of the boxes' image, and stage them for some boxes or all."""


@update.command("make")
@unlocked
@click.argument("image", type=folder)
@click.option("--out", type=folder, required=True, help="Where the update goes.")
@json_option
def make_command(service: Service, image: Path, out: Path, as_json: bool) -> None:
    """Make the update of an image, signed with the service's key: IMAGE is the folder with its slot images.

    Needs RAUC (Debian: rauc, squashfs-tools). Boxes of this service take it, and no others do.

    \b
    Exit codes
      0  made
      2  the image cannot become an update
    Example
      attune provision update make image-pi4 --out updates --service svc
    """
    made = make(service, image, out)
    answer(as_json, made, f"{made.bundle} updates {made.kind} to {made.version}.")


@update.command("stage")
@unlocked
@click.argument("bundle", type=file)
@click.argument("boxes", nargs=-1)
@click.option("--place", help="Boxes whose place begins with this.")
@click.option("--all", "everyone", is_flag=True, help="All boxes in use.")
@click.option("--store", required=True, help="The store that the boxes use; {box} stands for a box's name.")
@click.option("--credentials", type=folder, help="Folder of your own secrets for it (docs/stores.md).")
@json_option
def stage_command(
    service: Service,
    bundle: Path,
    boxes: tuple[str, ...],
    place: str | None,
    everyone: bool,
    store: str,
    credentials: Path | None,
    as_json: bool,
) -> None:
    """Offer an update to boxes: those named, those of a place, or all. Each fetches it when it is online next.

    Begin with one box, look at it with `fleet`, and go on with the others.

    \b
    Exit codes
      0  staged
      2  no such box, or no such update
    Example
      attune provision update stage updates/attune-pi4-0.3.0.raucb attune-01 --service svc --store sftp://nas/films
    """
    records = Records(service)
    chosen = [records.active(name) for name in boxes]
    if everyone or place is not None:
        in_use = [record for record in records.all() if record.state == "active"]
        chosen += [each for each in in_use if each not in chosen and each.place.startswith(place or "")]
    if not chosen:
        raise Failure("No box was chosen. Name boxes, or give --place or --all.", Exit.USAGE)
    names = asyncio.run(stage(service, read_made(bundle), chosen, store, credentials, datetime.now(UTC)))
    answer(as_json, {"staged": names}, f"Staged for {len(names)}: {', '.join(names)}.")
