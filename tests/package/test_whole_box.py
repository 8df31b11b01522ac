"""A box from nothing: the package, a bundle that `attune provision` made, the units. Then a visit, and the way home.

Only the camera, the microphone and the button are simulated: a container has none.
"""

import subprocess
from pathlib import Path

import pytest

from sealed.age import generate
from tests.package.conftest import NEW, install
from tests.support.box_process import ATTUNE
from tests.support.nspawn import Container

pytestmark = pytest.mark.root
DATA = ("--data", "/var/lib/attune")
REAL, SIMULATED = 'devices = "pi"', 'devices = "simulated"'


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """The folder that IT puts onto the card, and the practitioner's key beside it."""
    key = generate(post_quantum=False)  # Debian's age knows no other
    (tmp_path / "practitioner.key").write_text(key.secret() + "\n")
    (tmp_path / "passphrase").write_text("five plain words for tests\n")
    common = ["--service", str(tmp_path / "svc"), "--passphrase-file", str(tmp_path / "passphrase")]
    provision("service", "init", *common, "--name", "Family Service")
    store = ["--store", "file:///mnt/store", "--store-name", "Family Service NAS"]
    named = ["--name", "attune-01", "--place", "Team North", "--recipients", str(key.recipient)]
    provision("box", "new", *common, *named, *store, "--out", str(tmp_path / "made"))
    return tmp_path / "made/attune-01/attune-box"


def test_a_box_from_its_bundle_to_a_wiped_film(bundle: Path, tmp_path: Path) -> None:
    with Container() as box:
        install(box, NEW)
        box.shell("mkdir -p /bootfs /mnt/store; mount -t tmpfs share /mnt/store; chown attune-courier /mnt/store")
        copy(box, bundle, "/bootfs/attune-box")
        assert box.shell("systemctl is-active attune-recorder || true").strip() == "inactive"

        box.run("systemctl", "start", "attune-firstboot")
        assert box.shell("ls /bootfs").split() == ["attune-01.pub"]
        assert "psk=" in box.shell("cat /run/NetworkManager/system-connections/attune.nmconnection")
        box.shell(f"sed -i 's/{REAL}/{SIMULATED}/; /^kind = /d' /etc/attune/recorder.toml")

        box.shell("systemd-tmpfiles --create attune.conf; systemctl start attune-recorder attune-courier")
        box.run("attune", "press", *DATA)
        box.shell("sleep 3")
        box.run("attune", "mark", *DATA, "--principle", "receiving initiatives")
        box.run("attune", "hold", *DATA)
        [film] = box.shell("ls /var/lib/attune/films").split()
        box.run("attune", "sync", *DATA)

        box.take(f"/mnt/store/{film}", tmp_path)
        parts = [tmp_path / film / "init.mp4.age", *sorted((tmp_path / film).glob("*.m4s.age"))]
        opened = b"".join(age(bundle.parents[2] / "practitioner.key", part) for part in parts)
        assert opened[4:8] == b"ftyp"
        assert b"moof" in opened
        kind, key, name = box.shell("cat /bootfs/attune-01.pub").split()
        (tmp_path / "signers").write_text(f'{name} namespaces="attune-film" {kind} {key}\n')
        verify: list[str | Path] = [ATTUNE, "verify", tmp_path / film, "--signers", tmp_path / "signers"]
        assert "complete" in subprocess.run(verify, check=True, capture_output=True, text=True).stdout.lower()

        box.run("attune", "wipe", film, *DATA)
        assert box.shell("ls /var/lib/attune/films").split() == []
        assert film in box.shell("ls /mnt/store")


def test_a_changed_bundle_is_refused_and_stays(bundle: Path) -> None:
    document = bundle / "box.json"
    document.write_bytes(document.read_bytes().replace(b"attune-01", b"attune-02", 1))
    with Container() as box:
        install(box, NEW)
        copy(box, bundle, "/bootfs/attune-box")
        box.run("systemctl", "start", "attune-firstboot")
        assert "attune-refused.txt" in box.shell("ls /bootfs")
        assert box.shell("ls /etc/attune/recorder.toml 2>/dev/null || true") == ""
        assert "changed" in box.shell("journalctl -u attune-firstboot -o cat --no-pager").lower()


def provision(*words: str) -> None:
    """`attune provision …`, as IT runs it."""
    subprocess.run([ATTUNE, "provision", *words], check=True, capture_output=True)


def copy(box: Container, folder: Path, target: str) -> None:
    """Copy a folder's files into the container."""
    box.shell(f"mkdir -p {target}")
    for path in folder.iterdir():
        box.put(path, f"{target}/{path.name}")


def age(key: Path, part: Path) -> bytes:
    """A part as Debian's own age opens it."""
    return subprocess.run(["age", "-d", "-i", key, part], check=True, capture_output=True).stdout
