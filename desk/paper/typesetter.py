"""typst, which draws papers and title cards: 80 MB that are loaded once something is drawn, and that may be missing."""

from typing import Any

from desk.paper.errors import TypesetterMissing


def typesetter() -> Any:
    """The module `typst`. Raises TypesetterMissing."""
    try:
        import typst  # noqa: PLC0415  # a desk that prints nothing waits for nothing
    except ModuleNotFoundError as error:
        raise TypesetterMissing from error
    return typst
