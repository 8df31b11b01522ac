"""Text that people write reads the same from every system, and only one module decides how."""

import ast
from pathlib import Path

import msgspec
import pytest

from sealed.text_file import as_utf8, decode_text, first_line, read_text, read_toml

ROOT = Path(__file__).parents[2]
TEXT = 'name = "Zoë"\r\n'
WRITTEN = {
    "plain": TEXT.encode(),
    "Notepad": TEXT.encode("utf-8-sig"),
    "PowerShell": TEXT.encode("utf-16"),
    "big-endian": ("\ufeff" + TEXT).encode("utf-16-be"),
}


class Named(msgspec.Struct):
    """Settings with one name."""

    name: str


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN)
def test_a_text_is_the_same_from_every_system(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    assert decode_text(data) == as_utf8(data).decode() == TEXT
    assert read_text(path) == TEXT.replace("\r", "")
    assert first_line(path) == TEXT.strip()
    assert read_toml(path, Named).name == "Zoë"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (TEXT.encode("latin-1"), "not text in UTF-8"),
        (b"\xff\xfea", "not text in UTF-8"),
        (b"name = " + b"[" * 100_000, "nested too deeply"),
        (b"name", "Expected '='"),
        (b"name = 1", "Expected `str`"),
    ],
    ids=["latin-1", "half a UTF-16", "deep", "broken", "wrong type"],
)
def test_what_is_no_settings_file_says_why(data: bytes, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=cause):
        read_toml(path, Named)


def test_settings_are_read_in_one_place() -> None:
    """The web reads those that Attune itself writes, and may not import `sealed`."""
    readers = set()
    for part in ("appliance", "attune", "control", "desk", "provision", "sealed", "stores", "web"):
        for path in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                    "msgspec.toml.decode",
                    "tomllib.loads",
                    "tomllib.load",
                }:
                    readers.add(str(path.relative_to(ROOT)))
    assert readers == {"sealed/text_file.py", "web/settings.py"}
