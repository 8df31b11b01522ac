"""What the commands that speak to a store have in common: which store is meant, and its errors as exits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from appliance.commands.exits import translate_errors
from appliance.courier.settings import StoreSettings, read_settings
from attune.exits import Exit, Failure
from stores.errors import BadStore, CourierError, NoCredential
from stores.store import Store

url_option = click.option(
    "--store",
    "url",
    metavar="URL",
    help="A store: file:///media/films, usb://LABEL/films, sftp://user@host/films, s3://…",
)
credentials_option = click.option(
    "--credentials",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the store's secrets (docs/stores.md); $CREDENTIALS_DIRECTORY when absent.",
)


@contextmanager
def translate_store_errors() -> Iterator[None]:
    """Run work with a store; its errors, and the recorder's, become a message and an exit code."""
    with translate_errors():
        try:
            yield
        except (BadStore, NoCredential) as error:
            raise Failure(str(error), Exit.USAGE) from error
        except CourierError as error:
            raise Failure(str(error), Exit.OTHER) from error


def store_meant(url: str | None, credentials: Path | None, config: Path) -> Store:
    """The store at `url`, or without one that of the courier's settings in `config`; its secrets are in `credentials`
    where that is named. Raises BadStore, BadSettings.
    """
    if url is None:
        settings = read_settings(config)
        if credentials:
            store = msgspec.structs.replace(settings.store, credentials=str(credentials))
            settings = msgspec.structs.replace(settings, store=store)
        return settings.open_store()
    return StoreSettings(url, str(credentials) if credentials else None).open()


def store_for(data: Path, url: str, credentials: Path | None) -> Store:
    """The store at `url`, by the rules of the box in `data`. Raises BadStore."""
    own = data / "courier.toml"
    same_disk = own.exists() and read_settings(own).store.same_disk
    settings = StoreSettings(url, str(credentials) if credentials else None, same_disk=same_disk)
    return settings.open(data / "films", data / "desks")
