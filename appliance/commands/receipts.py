"""`attune receipts verify`: whether the receipts of a box are its own, and, if asked, whether they are still true."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from appliance.commands.storing import credentials_option, store_meant, translate_store_errors, url_option
from appliance.commands.visit import as_json, data
from appliance.courier.reverify import gone_wrong
from attune.exits import Exit, Failure
from sealed.errors import ReceiptError, SealedError, SignatureError
from sealed.papers.receipt import NAMESPACE, Receipt, decode
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from stores.store import Store

WORST = (Exit.DAMAGED, Exit.UNKNOWN_RECORDER)


class Verdict(msgspec.Struct, frozen=True):
    """What was found about one receipt. `signer` is the name on the list; `exit` is 0, 4 or 5."""

    film: str
    exit: int
    said: str
    signer: str | None = None
    store: str | None = None


@click.group()
def receipts() -> None:
    """Look after the receipts: the proofs that a store holds every byte of a film."""


@receipts.command()
@click.argument("films", metavar="[FILM]...", nargs=-1)
@data
@click.option(
    "--signers", type=click.Path(dir_okay=False, path_type=Path), help="Known boxes; DIR/allowed_signers when absent."
)
@click.option("--read-back", is_flag=True, help="Read every byte back from the store once more.")
@url_option
@credentials_option
@as_json
def verify(
    films: tuple[str, ...],
    data: Path,
    signers: Path | None,
    read_back: bool,
    url: str | None,
    credentials: Path | None,
    as_json: bool,
) -> None:
    """Check the receipts of a box: who signed them, that nothing in them was changed and, with --read-back, that the
    store still gives back every byte. Without FILM, all receipts. Works without a running box, and after a wipe.

    \b
    Exit codes
      0  all are good
      1  the store cannot be asked
      2  there is no such receipt
      4  a receipt was changed, or the store no longer has every byte
      5  a receipt is signed by nobody on the list
    Example
      attune receipts verify --data box --read-back
    """
    with translate_store_errors():
        try:
            known = Signers.read(signers or data / "allowed_signers")
        except SealedError as error:
            raise Failure(str(error), Exit.USAGE) from error
        store = store_meant(url, credentials, data / "courier.toml") if read_back else None
        verdicts = [_judge(path, known, store) for path in _papers(data / "receipts", films)]
    if as_json:
        click.echo(msgspec.json.encode({"receipts": verdicts}).decode())
    for verdict in [] if as_json else verdicts:
        click.echo(f"{verdict.film}: {verdict.said}")
    if not verdicts and not as_json:
        click.echo("There is no receipt on the box.")
    for code in WORST:
        if bad := [verdict.film for verdict in verdicts if verdict.exit == code]:
            raise Failure(f"Do not rely on the receipt for {', '.join(bad)}.", code)


def _papers(folder: Path, films: tuple[str, ...]) -> Iterator[Path]:
    found = sorted(folder.glob("*.json"))
    for film in films:
        if not any(path.stem == film for path in found):
            raise Failure(f"There is no receipt for {film} in {folder}.", Exit.USAGE)
    return (path for path in found if not films or path.stem in films)


def _judge(path: Path, known: Signers, store: Store | None) -> Verdict:
    film = path.stem
    try:
        body = path.read_bytes()
        signature = sshsig.parse(path.with_name(f"{path.name}.sig").read_bytes())
        signature.verify(body, NAMESPACE)
        receipt = decode(body)
    except FileNotFoundError:
        return Verdict(film, Exit.DAMAGED, "it has no signature.")
    except (SignatureError, ReceiptError) as error:
        return Verdict(film, Exit.DAMAGED, str(error))
    if receipt.film != film:
        return Verdict(film, Exit.DAMAGED, f"it is for {receipt.film}.")
    name = known.name(signature.key, NAMESPACE, receipt.when.when)
    if name is None:
        key = sshsig.fingerprint(signature.key)
        return Verdict(film, Exit.UNKNOWN_RECORDER, f"it is signed by {key}, which is not on the list.")
    if store is not None:
        return _read_back(film, receipt, name, store)
    return Verdict(film, Exit.FINE, f"signed by {name}: {receipt.words()}", name, receipt.store)


def _read_back(film: str, receipt: Receipt, name: str, store: Store) -> Verdict:
    if wrong := asyncio.run(gone_wrong(store, receipt)):
        some = ", ".join(wrong[:3]) + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
        return Verdict(film, Exit.DAMAGED, f"{store.name} no longer has {some} as it was.", name, receipt.store)
    return Verdict(film, Exit.FINE, f"signed by {name}; {store.name} still has every byte.", name, receipt.store)
