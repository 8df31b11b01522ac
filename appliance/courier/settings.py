"""The courier's settings: one TOML file, read once into frozen typed values."""

from pathlib import Path
from typing import Annotated

import msgspec

from appliance.courier.case_cards import CardSettings
from appliance.courier.update_fetch import UpdateSettings
from appliance.errors import BadSettings
from sealed.strict import Strict
from sealed.text_file import read_toml
from stores.address import Rules
from stores.credentials import folder_of
from stores.registry import open_store
from stores.store import Store
from stores.throttle import ThrottledStore
from stores.timeouts import TimeoutStore
from stores.watch import Unwatched, Watch


class StoreSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """Where sealed films go (docs/stores.md): a URL without credentials, and the folder that holds these.

    `limit` in bytes a second, both ways together; `parallel` objects at once; None: the default of the kind of store.
    `early`: begin with a film in the making. `name` is shown to people. `insecure`: an object store may be asked
    without TLS. `same_disk`: a folder may be on the disk of the films, as on a laptop; on a box such a copy would prove
    nothing.
    """

    url: str
    credentials: str | None = None
    limit: Annotated[float, msgspec.Meta(ge=1000, le=1e12)] | None = None
    parallel: Annotated[int, msgspec.Meta(ge=1, le=64)] | None = None
    early: bool = False
    name: str | None = None
    insecure: bool = False
    same_disk: bool = False

    def open(self, films: Path | None = None, signers: Path | None = None, watch: Watch | None = None) -> Store:
        """The store, for a box with this folder of films; not yet connected. Raises BadStore.

        `signers`: whose signature adopts a disk. `watch` is notified of every wait.
        """
        watch = watch or Unwatched()
        rules = Rules(None if self.same_disk else films, signers, self.insecure)
        store = TimeoutStore(open_store(self.url, folder_of(self.credentials), self.parallel, rules), watch)
        return ThrottledStore(store, self.limit, watch) if self.limit else store


class CourierSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """`control` is the recorder's socket, `films` the folder of sealed films, `cards` where case cards are kept,
    `updates` where the service's updates are.
    """

    control: str
    films: str
    store: StoreSettings
    cards: CardSettings | None = None
    updates: UpdateSettings | None = None

    def open_store(self, watch: Watch | None = None) -> Store:
        """The store, by this box's rules. Raises BadStore."""
        films = Path(self.films)
        signers = Path(self.cards.desks) if self.cards else films.with_name("desks")
        return self.store.open(films, signers, watch)


def read_settings(path: Path) -> CourierSettings:
    """Read a settings file. Raises BadSettings with the file, the place and the cause."""
    try:
        return read_toml(path, CourierSettings)
    except OSError as error:
        raise BadSettings(f"Cannot read the settings {path}: {error.strerror}.") from error
    except ValueError as error:
        raise BadSettings(f"The settings {path} are wrong: {error}.") from error
