"""What the commands share: the service and its passphrase, errors as exit codes, a progress bar."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click
import msgspec

from attune.exits import Exit, Failure
from provision.errors import ProvisionError
from provision.service import Service
from sealed.errors import AttuneError
from sealed.text_file import first_line
from stores.errors import BadStore, CourierError, NoCredential

P = ParamSpec("P")
R = TypeVar("R")
folder = click.Path(file_okay=False, path_type=Path)
file = click.Path(dir_okay=False, path_type=Path)
service_option = click.option("--service", "where", type=folder, required=True, help="The service's folder.")
passphrase_option = click.option(
    "--passphrase-file",
    type=file,
    help="A file whose first line is the passphrase of the service; asked for when absent.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for scripts.")


def unlocked(command: Callable[Concatenate[Service, P], R]) -> Callable[..., R]:
    """Give a command the options --service and --passphrase-file, and the unlocked service as its first argument."""

    @service_option
    @passphrase_option
    @wraps(command)
    def run(where: Path, passphrase_file: Path | None, *args: P.args, **kwargs: P.kwargs) -> R:
        with translate_errors():
            return command(Service.open(where, read_passphrase(passphrase_file)), *args, **kwargs)

    return run


def read_passphrase(path: Path | None, new: bool = False) -> str:
    """The passphrase out of a file, or from the person at the terminal; never from the command line."""
    if path is not None:
        try:
            found = first_line(path)
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(f"The passphrase file {path} cannot be read ({error}).", Exit.USAGE) from error
    elif sys.stdin.isatty():
        found = click.prompt("Passphrase of the service", hide_input=True, confirmation_prompt=new, err=True)
    else:
        raise Failure("There is nobody to ask for the passphrase. Name a file: --passphrase-file FILE.", Exit.USAGE)
    if not found:
        raise Failure("The passphrase is empty. Take several words that belong together for you alone.", Exit.USAGE)
    return str(found)


@contextmanager
def translate_errors() -> Iterator[None]:
    """Errors as what a command says and exits with."""
    try:
        yield
    except ProvisionError as error:
        raise Failure(str(error), error.exit) from error
    except CourierError as error:
        usage = isinstance(error, BadStore | NoCredential)
        raise Failure(str(error), Exit.USAGE if usage else Exit.OTHER) from error
    except AttuneError as error:
        raise Failure(str(error), Exit.USAGE) from error
    except OSError as error:
        raise Failure(f"{error.filename or 'Input or output'}: {error.strerror or error}.") from error


def answer(as_json: bool, facts: object, words: str) -> None:
    """Say what was done, to a script or a person."""
    click.echo(msgspec.json.encode(facts).decode() if as_json else words)
