"""desk.toml: what is not secret about a desk."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import tomli_w

from desk.errors import DeskUnusable, NoDesk
from sealed.disk import Disk
from sealed.durable import Folder
from sealed.strict import Strict
from sealed.text_file import read_toml

FILE = "desk.toml"


class DeskSettings(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """`id` is random, and names the desk in this computer's secret store; `idle` is in seconds.

    `keep_days` is how long a case may be kept after the last that happened; the pages say so `warn_days` before.

    `store` is the address of the service's store, `credentials` the folder of its credentials, and `signers` the list
    of known recorders (OpenSSH's allowed_signers), by default the file `recorders` in the desk's folder.
    """

    desk: Literal[1] = 1
    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
    name: str
    store: str | None = None
    credentials: str | None = None
    signers: str = "recorders"
    language: str | None = None
    idle: Annotated[int, msgspec.Meta(ge=10)] = 900
    keep_days: Annotated[int, msgspec.Meta(ge=1)] | None = None
    warn_days: Annotated[int, msgspec.Meta(ge=0)] = 30

    @classmethod
    def read(cls, folder: Path) -> "DeskSettings":
        """The settings of the desk in `folder`. Raises NoDesk, DeskUnusable."""
        path = folder / FILE
        try:
            return read_toml(path, cls)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise NoDesk(folder=folder) from error
        except OSError as error:
            raise DeskUnusable(cause=error.strerror, path=path) from error
        except ValueError as error:
            raise DeskUnusable(cause=error, path=path) from error

    def write(self, folder: Path, disk: Disk) -> None:
        """Replace the settings, durably."""
        given = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}
        with Folder(folder, disk) as files:
            files.put(FILE, tomli_w.dumps(given).encode())
