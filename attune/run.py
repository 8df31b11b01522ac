"""`attune run`: a whole box in the foreground."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from appliance.commands.exits import translate_errors
from appliance.errors import UnusableFolder
from appliance.recorder.settings import read_settings
from appliance.system.address import free_address
from appliance.system.folder import usable
from appliance.system.lock import only_one
from appliance.system.supervisor import Program, Supervisor
from attune.exits import Exit, Failure
from attune.introduction import introduce
from provision.errors import ProvisionError
from provision.lan import lan_address
from provision.laptop import Laptop
from provision.own_settings import check_ours
from provision.settings import read_laptop_settings
from sealed.age.errors import AgeError

PROGRAMS = ("recorder", "courier", "web")


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    envvar="ATTUNE_DATA",
    show_envvar=True,
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
@click.option(
    "--lan",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="",
    help="Serve the pages to a phone on the same network, over TLS, at this machine's address or the one named.",
)
@click.option("--desk", "with_desk", is_flag=True, help="Run the desk too, with a demonstration family's film.")
def run(
    data: Path,
    config: Path | None,
    footage: Path | None,
    recipients: tuple[str, ...],
    lan: str | None,
    with_desk: bool,
) -> None:
    """Run a whole box on this machine: recorder, pages and courier, until Ctrl-C.

    Everything lives in DIR: films/<film-id>/ as they are recorded, store/ as they are synced, control.sock for
    the other commands. A simulated box shows its button, its light and what its camera sees at the second address.

    \b
    Example
      attune run --data box --footage visit.mp4
      attune press --data box      (in another terminal)
      attune run --data box --lan  (with a real phone)

    With --desk the practitioner's desk runs as well, in DIR/desk, and prints its own address, which works once;
    `attune desk serve --desk DIR/desk` opens another window.
    """
    _in_utf8()
    with translate_errors():
        with _provisioned():
            settings = read_laptop_settings(config)
        if footage is not None and not footage.is_file():
            raise click.UsageError(f"There is no film file {footage}.")
        _check_name(data)
        with _provisioned():
            address = None if lan is None else lan_address(lan or None)
        wanted = settings.web.bind if address is None else f"{address}:{settings.web.bind.rpartition(':')[2]}"
        bind = free_address(wanted, tls=address is not None)
        laptop = Laptop(data, settings)
        with usable(data), ExitStack() as held, _provisioned():
            check_ours(data)
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            held.enter_context(only_one("box", data))
            laptop.prepare(list(recipients), footage, bind, address)
            lock = held.pop_all()
        with lock:
            read_settings(data / "recorder.toml")  # what is wrong with them is said once, not by each new start
            programs = [Program(name, [name, "--config", str(data / f"{name}.toml")]) for name in PROGRAMS]
            if with_desk:
                from attune.demonstration import demonstrate  # noqa: PLC0415  # the box alone needs none of it

                programs.append(Program("desk", demonstrate(laptop, footage)))
            introduce(laptop, bind, wanted, demonstration=not recipients, lan=address is not None)
            code = Supervisor(programs, lambda line: click.echo(line, err=True)).run()
        if code:
            raise SystemExit(code)


@contextmanager
def _provisioned() -> Iterator[None]:
    """What cannot be prepared, as a message and an exit code."""
    try:
        yield
    except ProvisionError as error:
        raise Failure(str(error), error.exit) from error
    except AgeError as error:
        raise Failure(str(error), Exit.USAGE) from error


def _in_utf8() -> None:
    """Start again in UTF-8 mode if the locale is another: paths go into settings files, which are UTF-8."""
    if sys.getfilesystemencoding() != "utf-8":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, "-m", "attune", *sys.argv[1:]])  # noqa: S606


def _check_name(folder: Path) -> None:
    try:
        str(folder.absolute()).encode("utf-8")
    except UnicodeEncodeError:
        raise UnusableFolder(folder=ascii(str(folder)), cause="its name is not UTF-8") from None
