"""Where the films of the fault matrix go: a fresh place at a real store for each fault, and what really lies there."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import obstore

from stores.folder import FolderStore
from stores.registry import open_store
from stores.store import Store
from tests.support.sample_film import contents
from tests.support.seaweed import Seaweed
from tests.support.sshd import Sshd


class Place(Protocol):
    """A place for one film."""

    def store(self) -> Store:
        """The store as it should be."""
        ...

    def there(self, film: str) -> dict[str, bytes]:
        """What lies there, looked at from behind."""
        ...


@dataclass
class FolderPlace:
    """A folder, on whatever disk."""

    root: Path

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)

    def store(self) -> Store:
        return FolderStore(self.root)

    def there(self, film: str) -> dict[str, bytes]:
        return contents(self.root / film) if (self.root / film).is_dir() else {}


@dataclass
class SftpPlace:
    """A folder behind sshd, `name` below its films."""

    sshd: Sshd
    name: str
    credentials: Path = field(init=False)

    def __post_init__(self) -> None:
        self.root = self.sshd.films / self.name
        self.root.mkdir(exist_ok=True)
        self.credentials = self.sshd.home / f"credentials-{self.name}"
        shutil.copytree(self.sshd.credentials, self.credentials)

    def url(self, port: int | None = None) -> str:
        """Its URL, at another endpoint maybe; whoever listens there has the server's host key."""
        if port:
            key = (self.sshd.home / "host.pub").read_text()
            with (self.credentials / "store-known-hosts").open("a") as hosts:
                hosts.write(f"[127.0.0.1]:{port} {key}")
        url = f"{self.sshd.url}/{self.name}"
        return url.replace(f":{self.sshd.port}/", f":{port}/") if port else url

    def store(self) -> Store:
        return open_store(self.url(), self.sshd.credentials)

    def there(self, film: str) -> dict[str, bytes]:
        return contents(self.root / film) if (self.root / film).is_dir() else {}


@dataclass
class S3Place:
    """A prefix in SeaweedFS's bucket."""

    seaweed: Seaweed
    name: str

    def url(self, endpoint: str = "") -> str:
        """Its URL, at another endpoint maybe."""
        return self.seaweed.url(self.name, endpoint)

    def store(self) -> Store:
        return open_store(self.url(), self.seaweed.credentials)

    def there(self, film: str) -> dict[str, bytes]:
        bucket = self.seaweed.bucket(f"{self.name}/{film}")
        names = [each["path"] for page in obstore.list(bucket) for each in page]
        return {name: bytes(obstore.get(bucket, name).bytes()) for name in names}
