"""systemd's own judgement of the units, the accounts and the folders."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[2] / "systemd"
SERVICES = sorted(SYSTEMD.glob("*.service"))
SAFE = 1.5


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.stem)
def test_each_sandbox_is_tight(service: Path) -> None:
    judged = run("systemd-analyze", "security", "--offline=yes", "--no-pager", str(service))
    [exposure] = re.findall(rf"exposure level for {service.name}: ([0-9.]+)", judged.stdout)
    assert float(exposure) <= SAFE, judged.stdout


@pytest.mark.parametrize(
    "unit",
    [*SERVICES, *SYSTEMD.glob("*.socket"), *SYSTEMD.glob("*.path"), *SYSTEMD.glob("*.timer")],
    ids=lambda unit: unit.name,
)
def test_systemd_understands_every_line(unit: Path) -> None:
    judged = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(unit))
    assert (judged.returncode, judged.stderr) == (0, "")


def test_only_the_courier_has_a_network() -> None:
    """And what sets the radio's country, through netlink: it is no program of ours, and ends at once."""
    with_network = [unit.stem for unit in SERVICES if "PrivateNetwork=yes" not in unit.read_text().splitlines()]
    assert with_network == ["attune-courier", "attune-radio"]


@pytest.mark.parametrize("setting", ["LimitCORE=0", "ProtectSystem=strict", "NoNewPrivileges=yes"])
def test_every_service_has(setting: str) -> None:
    assert all(setting in unit.read_text().splitlines() for unit in SERVICES)


@pytest.mark.parametrize("name", ["attune-recorder", "attune-web", "attune-courier"])
def test_the_programs_prove_that_they_work_and_never_swap(name: str) -> None:
    lines = (SYSTEMD / f"{name}.service").read_text().splitlines()
    assert {"Type=notify", "Restart=always", "MemorySwapMax=0", f"User={name}"} <= set(lines)
    assert any(line.startswith("WatchdogSec=") for line in lines)


def test_the_recorder_starts_where_lgpio_can_make_its_pipes() -> None:
    lines = (SYSTEMD / "attune-recorder.service").read_text().splitlines()
    assert {"WorkingDirectory=/tmp", "PrivateTmp=disconnected"} <= set(lines)


FOLDERS = {"attune": 0o2711, "attune/films": 0o2750, "attune/courier": 0o2750, "attune/cards": 0o2750}


def test_accounts_and_folders(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    made = run("systemd-sysusers", f"--root={tmp_path}", str(SYSTEMD / "sysusers.d/attune.conf"))
    assert made.returncode == 0, made.stderr
    groups = dict(re.findall(r"^([\w-]+):.*:\d+:(.*)$", (tmp_path / "etc/group").read_text(), re.M))
    assert set(groups["attune-films"].split(",")) == {"attune-recorder", "attune-courier"}
    assert set(groups["attune-control"].split(",")) == {"attune-recorder", "attune-web"}
    laid = run("systemd-tmpfiles", f"--root={tmp_path}", "--create", str(SYSTEMD / "tmpfiles.d/attune.conf"))
    assert laid.returncode == 0, laid.stderr
    modes = {name: (tmp_path / "var/lib" / name).stat().st_mode & 0o7777 for name in FOLDERS}
    assert modes == FOLDERS


@pytest.mark.parametrize("module", ["gunicorn.app.base", "flask", "httpx", "cryptography.hazmat.primitives.hpke"])
def test_web_and_courier_need_no_writable_code(module: str) -> None:
    # What MemoryDenyWriteExecute= does: PR_SET_MDWE.
    script = f"import ctypes\nassert ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0\nimport {module}"
    assert run(sys.executable, "-c", script).returncode == 0
