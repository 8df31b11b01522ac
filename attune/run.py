"""`attune run`: a whole box in the foreground."""

import socket
import sys
from pathlib import Path

import click

from appliance.commands.exits import translate_errors
from appliance.recorder.settings import read_settings
from appliance.system.lock import only_one
from appliance.system.supervisor import Program, Supervisor
from attune.exits import Failure
from provision.errors import ProvisionError
from provision.laptop import Laptop
from provision.settings import read_laptop_settings

PROGRAMS = ("recorder", "courier", "web")


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the box: films, keys, control socket.",
)
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), help="Settings (TOML); all have defaults.")
@click.option(
    "--footage",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Film file that the simulated camera sees and the microphone hears, over and over. A test card without.",
)
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="R",
    help="Who may open the films (age1pq1… or age1…). Repeat for several. Makes a demonstration key when absent.",
)
def run(data: Path, config: Path | None, footage: Path | None, recipients: tuple[str, ...]) -> None:
    """Run a whole box on this machine: recorder, pages and courier, until Ctrl-C.

    Everything lives in DIR: films/<film-id>/ as they are recorded, store/ as they are synced, control.sock for
    the other commands. A simulated box shows its button, its light and what its camera sees at the second address.

    \b
    Example
      attune run --data box --footage visit.mp4
      attune press --data box      (in another terminal)
    """
    with translate_errors():
        try:
            settings = read_laptop_settings(config)
        except ProvisionError as error:
            raise Failure(str(error), error.exit) from error
        if footage is not None and not footage.is_file():
            raise click.UsageError(f"There is no film file {footage}.")
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with only_one("box", data):
            laptop = Laptop(data, settings)
            bind = _free(settings.web.bind)
            try:
                laptop.prepare(list(recipients), footage, bind)
            except ProvisionError as error:
                raise Failure(str(error), error.exit) from error
            read_settings(data / "recorder.toml")  # what is wrong with them is said once, not by each new start
            _introduce(laptop, bind, demonstration=not recipients)
            programs = [Program(name, [name, "--config", str(data / f"{name}.toml")]) for name in PROGRAMS]
            Supervisor(programs, lambda line: click.echo(line, err=True)).run()


def _introduce(laptop: Laptop, bind: str, demonstration: bool) -> None:
    """Say where everything is: the addresses of the pages first."""
    lines = {"The phone's page": f"http://{bind}/"}
    if laptop.simulated:
        lines["The box itself"] = f"http://{bind}/box"
    lines["Films"] = str(laptop.data / "films")
    lines["Store"] = laptop.store
    if demonstration:
        lines["To open a film"] = f"attune open FILM -i {laptop.practitioner} --signers {laptop.signers} -o film.mp4"
    for name, value in lines.items():
        click.echo(f"{name:<18} {value}")
    click.echo("Stop with Ctrl-C.")
    sys.stdout.flush()


def _free(bind: str) -> str:
    """`bind`, or the same host with a free port if that one is taken."""
    host, _, port = bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            probe.bind((host, 0))
        return f"{host}:{probe.getsockname()[1]}"
