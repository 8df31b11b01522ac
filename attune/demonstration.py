"""The demonstration family at the desk: what a new desk begins with beside a simulated box, and its first film."""

from pathlib import Path

import click
import tomli_w

from appliance.devices.simulated.footage import Footage
from appliance.devices.simulated.scene import Source
from appliance.devices.simulated.test_card import TestCard
from attune.demonstration_film import make_film
from provision.laptop import CASE, Laptop
from sealed.age import read_identities
from sealed.ssh.key_file import read_key

SIZE = (640, 360)


def demonstrate(laptop: Laptop, footage: Path | None) -> list[str]:
    """Lay everything ready; how to start the desk. A box with recipients of its own has no demonstration family."""
    prepared = {"store": laptop.store, "signers": str(laptop.signers.resolve()), "desks": str(laptop.desks.resolve())}
    if laptop.practitioner.exists():
        prepared |= {"key": str(laptop.practitioner.resolve()), "case": CASE}
        _film_once(laptop, footage)
    beside = laptop.data / "desk.toml"
    beside.write_text(tomli_w.dumps(prepared), encoding="utf-8")
    return ["desk", "serve", "--desk", str(laptop.data / "desk"), "--no-browser", "--prepared", str(beside)]


def _film_once(laptop: Laptop, footage: Path | None) -> None:
    """The family's first film, in the box's own store, unless something lies there already."""
    shelf = laptop.data / "store"
    if not shelf.is_dir() or any(shelf.iterdir()):
        return
    click.echo("Making a film of the demonstration family …")
    source: Source = Footage(footage, *SIZE) if footage else TestCard(*SIZE)
    recipient = read_identities(laptop.practitioner.read_bytes())[0].recipient
    make_film(shelf, source, laptop.name, read_key(laptop.recorder_key), recipient, CASE)
