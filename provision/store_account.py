"""A box's own account at the store: what the box gets, and what goes to the server (docs/it/stores.md).

SSH keys are made here. What only the store can make, IT puts into a folder for each box.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from provision.append_only import authorized_key, s3_policy
from sealed.papers.box_settings import CREDENTIAL, StoreAccess
from sealed.ssh import sshsig

SHARED = ("store-known-hosts", "store-ca.pem")
"""Credentials that are no secret, and the same for all boxes of a store."""
S3_ID, S3_SECRET = "store-access-key-id", "store-secret-access-key"
SFTP_KEY, SFTP_HOSTS = "store-key", "store-known-hosts"
NEEDED = {"az": "store-sas-token", "gs": "store-service-account.json"}


@dataclass(frozen=True, slots=True)
class Account:
    """`access` goes into the bundle; `server` are files for who runs the store: path and text, no secret."""

    access: StoreAccess
    server: list[tuple[str, str]] = field(default_factory=list)


def open_account(box: str, url: str, name: str | None, credentials: Path | None) -> Account:
    """The account of one box. Raises ValueError with what is missing."""
    url = url.replace("{box}", box)
    parts, found = urlsplit(url), _given(box, credentials)
    if parts.password is not None:
        raise ValueError("the store's address must not hold a password")
    shown = name or (parts.hostname or parts.path)
    server: list[tuple[str, str]] = []
    match parts.scheme:
        case "sftp":
            if SFTP_HOSTS not in found:
                raise ValueError(f"the store's folder of credentials has no {SFTP_HOSTS}: the server's own public key")
            if SFTP_KEY not in found:
                key = Ed25519PrivateKey.generate()
                found[SFTP_KEY] = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
                line = authorized_key(sshsig.key_line(sshsig.public_bytes(key)), box)
                server.append((f"sftp/{parts.username or box}", line))
        case "s3":
            if not found.keys() >= {S3_ID, S3_SECRET}:
                raise ValueError(f"the store's folder of credentials has no {box}/{S3_ID} and {S3_SECRET}")
            server.append((f"s3/{box}.policy.json", s3_policy(box, parts.netloc, parts.path.strip("/"))))
        case "az" | "gs":
            if NEEDED[parts.scheme] not in found:
                raise ValueError(f"the store's folder of credentials has no {box}/{NEEDED[parts.scheme]}")
        case "file" | "usb":
            pass
        case _:
            raise ValueError(f"{url} begins with none of file://, usb://, sftp://, s3://, az://, gs://")
    return Account(StoreAccess(url, shown, found), server)


def _given(box: str, credentials: Path | None) -> dict[str, str]:
    """The files for this box: its own folder's, and the shared ones above it that are no secret."""
    if credentials is None:
        return {}
    if not credentials.is_dir():
        raise ValueError(f"the store's folder of credentials {credentials} is not there")
    found = {name: credentials / name for name in SHARED if (credentials / name).is_file()}
    for path in sorted(credentials.iterdir()):
        if path.is_file() and CREDENTIAL.fullmatch(path.name) and path.name not in SHARED:
            raise ValueError(f"{path} would be shared by all boxes: put it into {credentials / box}")
    own = credentials / box
    if own.is_dir():
        found |= {path.name: path for path in sorted(own.iterdir()) if CREDENTIAL.fullmatch(path.name)}
    return {name: path.read_text("utf-8") for name, path in found.items()}
