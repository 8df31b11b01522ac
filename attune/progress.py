"""Progress bars on standard error, for people only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # rich is slow to import, and needed only before people
    from rich.progress import Progress, ProgressColumn


@contextmanager
def progress(doing: str, unit: Literal["bytes", "items"]) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar while the block runs; gives a function to call with the part done and the whole, or None."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import DownloadColumn, MofNCompleteColumn  # noqa: PLC0415

    with _bars([DownloadColumn() if unit == "bytes" else MofNCompleteColumn()]) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def transfers(quiet: bool) -> "Progress":
    """Bars for films on their way to a store; they show nothing if `quiet` or without a terminal."""
    from rich.progress import DownloadColumn, TimeRemainingColumn, TransferSpeedColumn  # noqa: PLC0415

    more = [DownloadColumn(), TimeRemainingColumn(), TransferSpeedColumn()]
    return _bars(more, disable=quiet or not sys.stderr.isatty())


def _bars(more: "list[ProgressColumn]", disable: bool = False) -> "Progress":
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), *more)
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=disable)
