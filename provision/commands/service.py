"""`attune provision service`: the keys of a service."""

from pathlib import Path

import click

from provision.backup import backup, restore
from provision.commands.common import (
    answer,
    file,
    json_option,
    passphrase_option,
    read_passphrase,
    service_option,
    translate_errors,
)
from provision.errors import BadSetting
from provision.service import Service


@click.group()
def service() -> None:
    """Make, back up and restore the keys of a service."""


@service.command()
@service_option
@passphrase_option
@click.option("--name", required=True, help="The service's name, as phones and desks show it.")
@click.option("--domain", default="attune.internal", show_default=True, help="The boxes' names end with it.")
@click.option(
    "--network",
    default="10.77.0.0/16",
    show_default=True,
    help="Each box's access point gets a /24 of it: a /16 is enough for 255 boxes.",
)
@click.option("--country", default="GB", show_default=True, help="Whose rules the radio keeps, two letters.")
@json_option
def init(
    where: Path, passphrase_file: Path | None, name: str, domain: str, network: str, country: str, as_json: bool
) -> None:
    """Make the keys of a service: the boxes' certificate authority, the keys that sign bundles and updates.

    All lie in the folder's service.age, under the passphrase. Whoever has both can make boxes that your phones trust,
    and updates that your boxes install; without them no box can be made or renewed. Make a backup next.

    \b
    Exit codes
      0  the keys are made
      2  usage
      7  there is a service in this folder already
    Example
      attune provision service init --service svc --name "Family Service"
    """
    with translate_errors():
        try:
            made = Service.create(
                where, name, domain, network, country.upper(), read_passphrase(passphrase_file, new=True)
            )
        except ValueError as error:
            raise BadSetting(box="of this service", cause=str(error)) from error
    facts = {"service": name, "folder": str(where), "key": made.public_files()["service.pub"].strip()}
    next_step = f"Next: attune provision service backup --service {where} BACKUP, on another disk."
    answer(as_json, facts, f"{where} holds the keys of {name}.\n{next_step}")


@service.command("backup")
@service_option
@passphrase_option
@click.argument("target", type=file)
@json_option
def backup_command(where: Path, passphrase_file: Path | None, target: Path, as_json: bool) -> None:
    """Write the whole service into one file, sealed under the same passphrase, and read it back.

    Do so after each change, onto another disk. `age -d TARGET | tar x` opens it without Attune.

    \b
    Exit codes
      0  written and read back
      4  what was read back is not what was written
      6  wrong passphrase
    Example
      attune provision service backup --service svc /media/safe/svc-2026-11-26.backup
    """
    with translate_errors():
        passphrase = read_passphrase(passphrase_file)
        count = backup(Service.open(where, passphrase), passphrase, target)
    answer(as_json, {"files": count, "backup": str(target)}, f"{target} holds all {count} files of the service.")


@service.command("restore")
@service_option
@passphrase_option
@click.argument("source", type=file)
@json_option
def restore_command(where: Path, passphrase_file: Path | None, source: Path, as_json: bool) -> None:
    """Restore a service from its backup into a new folder.

    \b
    Exit codes
      0  restored
      4  the backup is damaged
      6  the passphrase is another one
      7  the folder is not empty
    Example
      attune provision service restore svc-2026-11-26.backup --service svc
    """
    with translate_errors():
        count = restore(source, where, read_passphrase(passphrase_file))
    answer(as_json, {"files": count, "folder": str(where)}, f"{where} holds the service again ({count} files).")
