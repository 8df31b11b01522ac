"""The endpoint of an object store, by its address: validated before any library gets it."""

import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography import x509

from stores.address import UNWANTED, Address
from stores.credentials import Credentials

AUTHORITY = "store-ca.pem"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}", re.ASCII)
FOREIGN = ("AWS_", "AZURE_", "GOOGLE_", "GCS_", "OBJECT_STORE_")


@dataclass(frozen=True, slots=True)
class Bucket:
    """The host part of the address, and the path after it without slashes at its ends."""

    name: str
    prefix: str | None


def bucket(address: Address, form: str) -> Bucket:
    """The bucket and prefix of an address. Raises BadStore."""
    parts, path = address.parts, address.path.strip("/")
    if parts.username is not None or address.port is not None or not NAME.fullmatch(parts.netloc):
        raise address.wrong(f"it is written as {form}")
    if path and not all(part not in ("", ".", "..") and part.isprintable() for part in path.split("/")):
        raise address.wrong("its path must not hold an empty part, `.` or `..`")
    return Bucket(parts.netloc, path or None)


def endpoint(address: Address, asked: dict[str, str]) -> str | None:
    """The server's URL; None for the public one. Without TLS only on this machine, or where the settings allow it.

    Raises BadStore, which never repeats a password.
    """
    given = asked.get("endpoint")
    if given is None:
        return None
    try:
        if UNWANTED.search(given):
            raise ValueError
        parts = urlsplit(given)
        host, plain = parts.hostname, parts.port is None or parts.port > 0
    except ValueError:
        host, plain = None, False
    if host and (parts.username is not None or parts.password is not None):
        raise address.wrong("its endpoint must not hold a name or a password")
    if not host or not plain or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise address.wrong("its endpoint is written as https://host or https://host:port")
    if parts.scheme == "http" and not _loopback(host) and not address.rules.insecure:
        raise address.wrong("its endpoint is not encrypted; use https://, or set `insecure = true` if that is meant")
    return given.rstrip("/")


def region(address: Address, asked: dict[str, str]) -> str:
    """The region to sign for. Raises BadStore."""
    given = asked.get("region", "us-east-1")
    if not NAME.fullmatch(given):
        raise address.wrong("its region is a word like eu-west-2")
    return given


def authority(credentials: Credentials) -> bytes | None:
    """The certificates (PEM) of the service's own authority, if it has one. Raises NoCredential."""
    found = credentials.look(AUTHORITY, secret=False)
    if found is None:
        return None
    try:
        x509.load_pem_x509_certificates(found)
        ssl.create_default_context(cadata=found.decode("ascii"))
    except (ValueError, OSError) as error:
        raise credentials.unusable(AUTHORITY, "holds no certificates in PEM (-----BEGIN CERTIFICATE-----)") from error
    return found


@contextmanager
def own_settings_only() -> Iterator[None]:
    """Hide environment variables for object stores: the address and the credentials alone decide."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(FOREIGN)}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
