"""The service's folder: made once, opened by its passphrase alone, backed up and restored."""

import stat
from pathlib import Path
from random import Random

import pytest

from provision.backup import backup, restore
from provision.errors import BackupDamaged, NoService, ServiceDamaged, ServiceThere, WrongServicePassphrase
from provision.records import Records
from provision.service import BOXES, KEYS, Service
from sealed.age import seal_with_passphrase
from tests.support.services import PASSPHRASE, WORK, new_box, new_service


def test_opens_with_its_passphrase_alone(service: Service) -> None:
    assert Service.open(service.folder, PASSPHRASE).keys == service.keys
    with pytest.raises(WrongServicePassphrase):
        Service.open(service.folder, PASSPHRASE + " ")
    with pytest.raises(NoService):
        Service.open(service.folder / "elsewhere", PASSPHRASE)


def test_a_second_one_is_not_made_over_it(service: Service) -> None:
    before = (service.folder / KEYS).read_bytes()
    with pytest.raises(ServiceThere):
        new_service(service.folder)
    assert (service.folder / KEYS).read_bytes() == before


@pytest.mark.parametrize("network", ["8.8.0.0/16", "10.77.0.0/24", "10.77.0.1/16", "rubbish"])
def test_a_network_that_will_not_do_makes_nothing(tmp_path: Path, network: str) -> None:
    with pytest.raises(ValueError, match=network.partition("/")[0]):
        new_service(tmp_path / "svc", network=network)
    assert not (tmp_path / "svc").exists()


def test_no_secret_lies_in_the_clear(service: Service, tmp_path: Path) -> None:
    settings = new_box(service, tmp_path / "made").record.settings
    keys = service.keys
    secrets = [keys.identity, keys.signing_key, keys.authority_key, keys.updates_key]
    secrets += [settings.wifi.passphrase * 3, settings.tls.key]
    for path in service.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [secret for secret in secrets if secret.strip().encode()[-60:-40] in data]
            assert path.suffix != ".age" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_whatever_is_damaged_is_found_out(service: Service, tmp_path: Path) -> None:
    new_box(service, tmp_path / "made")
    for name, read in (
        (KEYS, lambda: Service.open(service.folder, PASSPHRASE)),
        (f"{BOXES}/attune-01.age", lambda: Records(service).get("attune-01")),
    ):
        path, random = service.folder / name, Random(name)
        whole = path.read_bytes()
        for _ in range(40):
            data = bytearray(whole)
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
            path.write_bytes(data)
            with pytest.raises((ServiceDamaged, WrongServicePassphrase)):
                read()
        path.write_bytes(whole)


def test_a_record_that_another_key_sealed_is_none(service: Service, tmp_path: Path) -> None:
    new_box(service, tmp_path / "made")
    other = new_service(tmp_path / "other")
    new_box(other, tmp_path / "made2")
    name = f"{BOXES}/attune-01.age"
    (service.folder / name).write_bytes((other.folder / name).read_bytes())
    with pytest.raises(ServiceDamaged):
        Records(service).get("attune-01")


def test_a_backup_restores_everything(service: Service, tmp_path: Path) -> None:
    new_box(service, tmp_path / "made")
    count = backup(service, PASSPHRASE, tmp_path / "backup", WORK)
    assert restore(tmp_path / "backup", tmp_path / "again", PASSPHRASE) == count
    again = Service.open(tmp_path / "again", PASSPHRASE)
    assert again.keys == service.keys
    assert Records(again).all() == Records(service).all()
    assert Records(again).take_serial("next") == 2


def test_a_backup_is_refused_as_a_whole(service: Service, tmp_path: Path) -> None:
    backup(service, PASSPHRASE, tmp_path / "backup", WORK)
    with pytest.raises(WrongServicePassphrase):
        restore(tmp_path / "backup", tmp_path / "again", "other")
    with pytest.raises(ServiceThere):
        restore(tmp_path / "backup", service.folder, PASSPHRASE)
    (tmp_path / "bad").write_bytes((tmp_path / "backup").read_bytes()[:-1])
    with pytest.raises(BackupDamaged):
        restore(tmp_path / "bad", tmp_path / "again", PASSPHRASE)
    (tmp_path / "odd").write_bytes(seal_with_passphrase(b"no tar", PASSPHRASE, WORK))
    with pytest.raises(BackupDamaged):
        restore(tmp_path / "odd", tmp_path / "again", PASSPHRASE)
    assert not (tmp_path / "again").exists()


def test_two_who_make_boxes_at_once_get_two_numbers(service: Service, tmp_path: Path) -> None:
    first, second = Records(service), Records(Service.open(service.folder, PASSPHRASE))
    assert [first.take_serial("a"), second.take_serial("b"), first.take_serial("c")] == [1, 2, 3]
