"""Makes a program's own folder at its start, or says in one sentence why it cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.errors import UnusableFolder


@contextmanager
def usable(folder: Path) -> Iterator[None]:
    """Raise UnusableFolder instead of an OSError: it is read-only, full, no folder, or belongs to another account."""
    try:
        yield
    except OSError as error:
        shown = str(folder).encode("utf-8", "backslashreplace").decode()
        raise UnusableFolder(folder=shown, cause=error.strerror or error) from error
