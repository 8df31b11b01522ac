"""What `attune run` says at its start: where everything is."""

import hashlib
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from provision.laptop import Laptop


def introduce(laptop: Laptop, bind: str, wanted: str, demonstration: bool, lan: bool) -> None:
    """Say where everything is: the addresses of the pages first. `wanted`: where they should have been."""
    scheme = "https" if lan else "http"
    if wanted.rpartition(":")[2] not in ("0", bind.rpartition(":")[2]):
        click.echo(f"{wanted} is taken by another program: the pages are at another port.", err=True)
    lines = {"The phone's page": f"{scheme}://{bind}/"}
    if laptop.simulated:
        lines["The box itself"] = f"{scheme}://{bind}/box"
    lines["Films"] = str(laptop.data / "films")
    lines["Store"] = laptop.store
    if demonstration:
        lines["To open a film"] = f"attune open FILM -i {laptop.practitioner} --signers {laptop.signers} -o film.mp4"
    for name, value in lines.items():
        click.echo(f"{name:<18} {value}")
    for line in _for_a_phone(f"{scheme}://{bind}", laptop.authority) if lan else ():
        click.echo(line)
    click.echo("Stop with Ctrl-C.")
    sys.stdout.flush()


def _for_a_phone(address: str, authority: Path) -> Iterator[str]:
    """The code to scan, and how the phone comes to trust the page."""
    yield from _code(f"{address}/trust")
    der = ssl.PEM_cert_to_DER_cert(authority.read_text(encoding="ascii"))
    yield f"With a phone on the same network, open {address}/trust and install the certificate. It ends within a week,"
    yield f"and vouches for this address alone. Compare its SHA-256: {hashlib.sha256(der).digest().hex(' ').upper()}"
    yield "Then open the phone's page. The button: `attune hold` opens pairing; `attune press` presses it."


def _code(text: str) -> list[str]:
    """The QR code in half blocks; none where the library is not installed, or the terminal has no such letters."""
    try:
        import segno  # noqa: PLC0415
    except ImportError:
        return []
    rows = [[bool(cell) for cell in row] for row in segno.make(text, micro=False).matrix_iter(border=2)]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    blocks = {(False, False): "\u2588", (False, True): "\u2580", (True, False): "\u2584", (True, True): " "}
    return ["".join(blocks[above, below] for above, below in zip(*pair, strict=True)) for pair in _pairs(rows)]


def _pairs(rows: list[list[bool]]) -> Iterator[tuple[list[bool], list[bool]]]:
    return zip(rows[::2], rows[1::2], strict=True)
