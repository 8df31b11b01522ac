"""`attune run`: a whole box in the foreground."""

import socket
import sys
from pathlib import Path

import click

from appliance.commands.exits import told
from appliance.provision.laptop import Laptop
from appliance.provision.settings import read_laptop_settings
from appliance.supervisor import Program, Supervisor


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
    with told():
        settings = read_laptop_settings(config)
        if footage is not None and not footage.is_file():
            raise click.UsageError(f"There is no film file {footage}.")
        laptop = Laptop(data, settings)
        bind = _free(settings.web.bind)
        laptop.prepare(list(recipients), footage, bind)
    click.echo(f"The phone's page   http://{bind}/")
    if settings.devices == "simulated":
        click.echo(f"The box itself     http://{bind}/box")
    click.echo(f"Films              {data / 'films'}")
    click.echo(f"Store              {laptop.store}")
    if not recipients:
        click.echo(
            f"Opens with         attune open FILM -i {laptop.practitioner} --signers {laptop.signers} -o film.mp4"
        )
    click.echo("Stop with Ctrl-C.")
    sys.stdout.flush()
    programs = [
        Program(name, [name, "--config", str(data / f"{name}.toml")]) for name in ("recorder", "courier", "web")
    ]
    Supervisor(programs, lambda line: click.echo(line, err=True)).run()


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
