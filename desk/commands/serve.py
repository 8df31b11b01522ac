"""`attune desk serve`: the desk's pages, in the practitioner's own browser."""

import signal
import sys
from pathlib import Path

import click
import msgspec

from attune.exits import Exit, Failure
from desk.browser import open_window
from desk.commands.options import desk_option
from desk.pages.session import HeldDesk
from desk.prepared import Prepared
from desk.running import another_window
from desk.server import DeskServer


@click.command()
@desk_option
@click.option("--no-browser", is_flag=True, help="Print the address and open no window.")
@click.option("--idle", type=click.FloatRange(1, 240), metavar="MINUTES", help="Lock after so long without anybody.")
@click.option(
    "--prepared",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What a new desk begins with (TOML): the service's store and its boxes.",
)
def serve(folder: Path, no_browser: bool, idle: float | None, prepared: Path | None) -> None:
    """Open the desk in your browser; Ctrl-C ends it.

    It answers on this computer alone, at an address that works once. While it runs, `attune desk` opens another window.
    """
    address = another_window(folder)
    if address is not None:
        _show(address, folder, no_browser)
        return
    try:
        begins_with = Prepared.read(prepared) if prepared else None
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise Failure(f"{prepared} cannot be used: {error}.", Exit.USAGE) from error
    server = DeskServer(HeldDesk(folder, idle * 60 if idle else None, begins_with))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _show(server.address(), folder, no_browser)
    server.serve()


def _show(address: str, folder: Path, no_browser: bool) -> None:
    click.echo(f"The desk           {address}")
    sys.stdout.flush()
    if not no_browser:
        try:
            open_window(address, folder)
        except OSError as error:
            click.echo(f"No window was opened ({error.strerror}). Open the address yourself.", err=True)
