"""A real SeaweedFS on this machine: one server with an S3 endpoint, and a bucket."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from stores.objects.s3_refusal import Signing, authorization, connect
from tests.support.ports import await_port, end, free_port

WEED = shutil.which("weed") or str(Path(sys.executable).with_name("weed"))
BUCKET = "films"


class Seaweed:
    """`home` gets its data and the box's credentials; `volume`: MiB after which the server fills the next volume.

    With `accounts` it speaks IAM: more users can be made.
    """

    def __init__(self, home: Path, volume: int = 128, accounts: bool = False) -> None:
        self.home, self._volume, self._accounts = home, volume, accounts
        (home / "data").mkdir(parents=True, exist_ok=True)
        self.credentials = home / "credentials"
        self.credentials.mkdir(exist_ok=True)
        self.secrets = {"store-access-key-id": "attune", "store-secret-access-key": "a secret of the tests"}
        for name, secret in self.secrets.items():
            (self.credentials / name).write_text(secret + "\n")
            (self.credentials / name).chmod(0o600)
        self.port = free_port()
        self._ports = {name: free_port() for name in ("master", "volume", "filer", "admin")}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def endpoint(self) -> str:
        """Its S3 endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, prefix: str = "", endpoint: str = "") -> str:
        """A store in it, or behind another endpoint that leads here."""
        return f"s3://{BUCKET}/{prefix}?endpoint={endpoint or self.endpoint}"

    @property
    def environment(self) -> dict[str, str]:
        """How others are told the keys."""
        return {
            "AWS_ACCESS_KEY_ID": self.secrets["store-access-key-id"],
            "AWS_SECRET_ACCESS_KEY": self.secrets["store-secret-access-key"],
        }

    def start(self) -> None:
        """Start it and wait until it listens."""
        ports = [f"-{name}.port={port}" for name, port in self._ports.items()]
        ports += [f"-{name}.port.grpc={free_port()}" for name in ("master", "volume", "filer", "admin", "s3")]
        # What is not needed has a port of its own too, which two servers that start at once would both take.
        ports += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
        command = [
            WEED,
            "mini",
            f"-dir={self.home}/data",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            f"-s3.port={self.port}",
        ]
        command += [
            *ports,
            "-admin.ui=false",
            "-webdav=false",
            f"-master.volumeSizeLimitMB={self._volume}",
            f"-bucket={BUCKET}",
            f"-s3.iam.readOnly={str(not self._accounts).lower()}",
        ]
        with (self.home / "log").open("ab") as log:
            environment = os.environ | self.environment
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.home)
        try:
            await_port(self._process, self.port)
            self._await_bucket()
        except BaseException:
            self.stop()
            raise

    def bucket(self, prefix: str = "") -> S3Store:
        """The bucket itself, past all code of ours."""
        return S3Store(
            BUCKET,
            prefix=prefix,
            endpoint=self.endpoint,
            client_options={"allow_http": True},
            region="us-east-1",
            access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def keep_versions(self) -> None:
        """Keep what is put over or removed from now on."""
        key, secret = self.secrets["store-access-key-id"], self.secrets["store-secret-access-key"]
        body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        signing = Signing(self.endpoint, "", "us-east-1", key, secret)
        headers = {
            "host": f"127.0.0.1:{self.port}",
            "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
            "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        headers["authorization"] = authorization(signing, "PUT", f"/{BUCKET}", headers, query="versioning=")
        connection = connect(signing)
        connection.request("PUT", f"/{BUCKET}?versioning=", body, headers)
        assert connection.getresponse().status == 200
        connection.close()

    def _await_bucket(self) -> None:
        """It listens a little before its bucket is made, or found again after a kill."""
        bucket = self.bucket()
        limit = time.monotonic() + 60
        while True:
            try:
                obstore.put(bucket, ".ready", b"yes")
            except (FileNotFoundError, BaseError):
                assert time.monotonic() < limit
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """End it."""
        if self._process:
            end(self._process)
            self._process = None

    def kill(self, how: signal.Signals) -> None:
        """End it without a word, unless it has ended."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None
