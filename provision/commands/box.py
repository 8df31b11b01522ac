"""`attune provision box`: a box's life, from its bundle to its end."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from attune.exits import Exit, Failure
from attune.progress import progress
from provision.card import write_card
from provision.changes import add_key, end, renew
from provision.commands.common import answer, file, folder, json_option, translate_errors, unlocked
from provision.commands.plan_options import plan_options
from provision.issue import check_free, make_boxes, write_folder
from provision.plan import Plan, read_table
from provision.records import BoxRecord, Records
from provision.service import Service

out_option = click.option("--out", type=folder, required=True, help="Where each box gets a folder of its name.")
since_option = click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]),
    help="From when on (UTC) nothing that it signs counts; now when absent.",
)


@click.group()
def box() -> None:
    """Make, write, list, renew, revoke and retire boxes."""


@box.command()
@unlocked
@click.option("--csv", "table", type=file, help="Make one box for each line. Columns are named like the options.")
@click.option("--name", help="Make one box with this name: small letters, digits and hyphens.")
@plan_options
@out_option
@json_option
def new(service: Service, /, table: Path | None, name: str | None, out: Path, as_json: bool, **usual: Any) -> None:
    """Make one box, or one for each line of a CSV: keys, Wi-Fi, certificate, its account at the store, its bundle.

    Each box gets OUT/NAME/attune-box, which goes onto its card (`box write`), and OUT/server what the store's server
    needs. No two boxes share a secret, an address or a name. All lines are checked before the first box is made.

    \b
    The table
      box,place,hardware
      attune-01,Team North,
      attune-02,Team South,10000000a1b2c3d4
    `box` is needed; every option below can be a column too (--store-name is store_name), and fills empty cells.

    \b
    Exit codes
      0  all are made
      2  a line or an option is wrong; nothing was made
      6  wrong passphrase
      7  a box of this name, or its folder, is there already
    Examples
      attune provision box new --service svc --name attune-01 --recipients age1pq1… --out made
      attune provision box new --service svc --csv boxes.csv --recipients age1pq1… --out made \\
        --store 'sftp://{box}@nas.example/films?append-only=yes' --store-name "Family Service NAS" \\
        --store-credentials secrets --desks desks
    """
    given = {option: value for option, value in usual.items() if value is not None}
    if (table is None) == (name is None):
        raise Failure("Say which boxes: either --name NAME or --csv FILE.", Exit.USAGE)
    plans = read_table(table, given) if table else [Plan(box=name or "", **given)]
    with progress("Making boxes", "items") as on_progress:
        made = make_boxes(service, plans, out, on_progress)
    facts = [_facts(each.record) | {"folder": str(out / each.record.name)} for each in made]
    words = [f"{each['box']}  https://{each['address']}/  {each['folder']}" for each in facts]
    answer(as_json, {"boxes": facts}, "\n".join([*words, "Next: box write, for each card; labels; handout."]))


@box.command()
@click.argument("made", type=folder)
@click.argument("place", type=folder)
@json_option
def write(made: Path, place: Path, as_json: bool) -> None:
    """Copy a box's bundle from MADE (OUT/NAME) to PLACE: a flashed card's first partition, or a stick named ATTUNE.

    \b
    Exit codes
      0  written and read back
      7  a bundle lies there already
      8  PLACE is neither
    Example
      attune provision box write made/attune-01 /media/it/bootfs
    """
    with translate_errors():
        target = write_card(made, place)
    words = f"{target} is written. Eject it, put it into the box, switch it on. Then remove {made}: it holds secrets."
    answer(as_json, {"written": str(target)}, words)


@box.command("list")
@unlocked
@json_option
def list_command(service: Service, as_json: bool) -> None:
    """List the boxes: name, address, state, place, the end of the certificate.

    \b
    Example
      attune provision box list --service svc
    """
    facts = [_facts(record) for record in Records(service).all()]
    row = "{serial:>5}  {box:<20} {address:<15} {state:<8} {place:<24} {keys} key(s), certificate to {certificate}"
    words = [row.format(**each | {"certificate": each["certificate_expires"][:10]}) for each in facts]
    answer(as_json, {"boxes": facts}, "\n".join(words) or "There is no box yet.")


@box.command("renew")
@unlocked
@click.argument("names", nargs=-1, required=True)
@out_option
@click.option("--new-store-keys", is_flag=True, help="Give its account at the store new keys as well.")
@click.option("--store-credentials", type=folder, help="As for `box new`.")
@click.option("--desks", type=file, help="Believe these desks from now on.")
@click.option("--recipients", default="", help="Seal films that have no case to these from now on.")
@json_option
def renew_command(
    service: Service,
    names: tuple[str, ...],
    out: Path,
    new_store_keys: bool,
    store_credentials: Path | None,
    desks: Path | None,
    recipients: str,
    as_json: bool,
) -> None:
    """Make a new bundle for boxes in use: before a certificate ends, for a new card, or to change store or desks.

    Wi-Fi, address and label stay as they are. An older bundle of the box counts no more.

    \b
    Exit codes
      0  made
      2  no such box
      7  the box was revoked or retired, or OUT/NAME is there already
    Example
      attune provision box renew attune-07 --service svc --new-store-keys --store-credentials secrets --out renewed
    """
    for name in names:
        check_free(out, name)
    for name in names:
        made = renew(service, name, store_credentials, new_store_keys, desks, tuple(recipients.split()))
        write_folder(service, made, out)
        answer(as_json, _facts(made.record) | {"folder": str(out / name)}, f"{name}  {out / name}")


@box.command("add-key")
@unlocked
@click.argument("name")
@click.argument("source", type=click.Path(path_type=Path))
@json_option
def add_key_command(service: Service, name: str, source: Path, as_json: bool) -> None:
    """Learn the key that the box NAME made for itself, from SOURCE: NAME.pub on its stick or card, or its first film.

    Then write the handout again, and give its allowed_signers to the desks.

    \b
    Exit codes
      0  known now
      2  SOURCE names no key, or another box's
    Examples
      attune provision box add-key attune-07 /media/it/bootfs/attune-07.pub --service svc
      attune provision box add-key attune-07 films/20261122-1405-k7qm --service svc
    """
    record, fingerprint = add_key(service, name, source)
    facts = {"box": name, "fingerprint": fingerprint, "keys": len(record.recorder_keys)}
    answer(as_json, facts, f"{name} signs with {fingerprint}. Compare it with the page of the box, if you can.")


@box.command()
@unlocked
@click.argument("name")
@since_option
@json_option
def revoke(service: Service, name: str, since: datetime | None, as_json: bool) -> None:
    """A box was lost or stolen: films that it signs from now on are nobody's; those from before stay good.

    Take its key from the store's server too (docs/it/provisioning.md), and give the new handout to the desks.

    \b
    Exit codes
      0  revoked
      7  it was revoked or retired before
    Example
      attune provision box revoke attune-07 --since 2026-11-20 --service svc
    """
    _end(service, name, "revoked", since, as_json)


@box.command()
@unlocked
@click.argument("name")
@since_option
@json_option
def retire(service: Service, name: str, since: datetime | None, as_json: bool) -> None:
    """A box is out of use. Its films stay good; its name and address are given to no other box.

    \b
    Exit codes
      0  retired
      7  it was revoked or retired before
    Example
      attune provision box retire attune-07 --service svc
    """
    _end(service, name, "retired", since, as_json)


def _end(service: Service, name: str, state: Any, since: datetime | None, as_json: bool) -> None:
    when = since.replace(tzinfo=UTC) if since else datetime.now(UTC)
    record = end(service, name, state, when)
    words = f"{name} is {state} since {record.since}. Next: handout, for the desks; its account at the store."
    answer(as_json, _facts(record), words)


def _facts(record: BoxRecord) -> dict[str, Any]:
    """What may be shown of a box: no secret."""
    settings = record.settings
    return {
        "box": record.name,
        "serial": settings.serial,
        "address": settings.address,
        "host": settings.host,
        "place": record.place,
        "state": record.state,
        "since": record.since,
        "certificate_expires": record.certificate_expires,
        "keys": len(record.recorder_keys),
        "store": settings.store.name if settings.store else None,
    }
