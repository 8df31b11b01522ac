"""Updates as root does them: find, judge, install into the slot that does not run, try it once, keep it or go back.

Each call of `Updater.run` does the next step, if it may be done now; the record says which step that is. A power cut at
any instant leaves the old slot as the one that a plain start takes, until `confirm` saw the new one's recorder ready.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from appliance.system.autoboot import other
from appliance.system.box_files import BoxFile
from appliance.system.errors import InstallFailed, NoSlots, UpdateError, UpdateFailed, UpdateOfOtherKind, UpdateOld
from appliance.system.image import Image, booted_slot, installed, version_key
from appliance.system.install import put
from appliance.system.rauc import CONFIG, Rauc, check_installer, configuration
from appliance.system.update_record import RECORD, UpdateRecord, read_record
from control.messages import Status

log = logging.getLogger("attune.update")

STORE = "var/lib/attune/updates"
STICKS = ("media/ATTUNE", "bootfs", "boot/firmware")
BUNDLE = "*.raucb"
TRIES = 2
"""Starts that an update gets: one may have been cut off by a pulled plug."""
MARKS = 5
"""Tries to mark the slot good: RAUC's command waits 25 s for its service, which may still be busy with a start."""
LOOK = 0.5
"""Seconds between two looks at what the box does, while an update is installed."""


class Machine(Protocol):
    """What an update needs of systemd."""

    def start_installer(self) -> None:
        """Start the installer, with the settings of now, and wait until it answers."""

    def pause_installer(self, paused: bool) -> None:
        """Stop the installer where it is, or let it go on."""

    def restart(self, tryboot: bool) -> None:
        """Start the machine anew; with `tryboot` the other slot, once."""


class Updater:
    """`status` is what the recorder says, None where none answers. `quiet`: seconds without a film before a restart."""

    def __init__(
        self, root: Path, rauc: Rauc, machine: Machine, status: Callable[[], Status | None], quiet: float
    ) -> None:
        self._root, self._rauc, self._machine = root, rauc, machine
        self._status, self._quiet = status, quiet
        self._image: Image = installed(root)

    def run(self) -> UpdateRecord:
        """Take the next step, if there is one and nothing stands against it."""
        record = self.settle()
        if record.state == "installing":  # a power cut: the slot is half written, and nothing starts from it
            record = self._keep(record, state="none", version=None, slot=None)
        if record.state == "installed":
            if self._idle() and (record.at_once or self._unused_since() >= self._quiet):
                self._keep(record, state="trying", tries=record.tries + 1)
                self._machine.restart(tryboot=True)
        elif record.state != "trying":
            self._look(record)
        return read_record(self._root)

    def settle(self) -> UpdateRecord:
        """Judge what this start shows: an update that was tried, and does not run, did not start well."""
        record = read_record(self._root)
        if record.state != "trying" or booted_slot(self._root) == record.slot:
            return record
        if record.tries < TRIES:
            return self._keep(record, state="installed")
        message = f"The update {record.version} did not start well. The box went back to {self._image.version}."
        return self._fail(record, UpdateFailed.code, message, record.version)

    def confirm(self, within: float, sleep: Callable[[float], None] = time.sleep) -> bool:
        """Keep the slot that runs, once its recorder reports ready; go back to the other after `within` seconds."""
        record = self.settle()
        if record.state != "trying":
            return True
        end = time.monotonic() + within
        while (status := self._status()) is None or status.state not in {"ready", "filming", "sealing"}:
            if time.monotonic() >= end:
                message = f"With the update {record.version} the box was not ready. It went back to the version before."
                self._fail(record, UpdateFailed.code, message, record.version)
                self._machine.restart(tryboot=False)
                return False
            sleep(LOOK)
        self._configure()
        self._machine.start_installer()
        if not any(self._rauc.mark_good() for _ in range(MARKS)):
            log.error("the slot could not be marked good")
            return False
        self._keep(record, state="good", code=None, message=None)
        self._clear()
        log.info("%s is good", record.version)
        return True

    def _look(self, record: UpdateRecord) -> None:
        bundle = next(self._bundles(), None)
        if bundle is None:
            if record.state == "refused":  # the stick was taken away
                self._keep(record, state="none", version=None, code=None, message=None)
            return
        fetched = bundle.parent == self._root / STORE
        version = bundle.stem
        try:
            version = self._judge(bundle)
            if version == self._image.version or version in record.rejected:
                self._clear()
            elif self._idle():
                self._install(record, bundle, version, not fetched)
        except UpdateError as error:
            log.warning("%s", error)
            if fetched:
                self._fail(record, error.code, str(error), version)
            else:
                self._keep(record, state="refused", code=error.code, message=str(error))

    def _bundles(self) -> Iterator[Path]:
        """Sticks first: somebody is there."""
        for place in (*STICKS, STORE):
            for bundle in sorted((self._root / place).glob(BUNDLE)):
                if bundle.is_file() and not bundle.is_symlink():
                    yield bundle

    def _configure(self) -> str:
        """Write RAUC's settings, which a restart forgets; the kind of this box. Raises NoSlots."""
        kind = self._image.kind
        if kind is None or booted_slot(self._root) is None:
            raise NoSlots
        put(self._root, BoxFile(CONFIG, configuration(kind, self._image.version)))
        return kind

    def _judge(self, bundle: Path) -> str:
        """The version of a bundle that may be installed. Raises UpdateError."""
        kind, here = self._configure(), self._image.version
        manifest = self._rauc.manifest(bundle)
        if manifest.kind != kind:
            raise UpdateOfOtherKind(file=bundle.name, kind=manifest.kind, here=kind)
        if version_key(manifest.version) < version_key(here):
            raise UpdateOld(file=bundle.name, version=manifest.version, here=here)
        check_installer(self._rauc.version(), os.uname().release)
        if manifest.kernel and manifest.rauc:
            check_installer(manifest.rauc, manifest.kernel)
        return manifest.version

    def _install(self, record: UpdateRecord, bundle: Path, version: str, at_once: bool) -> None:
        slot = other(booted_slot(self._root) or "A")
        facts = {"version": version, "slot": slot, "at_once": at_once, "tries": 0, "code": None, "message": None}
        record = self._keep(record, state="installing", **facts)
        log.info("%s is installed into slot %s", version, slot)
        self._machine.start_installer()
        process, paused = self._rauc.install(bundle), False
        while process.poll() is None:
            if paused != (not self._idle()):
                paused = not paused
                self._machine.pause_installer(paused)
            time.sleep(LOOK)
        _, said = process.communicate()
        if process.returncode:
            cause = said.strip().splitlines()[-1].rstrip(".") if said.strip() else f"exit code {process.returncode}"
            raise InstallFailed(version=version, cause=cause, here=self._image.version)
        self._keep(record, state="installed")
        self._clear()

    def _idle(self) -> bool:
        """Nobody films, nothing is being sealed, and nobody stands before the box."""
        status = self._status()
        return status is not None and status.state in {"ready", "fault"} and not (status.pairing or status.aiming)

    def _unused_since(self) -> float:
        """Seconds since anything was written to a film, or since the start."""
        times = [path.stat().st_mtime for path in (self._root / "var/lib/attune/films").glob("*")]
        since_start = float((self._root / "proc/uptime").read_text("ascii").split()[0])
        return min([since_start, *(max(0.0, time.time() - at) for at in times)])

    def _clear(self) -> None:
        for bundle in (self._root / STORE).glob(BUNDLE):
            with suppress(OSError):
                bundle.unlink()

    def _fail(self, record: UpdateRecord, code: str, message: str, version: str | None) -> UpdateRecord:
        """Remember that this version is not to be tried again."""
        self._clear()
        return self._keep(record, state="failed", code=code, message=message, rejected=record.rejecting(version))

    def _keep(self, record: UpdateRecord, **changes: object) -> UpdateRecord:
        changed: UpdateRecord = msgspec.structs.replace(record, **changes)
        if changed != read_record(self._root):
            put(self._root, BoxFile(RECORD, msgspec.json.encode(changed).decode() + "\n"))
        return changed
