"""`attune provision accounts`: the boxes' accounts at an S3 store."""

from pathlib import Path

import click

from attune.exits import Exit, Failure
from attune.progress import progress
from provision.commands.common import answer, file, folder, json_option, translate_errors
from provision.plan import read_table
from provision.s3_accounts import Accounts
from stores.credentials import Credentials

store_option = click.option(
    "--store", required=True, help="The store's address, s3://…; {box} stands for a box's name."
)
admin_option = click.option(
    "--admin",
    type=folder,
    required=True,
    help="Folder with your own store-access-key-id and store-secret-access-key, which may make users.",
)


@click.group()
def accounts() -> None:
    """Open and close the boxes' accounts at an S3 store that speaks IAM (AWS, SeaweedFS).

    Where accounts are made otherwise, make them by hand and put their keys into a folder for each box
    (docs/it/stores.md). SFTP needs none of this: `box new` makes those keys.
    """


@accounts.command("open")
@store_option
@admin_option
@click.argument("names", nargs=-1)
@click.option("--csv", "table", type=file, help="All boxes of the table, as for `box new`.")
@click.option("--out", type=folder, required=True, help="Each box's key goes into a folder here, for `box new`.")
@json_option
def open_command(store: str, admin: Path, names: tuple[str, ...], table: Path | None, out: Path, as_json: bool) -> None:
    """Make a user for each box that may add films and remove none, and a new key for it.

    \b
    Exit codes
      0  each has a key
      2  usage, or your own key is not there
      7  the store refused
    Example
      attune provision accounts open --csv boxes.csv --out secrets --admin my-secrets \\
        --store 's3://films/{box}?endpoint=https://s3.example:8333'
    """
    with translate_errors():
        boxes = [*names, *(plan.box for plan in (read_table(table, {}) if table else []))]
        if not boxes or not store.startswith("s3://"):
            raise Failure("Name boxes or a table of them, and a store that begins with s3://.", Exit.USAGE)
        made = Accounts(store, Credentials(store, admin))
        with progress("Opening accounts", "items") as on_progress:
            for done, box in enumerate(boxes, 1):
                made.open(box, out)
                if on_progress:
                    on_progress(done, len(boxes))
    answer(as_json, {"accounts": boxes}, f"{out}: {len(boxes)} accounts. Next: box new --store-credentials {out}.")


@accounts.command("close")
@store_option
@admin_option
@click.argument("names", nargs=-1, required=True)
@click.option("--but", metavar="KEY", help="Leave this access key: the one in the box's new bundle.")
@json_option
def close_command(store: str, admin: Path, names: tuple[str, ...], but: str | None, as_json: bool) -> None:
    """Remove the keys of boxes that were lost or are out of use; other boxes do not notice.

    \b
    Exit codes
      0  they open nothing any more
      7  the store refused
    Example
      attune provision accounts close attune-07 --admin my-secrets --store 's3://films/{box}?endpoint=…'
    """
    with translate_errors():
        found = Accounts(store, Credentials(store, admin))
        closed = {box: found.close(box, but) for box in names}
    answer(as_json, {"closed": closed}, "\n".join(f"{box}: {count} keys removed" for box, count in closed.items()))
