"""The options that say what a box is to be: for one box, and for the empty cells of a table."""

from collections.abc import Callable
from typing import TypeVar

import click

C = TypeVar("C", bound=Callable[..., object])
OPTIONS: tuple[tuple[str, object, str], ...] = (
    ("--place", str, "Where it is used, for the inventory."),
    ("--recipients", str, "Whom films without a case are sealed to: public keys (age1…), parted by spaces."),
    ("--hardware", str, "The board's serial number: then no other board takes the bundle."),
    ("--country", str, "Whose rules the radio keeps, if not the service's country."),
    ("--channel", int, "Wi-Fi channel: 1, 6 (usual), 11, or 36, 40, 44, 48 at 5 GHz."),
    ("--store", str, "Where films go (docs/stores.md); {box} stands for the box's name."),
    ("--store-name", str, "What people call the store."),
    ("--store-credentials", str, "Folder with the store's public files, and a folder of secrets for each box."),
    ("--desks", str, "The desks whose case cards the box believes: a file in the form of allowed_signers."),
    ("--light", click.Choice(["rgb", "plain", "none"]), "What is built in; rgb when absent."),
    ("--microphone", str, "A part of the USB microphone's name."),
    ("--camera", str, "Size and frames a second; 1280x720@25 when absent."),
    ("--film-minutes", int, "A film ends by itself after so many minutes; 15 when absent."),
    ("--wipe-after-days", int, "Wipe a film by itself so many days after its receipt; never when absent."),
    ("--ssh-key", str, "A file of public keys that may log in as IT; nobody when absent."),
)


def plan_options(command: C) -> C:
    """Give a command all of them."""
    for name, kind, text in reversed(OPTIONS):
        command = click.option(name, type=kind, help=text)(command)
    return command
