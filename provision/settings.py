"""What `attune run --config FILE` may say about a box on a laptop."""

from pathlib import Path
from typing import Any, Literal

import msgspec

from appliance.errors import BadSettings
from appliance.films.auto_wipe import WipeSettings
from appliance.recorder.settings import CameraSettings, LimitSettings, MicrophoneSettings, PanelSettings


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where sealed films are synced, as in the courier's settings; a folder beside the films when there is no URL."""

    url: str | None = None
    credentials: str | None = None
    limit: float | None = None
    parallel: int | None = None
    early: bool | None = None


class WebSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the pages are served."""

    bind: str = "127.0.0.1:8765"


class LaptopSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it has defaults; an absent file is an empty one."""

    devices: Literal["simulated", "pi"] = "simulated"
    camera: CameraSettings = CameraSettings()
    microphone: MicrophoneSettings = MicrophoneSettings()
    panel: PanelSettings = PanelSettings()
    limit: LimitSettings = LimitSettings()
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    wipe: WipeSettings = WipeSettings()

    def recorder(self) -> dict[str, Any]:
        """The tables that the recorder's own settings share with these, without what is left to its defaults."""
        names = ("camera", "microphone", "panel", "limit", "wipe")
        return {name: _said(getattr(self, name)) for name in names}

    def courier(self, url: str) -> dict[str, Any]:
        """The courier's table of its store."""
        return _said(self.store) | {"url": url}


def _said(table: msgspec.Struct) -> dict[str, Any]:
    """A table without what was not said."""
    return {key: value for key, value in msgspec.structs.asdict(table).items() if value is not None}


def read_laptop_settings(path: Path | None) -> LaptopSettings:
    """Read the file of `--config`. Raises BadSettings with the file, the place and the cause."""
    if path is None:
        return LaptopSettings()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=LaptopSettings)
    except OSError as error:
        raise BadSettings(f"Cannot read the settings {path}: {error.strerror}.") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise BadSettings(f"The settings {path} are wrong: {error}.") from error
