"""From a store's URL to the store: one line for each kind."""

from importlib import import_module
from pathlib import Path

from stores.address import Address, Rules
from stores.errors import BadStore
from stores.store import AdminStore, Store

KINDS = {
    "file": "folder",
    "usb": "usb",
    "sftp": "sftp.address",
    "s3": "objects.store",
    "az": "objects.store",
    "gs": "objects.store",
}
"""The module of each scheme, imported only when it is used: a box that copies to a disk never loads SSH."""


def open_store(
    url: str, credentials: Path | None = None, parallel: int | None = None, rules: Rules | None = None
) -> Store:
    """The store at `url`, its secrets in the folder `credentials`; not yet connected. Raises BadStore."""
    return _open(url, credentials, parallel, rules)


def open_desk_store(url: str, credentials: Path | None = None) -> AdminStore:
    """The same for the desk, which may list and delete besides. Raises BadStore."""
    return _open(url, credentials, None, None)


def _open(url: str, credentials: Path | None, parallel: int | None, rules: Rules | None) -> AdminStore:
    address = Address(url, credentials, parallel, rules or Rules())
    parts = address.parts
    if parts.password is not None:
        raise address.wrong("it must not hold a password")
    if parts.scheme not in KINDS:
        raise BadStore(url=url, cause="it must begin with " + " or ".join(f"{kind}://" for kind in KINDS))
    store: AdminStore = import_module(f"stores.{KINDS[parts.scheme]}").at(address)
    return store
