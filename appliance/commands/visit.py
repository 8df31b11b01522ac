"""The commands of a visit: press, hold, mark, status, simulate. Each is one word to a running box."""

from pathlib import Path
from typing import Literal, get_args

import click
import msgspec

from appliance.commands.exits import translate_errors
from appliance.system.lock import held
from control.client import Client
from control.errors import NotRunning
from control.messages import Status
from control.requests import MarkRequest, Principle
from control.sockets import SOCKET

data = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    envvar="ATTUNE_DATA",
    show_envvar=True,
    help="The box's folder, as given to `attune run`.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for scripts.")


@click.command()
@data
@as_json
def press(data: Path, as_json: bool) -> None:
    """Press the button of a simulated box: it starts a film, and marks the moment while filming.

    \b
    Example
      attune press --data box
    """
    _push(data, "press", as_json)


@click.command()
@data
@as_json
def hold(data: Path, as_json: bool) -> None:
    """Hold the button of a simulated box for two seconds: it ends a film, and opens the pairing window when ready.

    Returns when the film is sealed.

    \b
    Example
      attune hold --data box
    """
    _push(data, "hold", as_json)


def _push(data: Path, how: Literal["press", "hold"], as_json: bool) -> None:
    with translate_errors(), Client(data / SOCKET) as recorder:
        status = recorder.press() if how == "press" else recorder.hold()
    click.echo(_json(status) if as_json else _sentence(status))


@click.command()
@data
@click.option(
    "--principle",
    metavar="P",
    type=click.Choice(get_args(Principle)),
    help="An attunement principle, such as 'receiving initiatives'.",
)
@click.option("--note", metavar="TEXT", help="A few words. They are sealed with the film.")
@as_json
def mark(data: Path, principle: Principle | None, note: str | None, as_json: bool) -> None:
    """Mark this moment of the film.

    \b
    Principles: being attentive, encouraging initiatives, receiving initiatives,
                attuned interaction, guiding, deepening discussion
    Example
      attune mark --data box --principle 'attuned interaction'
    """
    with translate_errors(), Client(data / SOCKET) as recorder:
        placed = recorder.mark(MarkRequest(principle=principle, note=note))
    click.echo(_json(placed) if as_json else f"Marked at {_clock(placed.at / 1e9)}.")


@click.command()
@data
@as_json
def status(data: Path, as_json: bool) -> None:
    """Show what the box is doing.

    The state is one of starting, ready, filming, sealing, fault.

    \b
    Example
      attune status --data box --json
    """
    with translate_errors(), Client(data / SOCKET) as recorder:
        try:
            answer = recorder.status()
        except NotRunning:
            if not (held("box", data) or held("recorder", data)):
                raise
            click.echo(_json({"state": "starting"}) if as_json else "starting")  # the socket comes within a second
            return
    click.echo(_json(answer) if as_json else _sentence(answer))


@click.command()
@click.argument("device", type=click.Choice(["camera", "microphone", "card"]))
@click.argument("trouble", type=click.Choice(["stall", "drop", "unplug", "fill", "mend"]))
@data
@as_json
def simulate(device: str, trouble: str, data: Path, as_json: bool) -> None:
    """Make a device of a simulated box fail, or mend it.

    \b
    camera: stall, drop, unplug, mend     microphone: drop, unplug, mend     card: fill, mend
    Example
      attune simulate camera stall --data box
      attune simulate camera mend --data box
    """
    with translate_errors(), Client(data / SOCKET) as recorder:
        answer = recorder.simulate(device, trouble)
    click.echo(_json(answer) if as_json else _sentence(answer))


def _sentence(status: Status) -> str:
    shown = status.light.colour + ("" if status.light.pattern == "steady" else f", {status.light.pattern}")
    lines = [f"{status.state} (light: {shown})"]
    if film := status.film:
        marks = "1 mark" if film.marks == 1 else f"{film.marks} marks"
        lines[0] += f": film {film.id}, {_clock(film.elapsed)}, {marks}"
    if status.fault:
        lines.append(status.fault.message)
    lines += [warning.message for warning in status.warnings]
    films = "1 film" if status.films == 1 else f"{status.films} films"
    lines.append(f"{films} on the box, room for {status.space.minutes} more minutes")
    return "\n".join(lines)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _json(answer: object) -> str:
    return msgspec.json.encode(answer).decode()
