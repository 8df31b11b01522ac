"""A folder that somebody typed into a page, and what every page says of one that is not there."""

from pathlib import Path

from design.language import later

NO_FOLDER = later("There is no such folder. Plug the stick in, and type the folder as your file manager shows it.")


def typed_folder(text: str) -> Path | None:
    """The folder that was typed, perhaps in quotes; None if there is none. An empty field is no folder."""
    bare = text.strip().strip('"').strip()
    try:
        folder = Path(bare).expanduser()
        return folder if bare and folder.is_dir() else None
    except (OSError, ValueError, RuntimeError):  # the last: "~" and a name that is no user's
        return None
