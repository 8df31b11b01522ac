"""A folder or a file that somebody typed into a page, and what is said of a folder that is not there."""

from pathlib import Path

from design.language import later

NO_FOLDER = later("There is no such folder. Plug the stick in, and type the folder as your file manager shows it.")


def typed_path(text: str) -> Path:
    """The path that was typed, perhaps in quotes; "~" is a folder of nobody if no user has the name behind it."""
    bare = Path(text.strip().strip('"').strip())
    try:
        return bare.expanduser()
    except RuntimeError:
        return bare


def typed_folder(text: str) -> Path | None:
    """The folder that was typed; None if there is none. An empty field is no folder."""
    folder = typed_path(text)
    try:
        return folder if text.strip().strip('"').strip() and folder.is_dir() else None
    except (OSError, ValueError):
        return None
