"""Writes docs/it/settings.md from the types of the settings.  usage: python -m tools.settings_reference

Every key needs its words in `WORDS`; a test finds one without, and words without a key.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import NODEFAULT
from msgspec import inspect as kinds

from appliance.courier.settings import CourierSettings
from appliance.recorder.settings import RecorderSettings
from provision.settings import LaptopSettings
from tools.settings_words import WORDS
from web.settings import Settings

PAGE = Path(__file__).parents[1] / "docs" / "it" / "settings.md"
FILES: dict[str, tuple[str, type[msgspec.Struct], str]] = {
    "recorder": ("/etc/attune/recorder.toml", RecorderSettings, "The recorder, which films, seals and wipes."),
    "courier": ("/etc/attune/courier.toml", CourierSettings, "The courier, which copies films to the store."),
    "web": ("/etc/attune/web.toml", Settings, "The phone's pages."),
    "laptop": ("the file of `attune run --config`", LaptopSettings, "A box on a laptop. All of it has defaults."),
}
PLAIN = {kinds.BoolType: "`true`, `false`", kinds.VarTupleType: "list of texts", kinds.DictType: "table"}
HEAD = """# Settings

For IT. Made by `python -m tools.settings_reference` from the types that the programs read: change nothing here by hand.
A box that was set up from its bundle has these files already ([provisioning.md](provisioning.md)). A file that cannot
be used is refused at the start, in one sentence that names the key.
"""


def fields(kind: type[msgspec.Struct], prefix: str = "") -> Iterator[tuple[str, msgspec.structs.FieldInfo]]:
    """Every key of a file with its field; those of a table behind the table's name and a dot."""
    for field in msgspec.structs.fields(kind):
        tables = [each for each in (field.type, *get_args(field.type)) if _is_table(each)]
        if tables:
            yield from fields(tables[0], f"{prefix}{field.encode_name}.")
        else:
            yield prefix + field.encode_name, field


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def value(kind: kinds.Type) -> str:
    """What may stand behind a key."""
    match kind:
        case kinds.UnionType(types=parts):
            return " or ".join(value(part) for part in parts if not isinstance(part, kinds.NoneType))
        case kinds.LiteralType(values=values):
            return ", ".join(f"`{each}`" for each in values)
        case kinds.IntType() | kinds.FloatType():
            word = "whole number" if isinstance(kind, kinds.IntType) else "number"
            low, high = (kind.ge if kind.ge is not None else kind.gt), (kind.le if kind.le is not None else kind.lt)
            even = ", even" if kind.multiple_of == 2 else ""
            return f"{word}, {low:,} to {high:,}{even}" if low is not None and high is not None else word
    return PLAIN.get(type(kind), "text")


def default(field: msgspec.structs.FieldInfo) -> str:
    """What holds without the key."""
    if field.default is NODEFAULT:
        return "none" if field.default_factory is not NODEFAULT else "**required**"
    if field.default in (None, (), ""):
        return "none"
    return f"`{msgspec.json.encode(field.default).decode()}`"


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, (path, kind, about) in FILES.items():
        parts.append(f"## {path}\n\n{about}\n\n| Key | Value | Default | |\n|---|---|---|---|")
        for key, field in fields(kind):
            words = WORDS[name][key]
            parts.append(f"| `{key}` | {value(kinds.type_info(field.type))} | {default(field)} | {words} |")
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
