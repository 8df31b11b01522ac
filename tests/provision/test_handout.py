"""What goes to phones, desks and colleagues: valid, free of secrets, and the recorders as OpenSSH judges them."""

import csv
import io
import plistlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from provision.changes import add_key, end
from provision.errors import NotAKey
from provision.inventory import COLUMNS, as_csv, as_page
from provision.phones import phone_files
from provision.records import Records
from provision.service import Service
from provision.signers import allowed_signers
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from tests.support.services import new_box, new_key
from web.app import create_app
from web.settings import Settings


def verifies(folder: Path, signers: str, box: str, key: Ed25519PrivateKey, when: str) -> bool:
    (folder / "signers").write_text(signers)
    (folder / "sig").write_text(sshsig.sign(key, b"a journal's head", "attune-film"))
    command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", box, "-n", "attune-film", "-s", "sig"]
    ran = subprocess.run(
        [*command, f"-Overify-time={when}"], input=b"a journal's head", cwd=folder, check=False, capture_output=True
    )
    return ran.returncode == 0


@pytest.mark.process
def test_a_stolen_boxs_films_are_good_up_to_that_day(service: Service, tmp_path: Path) -> None:
    new_box(service, tmp_path / "made")
    key = new_key(service, tmp_path, "attune-01")
    signers = allowed_signers(Records(service).all())
    assert verifies(tmp_path, signers, "attune-01", key, "20261201")
    end(service, "attune-01", "revoked", datetime(2026, 11, 20, 12, tzinfo=UTC))
    signers = allowed_signers(Records(service).all())
    assert 'valid-before="20261120120000Z"' in signers
    assert verifies(tmp_path, signers, "attune-01", key, "20261120115900Z")
    assert not verifies(tmp_path, signers, "attune-01", key, "20261120120100Z")
    ours, public = Signers.parse(signers.encode()), sshsig.public_bytes(key)
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert ours.name(public, "attune-film", noon - timedelta(minutes=1)) == "attune-01"
    assert ours.name(public, "attune-film", noon + timedelta(minutes=1)) is None


@pytest.mark.process
def test_a_box_with_a_new_card_has_two_keys(service: Service, tmp_path: Path) -> None:
    new_box(service, tmp_path / "made")
    keys = [new_key(service, tmp_path, "attune-01") for _ in range(2)]
    signers = allowed_signers(Records(service).all())
    assert all(verifies(tmp_path, signers, "attune-01", key, "20261201") for key in keys)
    assert not verifies(tmp_path, signers, "attune-01", Ed25519PrivateKey.generate(), "20261201")


def test_a_key_comes_from_a_film_too(service: Service, tmp_path: Path) -> None:
    new_box(service, tmp_path / "made")
    line = sshsig.key_line(sshsig.public_bytes(Ed25519PrivateKey.generate()))
    film = tmp_path / "20261122-1405-k7qm"
    film.mkdir()
    (film / "film.json").write_text(f'{{"format": 1, "recorder": {{"name": "attune-01", "key": "{line}"}}}}\n')
    record, fingerprint = add_key(service, "attune-01", film)
    assert record.recorder_keys == (line,)
    assert fingerprint.startswith("SHA256:")


def test_anothers_key_is_not_learnt(service: Service, tmp_path: Path) -> None:
    for box in ("attune-01", "attune-02"):
        new_box(service, tmp_path / "made", box)
    new_key(service, tmp_path, "attune-02")
    line = (tmp_path / "attune-02.pub").read_text()
    for text in (line, line.replace("attune-02", "attune-01"), "rubbish", '{"format": 1}', "ssh-rsa AAAA x", ""):
        (tmp_path / "key").write_text(text)
        with pytest.raises(NotAKey):
            add_key(service, "attune-01", tmp_path / "key")
    with pytest.raises(NotAKey):
        add_key(service, "attune-01", tmp_path / "nowhere")


@pytest.mark.process
def test_the_profile_for_phones_is_valid_and_holds_the_authority(service: Service) -> None:
    found = phone_files(service)
    profile = plistlib.loads(found["attune.mobileconfig"])
    (payload,) = profile["PayloadContent"]
    assert (profile["PayloadType"], profile["PayloadVersion"]) == ("Configuration", 1)
    assert payload["PayloadType"] == "com.apple.security.root"
    assert payload["PayloadUUID"] != profile["PayloadUUID"]
    assert payload["PayloadContent"] == found["attune.crt"]
    authority = x509.load_der_x509_certificate(found["attune.crt"])
    assert authority.extensions.get_extension_for_class(x509.NameConstraints).critical
    ran = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-noout", "-fingerprint", "-sha256"],
        input=found["attune.crt"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    shown = ran.stdout.decode().strip().partition("=")[2].replace(":", " ")
    assert shown in found["fingerprint.txt"].decode()


def test_the_boxs_own_page_offers_the_same_profile(service: Service, tmp_path: Path) -> None:
    (tmp_path / "authority.crt").write_text(service.keys.authority)
    app = create_app(Settings(control=str(tmp_path / "none"), authority=str(tmp_path / "authority.crt")))
    offered = app.test_client().get("/trust/attune.mobileconfig", base_url="http://127.0.0.1")
    own, page = plistlib.loads(phone_files(service)["attune.mobileconfig"]), plistlib.loads(offered.data)
    for name in ("PayloadIdentifier", "PayloadUUID"):
        assert own[name] == page[name]
        assert own["PayloadContent"][0][name] == page["PayloadContent"][0][name]


def test_the_inventory_holds_every_box_and_no_secret(service: Service, tmp_path: Path) -> None:
    made = [new_box(service, tmp_path / "made", box, place=place) for box, place in (("a", "=1+1"), ("b", "<b>"))]
    end(service, "b", "retired", datetime(2026, 11, 20, tzinfo=UTC))
    records = Records(service).all()
    rows = list(csv.DictReader(io.StringIO(as_csv(records))))
    assert [(row["box"], row["place"], row["state"]) for row in rows] == [
        ("a", "'=1+1", "active"),
        ("b", "<b>", "retired"),
    ]
    assert tuple(rows[0]) == COLUMNS
    page = as_page("A & B", records)
    assert "<td>&lt;b&gt;</td>" in page
    assert "A &amp; B" in page
    for each in made:
        assert each.record.settings.wifi.passphrase not in page + as_csv(records)
