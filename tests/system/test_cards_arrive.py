"""On a box as its units make it, the courier may write the case cards and the recorder may read them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.system.box_files import STATE
from sealed.age import generate
from sealed.papers.case_card import CaseCard
from sealed.papers.case_cards import CaseCards
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

SYSTEMD = Path(__file__).parents[2] / "systemd"
TOOLS = ("systemd-sysusers", "systemd-tmpfiles")

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="acts as other accounts: needs root"),
    pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="needs systemd's tools"),
]


@contextmanager
def acting_as(root: Path, account: str) -> Iterator[None]:
    """Hold the rights of an account of the root file system."""
    [user] = re.findall(rf"^{account}:x:(\d+):(\d+):", (root / "etc/passwd").read_text(), re.M)
    groups = re.findall(rf"^[\w-]+:x:(\d+):(?:.*,)?{account}(?:,.*)?$", (root / "etc/group").read_text(), re.M)
    before, mask = os.getgroups(), os.umask(0)
    unit = (SYSTEMD / f"{account}.service").read_text()
    os.setgroups([int(group) for group in groups])
    os.setegid(int(user[1]))
    os.seteuid(int(user[0]))
    os.umask(int(re.findall(r"^UMask=(\d+)$", unit, re.M)[0], 8))
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(before)
        os.umask(mask)


def test_a_card_that_the_courier_fetched_is_read_by_the_recorder(tmp_path: Path) -> None:
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o011)
    (tmp_path / "etc").mkdir()
    subprocess.run([TOOLS[0], f"--root={tmp_path}", SYSTEMD / "sysusers.d/attune.conf"], check=True)
    command = [TOOLS[1], f"--root={tmp_path}", "--create", str(SYSTEMD / "tmpfiles.d/attune.conf")]
    subprocess.run(command, check=False)  # it may be unable to set owners that this machine does not know
    cards, desk = tmp_path / STATE / "cards", Ed25519PrivateKey.generate()
    desks = Signers.parse(f"desk {sshsig.key_line(sshsig.public_bytes(desk))}\n".encode())
    card = CaseCard(
        case="K-17", issued="2026-11-22T14:05:09Z", recipient=str(generate().recipient), until="2027-05-01T00:00:00Z"
    )
    with acting_as(tmp_path, "attune-courier"):
        card.write(cards, desk)
    with acting_as(tmp_path, "attune-recorder"):
        assert CaseCards.read(cards, desks, datetime(2026, 12, 1, tzinfo=UTC)).good == {"K-17": card}
        with pytest.raises(PermissionError):
            card.write(cards, desk)
    with acting_as(tmp_path, "attune-web"), pytest.raises(PermissionError):
        list(cards.iterdir())


def test_the_couriers_sandbox_lets_it_write_the_cards_and_updates_and_nothing_else_of_the_box() -> None:
    unit = (SYSTEMD / "attune-courier.service").read_text().splitlines()
    [writable] = [line.partition("=")[2].split() for line in unit if line.startswith("ReadWritePaths=")]
    assert [path for path in writable if path.startswith("/var")] == [f"/{STATE}/cards", f"/{STATE}/updates"]
    assert "ReadOnlyPaths=/var/lib/attune" in unit
