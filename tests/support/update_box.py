"""A box's system in a folder, for updates: RAUC itself reads bundles; its installer needs a machine of its own."""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from appliance.system.autoboot import AUTOBOOT, TEXT
from appliance.system.rauc import Rauc
from appliance.system.update import STORE, Updater
from appliance.system.update_record import UpdateRecord, read_record
from control.messages import ClockStatus, Light, SoundStatus, SpaceStatus, State, Status
from provision.service import Service
from tests.support.updates import KIND

RAUC = """\
#!/bin/sh
# Reads bundles with RAUC itself; stands for its installer, which needs a machine of its own.
case "$*" in
*--version*) echo "rauc {version}" ;;
*info*) exec {rauc} "$@" ;;
*install*) echo "$@" >> {root}/installed; sleep {seconds}; {failure} ;;
*mark-good*) {marks}; exec {attune} update backend --root {root} set-state "$(cat {root}/slot)" good ;;
esac
"""


class UpdateBox:
    """`state` is what the recorder says; `restarts` how the machine was started anew, `pauses` of the installer."""

    def __init__(self, root: Path, service: Service, version: str = "0.2.0") -> None:
        self.root = root
        self.state: State | None = "ready"
        self.restarts: list[bool] = []
        self.pauses: list[bool] = []
        for folder in ("etc/attune", "proc", "bootfs", "media/ATTUNE", "var/lib/attune/films", STORE, "run"):
            (root / folder).mkdir(parents=True)
        (root / AUTOBOOT).write_text(TEXT.format(usual=2, tried=3))
        (root / "etc/attune/updates.crt").write_text(service.keys.updates)
        self.start("A", version)
        self.installer()

    def start(self, slot: str, version: str) -> None:
        """As it is after a start from `slot`, which holds `version`."""
        (self.root / "proc/cmdline").write_text(f"quiet attune.slot={slot.lower()}\n")
        (self.root / "proc/uptime").write_text("3600.00 7000.00\n")
        (self.root / "slot").write_text(slot)
        (self.root / "etc/os-release").write_text(f"IMAGE_ID={KIND}\nIMAGE_VERSION={version}\n")

    def installer(
        self, version: str = "1.15.2", failure: str = "true", seconds: float = 0, marks: str = "true"
    ) -> None:
        """RAUC of this version, whose installer takes so long and ends with `failure`; `marks` goes before a mark."""
        attune = Path(sys.executable).with_name("attune")
        how = {"version": version, "failure": failure, "seconds": seconds, "marks": marks}
        script = RAUC.format(rauc=shutil.which("rauc"), attune=attune, root=self.root, **how)
        (self.root / "rauc").write_text(script)
        (self.root / "rauc").chmod(0o755)

    def updater(self, quiet: float = 0) -> Updater:
        """As a start of its unit makes it."""
        rauc = Rauc(self.root / "etc/attune/updates.crt", [str(self.root / "rauc")])
        return Updater(self.root, rauc, self, self.status, quiet)

    def run(self, quiet: float = 0) -> UpdateRecord:
        """One step of the unit."""
        return self.updater(quiet).run()

    def status(self) -> Status | None:
        """What the recorder says."""
        if self.state is None:
            return None
        parts = (SpaceStatus(0, 0), ClockStatus("ntp", 0), SoundStatus())
        return Status(state=self.state, light=Light("green"), space=parts[0], clock=parts[1], sound=parts[2])

    def start_installer(self) -> None:
        """As systemd would start it."""

    def pause_installer(self, paused: bool) -> None:
        """As systemd would freeze it."""
        self.pauses.append(paused)

    def restart(self, tryboot: bool) -> None:
        """As systemd would start the machine anew."""
        self.restarts.append(tryboot)

    @property
    def installs(self) -> Sequence[str]:
        """What was installed, a line each."""
        path = self.root / "installed"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def usual(self) -> str:
        """The file that says which slot a plain start takes."""
        return (self.root / AUTOBOOT).read_text()

    @property
    def record(self) -> UpdateRecord:
        """What is remembered."""
        return read_record(self.root)

    def fetched(self, bundle: Path, version: str) -> Path:
        """As the courier lays it down."""
        return Path(shutil.copy(bundle, self.root / STORE / f"{version}.raucb"))

    def on_stick(self, bundle: Path) -> Path:
        """As IT brings it."""
        return Path(shutil.copy(bundle, self.root / "media/ATTUNE"))

    def provisioned(self, service_key: str) -> None:
        """Whose box it is."""
        (self.root / "etc/attune/provisioned.json").write_text(json.dumps({"service": service_key}))
