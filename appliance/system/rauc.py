"""The one interface to RAUC: reads a bundle's manifest, installs it, marks the running slot good.

Linux 6.19 changed a result of dm-verity: from there on RAUC before 1.15.1 can install nothing (its release notes).
"""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from appliance.system.errors import InstallerTooOld, UpdateDamaged, UpdateForeign
from appliance.system.image import version_key

CONFIG = "run/rauc/system.conf"
BACKEND = "/usr/lib/attune/rauc-backend"
ENOUGH, NEEDED_FROM = (1, 15, 1), (6, 19)
DESCRIPTION = "Linux {kernel}, RAUC {rauc}"
"""How a manifest's description names the kernel and the RAUC of its image."""
PARTS = re.compile(r"Linux (\S+), RAUC (\S+)")
NOT_OURS = ("self-signed certificate", "self signed certificate", "unable to get local issuer certificate")
"""OpenSSL's words for a signer that is not in the keyring."""

SYSTEM = """\
[system]
compatible={kind}
bootloader=custom
bundle-formats=verity
mountprefix=/run/rauc/mnt
min-bundle-version={version}
data-directory=/etc/attune/rauc
[keyring]
path=/etc/attune/updates.crt
[handlers]
bootloader-custom-backend={backend}
[slot.system.0]
device=/dev/disk/by-partlabel/system_a
bootname=A
[slot.boot.0]
device=/dev/disk/by-partlabel/boot_a
parent=system.0
[slot.system.1]
device=/dev/disk/by-partlabel/system_b
bootname=B
[slot.boot.1]
device=/dev/disk/by-partlabel/boot_b
parent=system.1
"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The signed manifest of a bundle. `kernel` and `rauc` are those of its image, if it names them."""

    kind: str
    version: str
    kernel: str | None = None
    rauc: str | None = None


class _Info(msgspec.Struct):
    compatible: str
    version: str
    description: str | None = None


class Rauc:
    """`keyring` is the certificate that signs updates; `command` is RAUC itself."""

    def __init__(self, keyring: Path, command: Sequence[str] = ("rauc",)) -> None:
        self._keyring, self._command = keyring, command

    def version(self) -> str:
        """Its own version."""
        return self._run("--version").stdout.split()[-1]

    def manifest(self, bundle: Path) -> Manifest:
        """The manifest of a bundle that is signed by the keyring. Raises UpdateForeign, UpdateDamaged."""
        ran = self._run(f"--keyring={self._keyring}", "info", "--output-format=json", str(bundle))
        if ran.returncode:
            if any(words in ran.stderr for words in NOT_OURS):
                raise UpdateForeign(file=bundle.name)
            raise UpdateDamaged(file=bundle.name, cause=_last_line(ran.stderr))
        try:
            said = msgspec.json.decode(ran.stdout, type=_Info)
        except msgspec.MsgspecError as error:
            raise UpdateDamaged(file=bundle.name, cause="its manifest lacks what it must have") from error
        parts = PARTS.fullmatch(said.description or "")
        return Manifest(said.compatible, said.version, *(parts.groups() if parts else ()))

    def install(self, bundle: Path) -> "subprocess.Popen[str]":
        """Begin to install into the slot that does not run; the caller waits."""
        words = [*self._command, "install", str(bundle)]
        return subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
        )

    def mark_good(self) -> bool:
        """Mark the running slot good; returns whether that worked."""
        return self._run("status", "mark-good").returncode == 0

    def _run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*self._command, *words], check=False, capture_output=True, encoding="utf-8", errors="replace"
        )


def configuration(kind: str, version: str) -> str:
    """RAUC's system.conf for this kind of box, whose image has this version (MAJOR[.MINOR[.PATCH]]).

    RAUC compares both with the bundle that it installs: the courier could put another in a judged one's place.
    """
    return SYSTEM.format(kind=kind, version=version, backend=BACKEND)


def check_installer(rauc: str, kernel: str) -> None:
    """Raise InstallerTooOld if this RAUC can install nothing on this kernel."""
    if _numbers(kernel) >= NEEDED_FROM and _numbers(rauc) < ENOUGH:
        raise InstallerTooOld(rauc=rauc, kernel=kernel)


def _numbers(version: str) -> tuple[int, ...]:
    """`7.3.4+deb14-amd64` and `1.15.2-1` as numbers."""
    return version_key(version.partition("-")[0])


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip().rstrip(".") if lines else "RAUC says nothing"
