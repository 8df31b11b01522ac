"""Templates compiled ahead, as Python's own modules are: compiling those of one page takes longer than showing it.

`web.compile_templates` writes them.
"""

from contextlib import suppress
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(__file__).parent / "__pycache__" / "templates"


class CompiledTemplates(BytecodeCache):
    """Reads only. A template that is missing or that changed since is compiled in memory."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The template's own name: the package is made in another folder than it is used in."""
        return name.replace("/", "-")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read one."""
        with suppress(OSError, EOFError, UnpicklingError), (self._folder / bucket.key).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write nothing."""


class WritingTemplates(CompiledTemplates):
    """Writes what it compiles."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / bucket.key).open("wb") as file:
            bucket.write_bytecode(file)
