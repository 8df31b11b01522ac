"""The address of a folder on an SFTP server, and the kind of account that works there (docs/stores.md)."""

from urllib.parse import unquote

from stores.address import Address
from stores.sftp.append_only import AppendOnlySession
from stores.sftp.login import SftpAccount
from stores.sftp.store import PARALLEL, SftpSession, SftpStore

APPEND_ONLY = "append-only"


def at(address: Address) -> SftpStore:
    """The store at `sftp://user@host:22/path`, or `…/~/path` from the account's own folder. Raises BadStore.

    `?append-only=yes` for an account that may add, and neither remove nor rename.
    """
    host, port = address.parts.hostname, address.port or 22
    if not (address.parts.username and host) or address.path in ("", "/", "/~", "/~/"):
        raise address.wrong("a folder on a server is written as sftp://user@host:22/path")
    asked = address.query(APPEND_ONLY).get(APPEND_ONLY, "no")
    if asked not in ("yes", "no"):
        raise address.wrong(f"{APPEND_ONLY} is yes or no")
    account = SftpAccount(unquote(address.parts.username), host, port)
    credentials = address.credentials(address.name)
    root, parallel = address.path.removeprefix("/~/"), address.parallel or PARALLEL
    return SftpStore(account, root, credentials, parallel, AppendOnlySession if asked == "yes" else SftpSession)
