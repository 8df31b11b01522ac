"""Types whose constraints are checked by their constructor too: what a reader would refuse cannot be written."""

from functools import cache

import msgspec
from msgspec.structs import FieldInfo


def unreadable(error: Exception) -> str:
    """Why JSON or TOML could not be decoded, in a person's words."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


class Strict(msgspec.Struct, frozen=True):
    """A struct that checks its fields when it is made as msgspec checks them when it decodes. Raises ValueError."""

    def __post_init__(self) -> None:
        for field in _fields(type(self)):
            value = getattr(self, field.name)
            if value is msgspec.UNSET is field.default:
                continue
            try:
                msgspec.convert(value, field.type)
            except msgspec.ValidationError as error:
                raise ValueError(f"{error} (in `{field.encode_name}`)") from error


@cache
def _fields(kind: type[Strict]) -> tuple[FieldInfo, ...]:
    return msgspec.structs.fields(kind)
