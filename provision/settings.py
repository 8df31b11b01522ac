"""What `attune run --config FILE` may say about a box on a laptop."""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from provision.errors import LaptopSettingsError
from sealed.strict import Strict
from sealed.text_file import read_toml

Table = dict[str, Any]


class StoreSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """Where sealed films are synced, as in the courier's settings; a folder beside the films when there is no URL."""

    url: str | None = None
    credentials: str | None = None
    limit: Annotated[float, msgspec.Meta(ge=1000, le=1e12)] | None = None
    parallel: Annotated[int, msgspec.Meta(ge=1, le=64)] | None = None
    early: bool | None = None
    insecure: bool | None = None


class WebSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """Where the pages are served."""

    bind: str = "127.0.0.1:8765"


class LaptopSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """All of it has defaults; an absent file is an empty one. The tables of the recorder are for it to judge."""

    devices: Literal["simulated", "pi"] = "simulated"
    camera: Table = msgspec.field(default_factory=dict)
    microphone: Table = msgspec.field(default_factory=dict)
    panel: Table = msgspec.field(default_factory=dict)
    limit: Table = msgspec.field(default_factory=dict)
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    wipe: Table = msgspec.field(default_factory=dict)

    def recorder(self) -> dict[str, Any]:
        """The tables that the recorder's own settings share with these."""
        return {name: getattr(self, name) for name in ("camera", "microphone", "panel", "limit", "wipe")}

    def courier(self, url: str) -> dict[str, Any]:
        """The courier's table of its store."""
        given = {key: value for key, value in msgspec.structs.asdict(self.store).items() if value is not None}
        return given | {"url": url, "same_disk": self.devices == "simulated"}


def read_laptop_settings(path: Path | None) -> LaptopSettings:
    """Read the file of `--config`. Raises LaptopSettingsError."""
    if path is None:
        return LaptopSettings()
    try:
        return read_toml(path, LaptopSettings)
    except OSError as error:
        raise LaptopSettingsError(file=path, cause=error.strerror) from error
    except ValueError as error:
        raise LaptopSettingsError(file=path, cause=error) from error
