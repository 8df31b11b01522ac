"""`attune desk backup`, `restore` and `passphrase`: copies of the keyring, and its passphrase."""

import json
from pathlib import Path

import click

from desk.commands.common import json_option, passphrase_option, read_passphrase, translate_errors, unlocked
from desk.commands.options import desk_option
from desk.keyring.backups import back_up, read_backup
from desk.keyring.strength import strength
from desk.unlocked import Desk
from desk.writing import now

backup_passphrase_option = click.option(
    "--backup-passphrase-file",
    "backup_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A file whose first line is the copy's passphrase; asked for when absent.",
)


@click.command()
@click.argument("path", required=False, type=click.Path(dir_okay=False, path_type=Path))
@backup_passphrase_option
@json_option
@unlocked
def backup(desk: Desk, path: Path | None, backup_file: Path | None, as_json: bool) -> None:
    """Copy the keyring to PATH, under a passphrase of its own; without PATH, list the copies that exist.

    \b
      attune desk backup /media/stick/keyring-backup.age     writes it, or renews it with the passphrase that it has
      attune desk backup                                     lists the copies

    A copy opens on any computer, and with it every case that was not erased when it was made. So keep it locked away,
    and renew it when a case was erased: the list says which copies are older.
    """
    if path is not None:
        back_up(desk.keys, path, read_passphrase(backup_file, "Passphrase of the copy", new=True), now())
    keyring = desk.keys.now()
    last = max((each.when for each in keyring.forgotten), default="")
    found = [
        {"path": name, "when": each.when, "older than an erasure": each.when < last}
        for name, each in keyring.named_backups().items()
    ]
    if as_json:
        click.echo(json.dumps(found))
        return
    for each in found:
        old = "  older than the last erasure: renew or destroy it" if each["older than an erasure"] else ""
        click.echo(f"{each['when']}  {each['path']}{old}")
    if not found:
        click.echo("No copy yet. If this computer is lost, so is every film. `attune desk backup PATH` makes one.")


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@backup_passphrase_option
@desk_option
@passphrase_option
def restore(path: Path, backup_file: Path | None, folder: Path, passphrase_file: Path | None) -> None:
    """Make a desk out of a copy of its keyring, on this computer or a new one.

    \b
      attune desk restore /media/stick/keyring-backup.age

    Cases and films that lie in the desk's folder stay. A folder that has a keyring is left alone: move that away first.
    Films come again from the store: `attune desk import`. Notes and clips do with a copy of the desk's folder alone.

    \b
    Exit codes
      0  restored
      2  usage
      4  PATH is damaged, or no backup
      6  its passphrase is another
      7  refused: there is a desk already
      1  anything else
    """
    with translate_errors():
        keyring = read_backup(path, read_passphrase(backup_file, "Passphrase of the copy"))
        chosen = read_passphrase(passphrase_file, "Passphrase of the desk from now on", new=True)
        desk = Desk.restore(folder, keyring, chosen)
    click.echo(f"The desk {desk.name} lies in {folder}, with {len(keyring.cases)} case keys.")


@click.command()
@click.option(
    "--new-passphrase-file",
    "new_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A file whose first line is the new passphrase; asked for when absent.",
)
@unlocked
def passphrase(desk: Desk, new_file: Path | None) -> None:
    """Choose another passphrase. No older copy of the keyring's file opens any more; backups keep theirs."""
    chosen = read_passphrase(new_file, "New passphrase", new=True)
    desk.keys.change_passphrase(chosen)
    click.echo(f"Changed. {strength(chosen)}")
