"""rclone, and the servers where it and the courier meet: how each gets an empty place there, and removes it again."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.seaweed import Seaweed
from tests.support.sshd import Sshd

RCLONE = shutil.which("rclone") or str(Path(sys.executable).with_name("rclone"))
CLEARING = 2.0
"""Seconds in which SeaweedFS removes a bucket's volumes, after it has said that the bucket is gone."""
QUIET = ["--config", os.devnull, "--log-level", "ERROR"]


@dataclass(frozen=True)
class Place:
    """A server: `empty` makes a place of a name and removes it, `ours` is the address of the one called "ours",
    `theirs` rclone's of the one called "theirs"; our credentials and rclone's settings."""

    name: str
    empty: Callable[[str], AbstractContextManager[None]]
    ours: str
    credentials: Path
    theirs: str
    settings: dict[str, str]


def rclone(settings: dict[str, str], *words: str) -> None:
    """One command of rclone's."""
    subprocess.run([RCLONE, *QUIET, *words], check=True, env=os.environ | settings, capture_output=True)


def on_seaweed(server: Seaweed) -> Place:
    """S3. A place is a bucket, with an object in it already: a service's bucket is not new."""
    keys = server.environment
    settings = {
        "RCLONE_CONFIG_THERE_TYPE": "s3",
        "RCLONE_CONFIG_THERE_PROVIDER": "SeaweedFS",
        "RCLONE_CONFIG_THERE_ENDPOINT": server.endpoint,
        "RCLONE_CONFIG_THERE_ACCESS_KEY_ID": keys["AWS_ACCESS_KEY_ID"],
        "RCLONE_CONFIG_THERE_SECRET_ACCESS_KEY": keys["AWS_SECRET_ACCESS_KEY"],
    }

    @contextmanager
    def empty(name: str) -> Iterator[None]:
        rclone(settings, "mkdir", f"there:{name}")
        rclone(settings, "copyto", __file__, f"there:{name}/older")
        try:
            yield
        finally:
            rclone(settings, "purge", f"there:{name}")
            time.sleep(CLEARING)

    ours = f"s3://ours/films?endpoint={server.endpoint}"
    return Place("SeaweedFS", empty, ours, server.credentials, "there:theirs/films", settings)


def on_sshd(server: Sshd) -> Place:
    """SFTP. A place is a folder."""
    settings = {
        "RCLONE_CONFIG_THERE_TYPE": "sftp",
        "RCLONE_CONFIG_THERE_HOST": "127.0.0.1",
        "RCLONE_CONFIG_THERE_PORT": str(server.port),
        "RCLONE_CONFIG_THERE_USER": server.user,
        "RCLONE_CONFIG_THERE_KEY_FILE": str(server.credentials / "store-key"),
        "RCLONE_CONFIG_THERE_KNOWN_HOSTS_FILE": str(server.credentials / "store-known-hosts"),
        "RCLONE_CONFIG_THERE_SHELL_TYPE": "none",
    }

    @contextmanager
    def empty(name: str) -> Iterator[None]:
        (server.films / name).mkdir()
        try:
            yield
        finally:
            shutil.rmtree(server.films / name)

    theirs = f"there:{server.films}/theirs"
    return Place("sshd", empty, f"{server.url}/ours", server.credentials, theirs, settings)
