"""Which processes there are, who started them, and whether they have really ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def ended_with(parent: int) -> Iterator[set[int]]:
    """What the block ends must leave no process behind; yields `parent` and all that it had started."""
    family = {parent, *descendants(parent)}
    born = {pid: _birth(pid) for pid in family}
    yield family
    left = {pid: words_of(pid) for pid in family if born[pid] is not None and _birth(pid) == born[pid]}
    assert left == {}


def children(parent: int) -> list[int]:
    """The processes that `parent` started and that live."""
    return [pid for pid, above in _parents().items() if above == parent]


def descendants(parent: int) -> list[int]:
    """Its children, and theirs."""
    return [pid for child in children(parent) for pid in (child, *descendants(child))]


def _parents() -> dict[int, int]:
    return {pid: int(fields[1]) for pid in _pids() if (fields := _stat(pid))}


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _birth(pid: int) -> str | None:
    fields = _stat(pid)
    return fields[19] if fields and fields[0] not in "ZX" else None


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state (the third) on; none when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def words_of(pid: int) -> list[bytes]:
    """Its command line; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
