"""From a store's URL to the store. One line for each kind."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from appliance.courier.errors import BadStore
from appliance.courier.folder import FolderStore
from appliance.courier.store import Store


def open_store(url: str) -> Store:
    """The store at `url`: `file:///media/films`. Nothing is connected yet. Raises BadStore."""
    parts = urlsplit(url)
    if parts.password:
        raise BadStore(url=parts._replace(netloc=parts.hostname or "").geturl(), cause="it must not hold a password")
    if parts.scheme == "file":
        return _folder(url, parts.netloc, unquote(parts.path))
    raise BadStore(url=url, cause="it must begin with file://")


def _folder(url: str, host: str, path: str) -> Store:
    if host not in ("", "localhost") or not path.startswith("/") or path == "/":
        raise BadStore(url=url, cause="a folder is written as file:///path/to/folder")
    return FolderStore(Path(path))
