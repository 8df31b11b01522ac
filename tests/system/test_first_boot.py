"""A box's first start: a bundle is applied once and destroyed; anything else is refused with its reason.

Longer than most: one table of bundles that are wrong, and what becomes of each.
"""

import json
import os
import shutil
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from appliance.courier.settings import read_settings as read_courier
from appliance.recorder.settings import read_settings as read_recorder
from appliance.system.first_boot import REFUSED, first_boot
from appliance.system.provisioning_status import STATUS
from provision.changes import renew
from provision.issue import write_folder
from provision.service import Service
from sealed.papers.box_bundle import DOCUMENT, FOLDER, SIGNATURE
from sealed.ssh.key_file import read_key
from sealed.ssh.sshsig import key_line, public_bytes
from tests.support.services import new_box, new_service, recipient
from tests.system.damage import damage
from web.settings import read as read_web

pytestmark = pytest.mark.process

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return new_service(tmp_path_factory.mktemp("service") / "svc")


@pytest.fixture
def made(service: Service, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A box's bundle; the box has a name of its own in each test."""
    name: str = "box-" + request.node.name.replace("_", "-").replace("[", "-").replace("]", "")[-24:].strip("-")
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "store-known-hosts").write_text("nas ssh-ed25519 AAAA\n")
    new_box(
        service,
        tmp_path / "made",
        name,
        store="sftp://{box}@nas/films",
        store_name="The NAS",
        store_credentials=str(credentials),
    )
    return tmp_path / "made" / name


@pytest.fixture
def place(tmp_path: Path, made: Path) -> Path:
    """A card's first partition with the bundle on it."""
    shutil.copytree(made / FOLDER, tmp_path / "bootfs" / FOLDER)
    return tmp_path / "bootfs"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


def start(root: Path, place: Path, hardware: str | None = None, now: datetime = NOW) -> dict[str, object]:
    first_boot(root, [place], hardware, now)
    found: dict[str, object] = json.loads((root / STATUS).read_text())
    return found


def test_a_bundle_sets_the_box_up_and_is_gone(root: Path, place: Path, made: Path) -> None:
    status = start(root, place)
    assert status == {"state": "applied", "box": made.name, "code": None, "message": None, "prevents": False}
    assert [path.name for path in place.iterdir()] == [f"{made.name}.pub"]
    recorder = read_recorder(root / "etc/attune/recorder.toml")
    assert (recorder.name, list(recorder.recipients)) == (made.name, [recipient()])
    web = read_web(root / "etc/attune/web.toml")
    assert web.trusted == [web.address, f"{made.name}.attune.internal"]
    courier = read_courier(root / "etc/attune/courier.toml")
    assert (courier.store.url, courier.store.name) == (f"sftp://{made.name}@nas/films", "The NAS")
    key = key_line(public_bytes(read_key(root / "etc/attune/recorder.key")))
    assert (place / f"{made.name}.pub").read_text() == f"{key} {made.name}\n"


def test_secrets_are_for_whom_they_are_for(root: Path, place: Path) -> None:
    start(root, place)
    modes = {
        path.relative_to(root / "etc/attune").as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in (root / "etc/attune").rglob("*")
        if path.is_file()
    }
    secret = {name for name, mode in modes.items() if not mode & stat.S_IROTH}
    assert secret == {
        *("recorder.toml", "recorder.key", "web.toml", "courier.toml", "tls/box.key"),
        *("access-point.nmconnection", "store/store-key", "store/store-known-hosts"),
    }
    assert all(not mode & 0o022 for mode in modes.values())


def test_the_access_point_is_as_the_pis_radio_needs_it(root: Path, place: Path, made: Path) -> None:
    start(root, place)
    text = (root / "etc/attune/access-point.nmconnection").read_text()
    settings = json.loads((made / FOLDER / DOCUMENT).read_text())
    for line in ("key-mgmt=wpa-psk", "proto=rsn;", "pairwise=ccmp;", "pmf=1", "ap-isolation=1", "channel=6", "band=bg"):
        assert f"\n{line}\n" in text
    assert f"psk={settings['wifi']['passphrase']}\n" in text
    assert f"address1={settings['address']}/24\n" in text
    assert (root / "etc/attune/country").read_text() == "GB\n"


def test_a_second_start_changes_nothing(root: Path, place: Path) -> None:
    start(root, place)
    before = {path: path.read_bytes() for path in (root / "etc").rglob("*") if path.is_file()}
    assert start(root, place)["state"] == "none"
    assert before == {path: path.read_bytes() for path in (root / "etc").rglob("*") if path.is_file()}


def test_without_a_bundle_a_new_box_says_what_to_do(root: Path, tmp_path: Path) -> None:
    status = start(root, tmp_path)
    assert (status["code"], status["prevents"]) == ("not-provisioned", True)


def test_a_box_that_was_set_up_by_hand_is_left_alone(root: Path, tmp_path: Path) -> None:
    (root / "etc/attune").mkdir(parents=True)
    (root / "etc/attune/recorder.toml").write_text("")
    status = start(root, tmp_path)
    assert (status["state"], status["code"], status["prevents"]) == ("none", None, False)


def test_a_renewed_bundle_is_taken_and_the_key_stays(root: Path, place: Path, made: Path, service: Service) -> None:
    start(root, place)
    key = (root / "etc/attune/recorder.key").read_bytes()
    old = (root / "etc/attune/tls/box.crt").read_bytes()
    again = place.parent / "again"
    write_folder(service, renew(service, made.name), again)
    shutil.copytree(again / made.name / FOLDER, place / FOLDER)
    assert start(root, place)["state"] == "applied"
    assert (root / "etc/attune/recorder.key").read_bytes() == key
    assert (root / "etc/attune/tls/box.crt").read_bytes() != old
    shutil.copytree(made / FOLDER, place / FOLDER)
    assert start(root, place)["code"] == "bundle-old"


def test_anothers_bundle_a_foreign_one_and_an_old_one(
    root: Path, place: Path, made: Path, service: Service, tmp_path: Path
) -> None:
    start(root, place)
    before = (root / "etc/attune/recorder.toml").read_bytes()
    new_box(service, tmp_path / "other", made.name[:-1] + "x")
    foreign = new_service(tmp_path / "foreign")
    new_box(foreign, tmp_path / "stranger", made.name)
    for source, code in (
        (tmp_path / "other" / (made.name[:-1] + "x"), "bundle-other-box"),
        (tmp_path / "stranger" / made.name, "bundle-foreign"),
    ):
        shutil.copytree(source / FOLDER, place / FOLDER)
        status = start(root, place)
        assert (status["state"], status["code"], status["prevents"]) == ("refused", code, False)
        assert status["message"] == (place / REFUSED).read_text().strip()
        shutil.rmtree(place / FOLDER)
    assert (root / "etc/attune/recorder.toml").read_bytes() == before


def test_a_bundle_that_lay_about_too_long_is_old(root: Path, place: Path) -> None:
    status = start(root, place, now=NOW + timedelta(days=91))
    assert (status["code"], status["prevents"]) == ("bundle-old", True)


def test_a_bundle_for_one_board_is_taken_by_no_other(root: Path, service: Service, tmp_path: Path) -> None:
    new_box(service, tmp_path / "made", "bound", hardware="10000000a1b2c3d4")
    for board, state in ((None, "refused"), ("10000000ffffffff", "refused"), ("10000000a1b2c3d4", "applied")):
        assert start(root, tmp_path / "made" / "bound", hardware=board)["state"] == state


def test_what_an_earlier_bundle_left_goes(root: Path, place: Path, made: Path, service: Service) -> None:
    start(root, place)
    assert (root / "etc/attune/store/store-key").exists()
    (root / "etc/attune/store/store-session-token").write_text("of an earlier account")
    write_folder(service, renew(service, made.name), place.parent / "again")
    shutil.copytree(place.parent / "again" / made.name / FOLDER, place / FOLDER)
    start(root, place)
    left = sorted(path.name for path in (root / "etc/attune/store").iterdir())
    assert left == ["store-key", "store-known-hosts"]


def test_500_damaged_bundles_are_refused_each_with_a_reason(root: Path, place: Path, made: Path) -> None:
    codes: dict[str, int] = {}
    for seed in range(500):
        shutil.rmtree(place / FOLDER, ignore_errors=True)
        shutil.copytree(made / FOLDER, place / FOLDER)
        what = damage(place / FOLDER, Random(seed))
        status = start(root, place)
        assert status["state"] == "refused", what
        assert status["prevents"]
        assert str(status["message"]).endswith(".")
        assert (place / REFUSED).read_text() == f"{status['message']}\n"
        codes[str(status["code"])] = codes.get(str(status["code"]), 0) + 1
        assert not (root / "etc").exists(), what
    assert codes.keys() == {"bundle-damaged", "bundle-changed"}
    assert min(codes.values()) > 50


@pytest.mark.slow
def test_a_power_cut_at_any_instant_is_made_good_by_the_next_start(made: Path, tmp_path: Path) -> None:
    whole = None
    for cut in range(1, 500):
        place, root = tmp_path / f"bootfs-{cut}", tmp_path / f"root-{cut}"
        shutil.copytree(made / FOLDER, place / FOLDER)
        died = _start_and_die(root, place, cut)
        if not died:
            break
        status = start(root, place)
        assert status["box"] == made.name
        assert status["code"] is None
        assert not any(path.name.startswith(FOLDER) for path in place.iterdir())
        names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        assert whole is None or names == whole
        whole = names
        read_key(root / "etc/attune/recorder.key")
    assert 40 < cut < 499


def _start_and_die(root: Path, place: Path, after: int) -> bool:
    """Start in a process of its own, which ends just before its n-th change to the disk; whether it came so far."""
    pid = os.fork()
    if pid == 0:
        left = after

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes or event in {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.chown"}:
                left -= 1
                if left == 0:
                    os._exit(9)

        sys.addaudithook(hook)
        try:
            first_boot(root, [place], None, NOW)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9


def test_what_is_removed_is_overwritten_first(root: Path, place: Path, made: Path) -> None:
    secret = json.loads((made / FOLDER / DOCUMENT).read_text())["wifi"]["passphrase"].encode()
    kept = place.parent / "kept"  # another name of the same blocks
    os.link(place / FOLDER / DOCUMENT, kept)
    size = kept.stat().st_size
    start(root, place)
    assert kept.stat().st_size == size
    assert secret not in kept.read_bytes()


def test_links_on_a_stick_lead_nowhere(root: Path, place: Path, made: Path, tmp_path: Path) -> None:
    """The box reads sticks as root: one that brings links must not have it write or destroy elsewhere."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "film").write_text("of the box")
    (place / "attune-box.used").symlink_to(own)
    (place / f"{made.name}.pub").symlink_to(own / "film")
    assert start(root, place)["state"] == "applied"
    assert not (place / f"{made.name}.pub").is_symlink()
    (place / REFUSED).symlink_to(own / "film")
    shutil.copytree(made / FOLDER, place / FOLDER)
    (place / FOLDER / SIGNATURE).unlink()
    assert start(root, place)["state"] == "refused"
    shutil.rmtree(place / FOLDER)
    (place / FOLDER).symlink_to(made / FOLDER)
    assert start(root, place)["state"] == "none"
    assert (own / "film").read_text() == "of the box"


def test_a_stick_that_cannot_be_written_is_reported(root: Path, place: Path) -> None:
    (place / FOLDER / "a folder").mkdir()
    status = start(root, place)
    assert (status["state"], status["code"]) == ("applied", "bundle-not-removed")


def test_signature_and_document_are_all_that_is_read(root: Path, place: Path) -> None:
    (place / FOLDER / ".DS_Store").write_bytes(b"rubbish")
    (place / FOLDER / "README.txt").unlink()
    assert sorted(path.name for path in (place / FOLDER).iterdir()) == [".DS_Store", DOCUMENT, SIGNATURE]
    assert start(root, place)["state"] == "applied"
