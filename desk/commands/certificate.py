"""`attune desk certificate`: checks certificates of erasure, lists them, and writes one with its PDF."""

from pathlib import Path

import click

from attune.exits import Exit, Failure
from desk import words
from desk.commands.common import translate_errors, unlocked
from desk.completion.papers import certificates, give_certificate, not_ours
from desk.judging import read_signers, signers_option
from desk.unlocked import Desk
from sealed.errors import SignatureError
from sealed.film.facts import parse_time
from sealed.papers.erasure_certificate import NAMESPACE, read_certificate
from sealed.papers.errors import CertificateError
from sealed.ssh import sshsig


@click.group()
def certificate() -> None:
    """Certificates of what was erased."""


@certificate.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@signers_option
@click.option("--key", metavar="KEY", help="The desk's public key instead: ssh-ed25519 AAAA…")
def verify(file: Path, signers_file: Path | None, key: str | None) -> None:
    """Check a certificate: FILE is its JSON, with FILE.sig beside it. No desk is needed, only the desk's public key.

    \b
      attune desk certificate verify 0123456789abcdef.json --signers desks
      attune desk certificate verify 0123456789abcdef.json --key "ssh-ed25519 AAAA…"

    \b
    Exit codes
      0  signed by that desk, and final
      3  signed by that desk, and something waits still
      4  damaged or changed
      5  signed by nobody that was named
      2  usage
    """
    if (signers_file is None) == (key is None):
        raise Failure("Name who may have signed it: --signers FILE or --key KEY.", Exit.USAGE)
    try:
        found, signer = read_certificate(file)
        known = key is not None and sshsig.parse_key_line(key) == signer
    except CertificateError as error:
        raise Failure(str(error), Exit.DAMAGED) from error
    except SignatureError as error:
        raise Failure(f"{error} Copy the desk's line from “ssh-ed25519” on.", Exit.USAGE) from error
    signers = read_signers(signers_file)
    name = signers.name(signer, NAMESPACE, parse_time(found.issued)) if signers else None
    if not known and name is None:
        who = sshsig.fingerprint(signer)
        raise Failure(f"It is signed by {who}, which is nobody that was named. Ask the service for its desk's key.", 5)
    click.echo(f"Signed by {name or sshsig.fingerprint(signer)} on {found.issued}.")
    destroyed = f"was destroyed on {found.destroyed}" if found.destroyed else "is not destroyed yet"
    click.echo(f"The key {found.key} {destroyed}.")
    for film in found.films:
        click.echo(f"  film     {film.film}")
    for copy in found.copies:
        click.echo(f"  {copy.place:<8} {copy.name}: {copy.words}")
    click.echo(f"{found.method}\n{found.outside}\n{found.clock}")
    if not found.final:
        raise Failure("Not all of it was done when this was issued. Ask for the final certificate.", Exit.CUT_SHORT)


@certificate.command("list")
@unlocked
def list_certificates(desk: Desk) -> None:
    """List the certificates at this desk."""
    with translate_errors():
        found, others = certificates(desk), not_ours(desk)
    for each in found:
        state = "final" if each.final else "not all is done yet"
        click.echo(f"{each.id}  {each.issued}  {words.count(len(each.films), 'film')}  {state}")
    for why in others.values():
        click.echo(why, err=True)
    if not found:
        click.echo("No certificate yet. `attune desk complete` ends a case.")


@certificate.command()
@click.argument("id")
@click.argument("into", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--language", default="en", show_default=True, help="The PDF's language.")
@unlocked
def write(desk: Desk, id: str, into: Path, language: str) -> None:  # noqa: A002  # what it is called
    """Write a certificate into FOLDER: the JSON, its signature, and the PDF. ID is what `list` shows.

    \b
      attune desk certificate write 0123456789abcdef /media/stick

    \b
    Exit codes
      0  written
      2  usage, or there is no such certificate
      4  it was changed since this desk wrote it
      7  refused: another file of that name is there
      1  anything else
    """
    for path in give_certificate(desk, id, into, language):
        click.echo(f"Written: {path}")
