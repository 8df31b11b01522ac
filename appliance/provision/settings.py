"""What `attune run --config FILE` may say about a box on a laptop."""

from pathlib import Path
from typing import Any, Literal

import msgspec

from appliance.errors import BadSettings
from appliance.settings import CameraSettings, LimitSettings, MicrophoneSettings, PanelSettings


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where sealed films are synced: a URL; a folder beside the films when absent."""

    url: str | None = None


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

    def recorder(self) -> dict[str, Any]:
        """The tables that the recorder's own settings share with these, without what is left to its defaults."""
        tables = {"camera": self.camera, "microphone": self.microphone, "panel": self.panel, "limit": self.limit}
        return {
            name: {key: value for key, value in msgspec.structs.asdict(table).items() if value is not None}
            for name, table in tables.items()
        }


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
