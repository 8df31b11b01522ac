"""`attune provision handout`: what is given to phones, desks and colleagues; nothing in it is secret."""

from pathlib import Path

import click

from provision.commands.common import answer, folder, json_option, unlocked
from provision.files import write
from provision.inventory import as_csv, as_page
from provision.phones import phone_files
from provision.records import Records
from provision.service import Service
from provision.signers import allowed_signers


@click.command()
@unlocked
@click.option("--out", type=folder, required=True, help="The folder to write into; what is there is replaced.")
@json_option
def handout(service: Service, out: Path, as_json: bool) -> None:
    """Write what phones and desks need, and the inventory. Do so again after each change.

    \b
      phones/attune.mobileconfig   for iPhones and iPads (MDM, or by hand)
      phones/attune.crt            for Android
      phones/fingerprint.txt       to compare with what the phone shows
      desks/allowed_signers        the recorders that desks believe
      inventory.csv, inventory.html

    \b
    Example
      attune provision handout --service svc --out handout
    """
    records = Records(service).all()
    files = {f"phones/{name}": data for name, data in phone_files(service).items()}
    files |= {
        "desks/allowed_signers": allowed_signers(records).encode(),
        "inventory.csv": as_csv(records).encode("utf-8-sig"),
        "inventory.html": as_page(service.keys.name, records).encode(),
    }
    for name, data in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        write(out / name, data)
    waiting = [record.name for record in records if record.state == "active" and not record.recorder_keys]
    words = f"{out} is written."
    if waiting:
        words += f" {len(waiting)} boxes have no key yet, so desks do not know their films: box add-key."
    answer(as_json, {"files": sorted(files), "without_key": waiting}, words)
