"""A service for a virtual appliance: its keys, a store on this machine, one bundle made by `attune provision`."""

import json
import subprocess
from pathlib import Path
from typing import Any

from sealed.age import generate
from tests.support.box_process import ATTUNE
from tests.support.sshd import Sshd

UPLINK = "10.0.2.2"
"""This machine, as the box sees it through QEMU's network."""


class Service:
    """`home` gets the service's folder, the practitioner's key, the store and the bundle."""

    def __init__(self, home: Path, name: str = "attune-01") -> None:
        home.mkdir(exist_ok=True)
        key = generate(post_quantum=False)  # Debian's age knows no other
        self.key = home / "practitioner.key"
        self.key.write_text(key.secret() + "\n")
        self.store = Sshd(home / "store")
        secrets = home / "secrets"
        secrets.mkdir()
        host = (self.store.home / "host.pub").read_text()
        (secrets / "store-known-hosts").write_text(f"[{UPLINK}]:{self.store.port} {host}")
        (home / "passphrase").write_text("five plain words for tests\n")
        self._common = ["--service", str(home / "svc"), "--passphrase-file", str(home / "passphrase")]
        self.provision("service", "init", *self._common, "--name", "Family Service")
        url = f"sftp://{self.store.user}@{UPLINK}:{self.store.port}{self.store.films}?append-only=yes"
        named = ["--name", name, "--place", "Team North", "--recipients", str(key.recipient)]
        devices = ["--camera", "320x180@5", "--microphone", "Loopback"]
        where = ["--store", url, "--store-name", "Family Service NAS", "--store-credentials", str(secrets)]
        made = home / "made"
        self.provision("box", "new", *self._common, *named, *devices, *where, "--out", str(made))
        self.bundle = made / name / "attune-box"
        for line in (made / "server/sftp").iterdir():
            (self.store.home / "authorized").write_text(line.read_text())
        self.box: dict[str, Any] = json.loads((self.bundle / "box.json").read_text())
        self.authority = home / "authority.crt"
        self.authority.write_text(self.box["tls"]["authority"])

    def provision(self, *words: str) -> None:
        """`attune provision …`, as IT runs it."""
        subprocess.run([ATTUNE, "provision", *words], check=True, capture_output=True)
