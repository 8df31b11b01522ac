"""The courier's settings: one TOML file, read once into frozen typed values."""

from pathlib import Path

import msgspec

from appliance.errors import BadSettings


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where sealed films go: a URL without credentials."""

    url: str


class CourierSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`control` is the recorder's socket, `films` the folder of sealed films: the two things that the courier sees."""

    control: str
    films: str
    store: StoreSettings


def read_settings(path: Path) -> CourierSettings:
    """Read a settings file. Raises BadSettings with the file, the place and the cause."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=CourierSettings)
    except OSError as error:
        raise BadSettings(f"Cannot read the settings {path}: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"The settings {path} are wrong: {error}.") from error
