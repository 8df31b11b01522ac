"""A real Ceph cluster on this machine: a monitor, three OSDs that each keep a copy, and a gateway that speaks S3."""

import hashlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from stores.objects.s3_refusal import Signing, authorization
from tests.support.ports import await_port, free_port

BUCKET = "films"
OSDS = 3
TOOLS = ("ceph-mon", "ceph-osd", "radosgw", "ceph", "ceph-authtool", "monmaptool", "radosgw-admin")
CONFIG = """\
[global]
fsid = {fsid}
mon_host = [v2:127.0.0.1:{mon}/0]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
run_dir = {home}
admin_socket = {home}/$name.asok
log_file = {home}/$name.log
osd_crush_chooseleaf_type = 0
osd_pool_default_size = 3
osd_pool_default_min_size = 2
osd_pool_default_pg_num = 4
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_data_avail_crit = 1
mon_osd_min_down_reporters = 1
osd_heartbeat_grace = 6
osd_heartbeat_interval = 1
osd_objectstore = bluestore
bluestore_block_size = 2147483648
bluestore_block_db_create = false
bluestore_block_wal_create = false
bluestore_fsck_on_mount = false
osd_data = {home}/osd.$id
mon_data = {home}/mon.$id
rgw_data = {home}/rgw
[mon]
keyring = {home}/admin.keyring
[client.admin]
keyring = {home}/admin.keyring
[osd]
keyring = {home}/osd.$id/keyring
"""


def missing() -> str | None:
    """What keeps this machine from running a cluster; None if nothing does."""
    gone = [tool for tool in TOOLS if not shutil.which(tool)]
    if os.geteuid() != 0:
        return "needs root"
    return f"not installed: {', '.join(gone)} (ceph-mon ceph-osd radosgw ceph-common)" if gone else None


class Ceph:
    """`home` gets all of it. `credentials` are a box's own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.credentials = home / "credentials"
        self.credentials.mkdir(parents=True)
        self.secrets = {"store-access-key-id": "attune", "store-secret-access-key": "a secret of the tests"}
        for name, secret in self.secrets.items():
            (self.credentials / name).write_text(secret)
            (self.credentials / name).chmod(0o600)
        self._fsid = str(uuid.uuid4())
        self._mon = free_port()
        (home / "ceph.conf").write_text(CONFIG.format(home=home, fsid=self._fsid, mon=self._mon))
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            self._start_monitor()
            for number in range(OSDS):
                self._start_osd(number)
            self._start_gateway()
            self._make_bucket()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._running.values()):
            process.kill()
            process.wait()

    def url(self, prefix: str) -> str:
        """A store in it."""
        return f"s3://{BUCKET}/{prefix}?endpoint=http://127.0.0.1:{self.port}"

    def kill_osd(self, number: int) -> None:
        """As a power cut in one of three servers."""
        process = self._running[f"osd.{number}"]
        process.send_signal(signal.SIGKILL)
        process.wait()

    def _start_monitor(self) -> None:
        key = self.home / "admin.keyring"
        everything = ["--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *"]
        self._run("ceph-authtool", "--create-keyring", key, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        self._run("ceph-authtool", key, "--gen-key", "-n", "client.admin", *everything)
        address = f"[v2:127.0.0.1:{self._mon}]"
        self._run("monmaptool", "--create", "--addv", "a", address, "--fsid", self._fsid, self.home / "monmap")
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", self.home / "monmap", "--keyring", key)
        await_port(self._serve("mon.a", "ceph-mon", "-i", "a"), self._mon)

    def _start_osd(self, number: int) -> None:
        place, name = self.home / f"osd.{number}", f"osd.{number}"
        place.mkdir()
        identity = str(uuid.uuid4())
        self._run("ceph", "osd", "new", identity)
        self._run("ceph-osd", "-i", number, "--mkfs", "--mkkey", "--osd-uuid", identity, "--no-mon-config")
        caps = ("osd", "allow *", "mon", "allow profile osd", "mgr", "allow profile osd")
        self._run("ceph", "auth", "add", name, *caps, "-i", place / "keyring")
        self._run("ceph", "osd", "crush", "add", name, "1.0", "root=default")
        self._serve(name, "ceph-osd", "-i", number, "--keyring", place / "keyring")
        self._await(lambda: self._is_up(number))

    def _is_up(self, number: int) -> bool:
        osds = json.loads(self._run("ceph", "osd", "dump", "-f", "json"))["osds"]
        return any(osd["osd"] == number and osd["up"] for osd in osds)

    def _start_gateway(self) -> None:
        key = self.home / "rgw.keyring"
        self._run("ceph", "auth", "get-or-create", "client.rgw", "mon", "allow rw", "osd", "allow rwx", "-o", key)
        front = f"beast endpoint=127.0.0.1:{self.port}"
        options = ["-n", "client.rgw", "--keyring", key, "--rgw-frontends", front]
        await_port(self._serve("rgw", "radosgw", *options), self.port, 180)
        name, secret = self.secrets.values()
        keys = [f"--access-key={name}", f"--secret={secret}"]
        self._run("radosgw-admin", "user", "create", "--uid=attune", "--display-name=attune", *keys)

    def _make_bucket(self) -> None:
        name, secret = self.secrets.values()
        signing = Signing("", "", "us-east-1", name, secret)
        headers = {
            "host": f"127.0.0.1:{self.port}",
            "x-amz-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        headers["authorization"] = authorization(signing, "PUT", f"/{BUCKET}", headers)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("PUT", f"/{BUCKET}", b"", headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        connection.close()

    def _serve(self, name: str, *command: object) -> "subprocess.Popen[bytes]":
        words = [*map(str, command), "-f", "-c", str(self.home / "ceph.conf")]
        with (self.home / f"{name}.out").open("ab") as out:
            self._running[name] = subprocess.Popen(words, stdout=out, stderr=out, cwd=self.home)
        return self._running[name]

    def _run(self, *command: object) -> str:
        words = list(map(str, command))
        if words[0] not in ("ceph-authtool", "monmaptool"):
            words += ["-c", str(self.home / "ceph.conf")]
        ran = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120, cwd=self.home)
        assert ran.returncode == 0, f"{words}: {ran.stderr}"
        return ran.stdout

    def _await(self, true: Callable[[], bool]) -> None:
        limit = time.monotonic() + 120
        while not true():
            assert time.monotonic() < limit
            time.sleep(0.2)
