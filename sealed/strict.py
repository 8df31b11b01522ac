"""Types whose constraints are checked by their constructor too: what a reader would refuse cannot be written."""

from functools import cache

import msgspec
from msgspec.structs import FieldInfo


def unreadable(error: Exception) -> str:
    """Why JSON or TOML could not be decoded, in a person's words."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


class Unfit(ValueError):
    """A field that its type refuses."""


class Strict(msgspec.Struct, frozen=True):
    """A struct that checks its fields when it is made as msgspec checks them when it decodes. Raises Unfit."""

    def __post_init__(self) -> None:
        names, twin = _twin(type(self))
        values = {name: value for name in names if (value := getattr(self, name)) is not msgspec.UNSET}
        try:
            msgspec.convert(values, twin)
        except msgspec.ValidationError:
            self._check_each()

    def _check_each(self) -> None:
        """Raise Unfit, and name the field that is wrong."""
        for field in _fields(type(self)):
            value = getattr(self, field.name)
            if value is msgspec.UNSET is field.default:
                continue
            try:
                msgspec.convert(value, field.type)
            except msgspec.ValidationError as error:
                raise Unfit(f"{error} (in `{field.encode_name}`)") from error


@cache
def _twin(kind: type[Strict]) -> tuple[tuple[str, ...], type[msgspec.Struct]]:
    """The fields' names, and a struct of the same fields, which msgspec checks at once and not by a type each."""
    fields = _fields(kind)
    form = [
        (field.name, field.type, msgspec.UNSET if field.default is msgspec.UNSET else msgspec.NODEFAULT)
        for field in fields
    ]
    return tuple(field.name for field in fields), msgspec.defstruct(kind.__name__, form, kw_only=True)


@cache
def _fields(kind: type[Strict]) -> tuple[FieldInfo, ...]:
    return msgspec.structs.fields(kind)
