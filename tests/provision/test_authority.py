"""Certificates, judged by OpenSSL: for how long, for which names, and by whom nothing else can be vouched for."""

import subprocess
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509

from provision import authority
from provision.service import Service
from tests.support.services import new_box


def verify(folder: Path, service: Service, certificate: str, *more: str) -> subprocess.CompletedProcess[str]:
    (folder / "ca.crt").write_text(service.keys.authority)
    (folder / "box.crt").write_text(certificate)
    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.crt", *more, "box.crt"]
    return subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.process
def test_a_boxs_certificate_is_good_by_address_and_name(service: Service, tmp_path: Path) -> None:
    settings = new_box(service, tmp_path / "made").record.settings
    for more in (("-verify_ip", settings.address), ("-verify_hostname", settings.host)):
        ran = verify(tmp_path, service, settings.tls.certificate, *more)
        assert ran.returncode == 0, ran.stderr
    assert verify(tmp_path, service, settings.tls.certificate, "-verify_ip", "10.77.2.1").returncode != 0


def test_the_address_stands_first_and_it_lasts_no_longer_than_phones_allow(service: Service, tmp_path: Path) -> None:
    settings = new_box(service, tmp_path / "made").record.settings
    certificate = authority.read_certificate(settings.tls.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert list(names) == [x509.IPAddress(IPv4Address(settings.address)), x509.DNSName(settings.host)]
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= timedelta(days=825)


@pytest.mark.process
@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("attune-01.attune.internal", "8.8.8.8"),
        ("attune-01.attune.internal", "10.78.1.1"),
        ("bank.example", "10.77.1.1"),
        ("attune.internal.example", "10.77.1.1"),
    ],
)
def test_the_authority_can_vouch_for_nothing_else(service: Service, tmp_path: Path, host: str, address: str) -> None:
    keys = service.keys
    issuer, key = authority.read_certificate(keys.authority), authority.read_key(keys.authority_key)
    made = authority.box(authority.new_key(), issuer, key, host, IPv4Address(address))
    ran = verify(tmp_path, service, authority.certificate_pem(made))
    assert ran.returncode != 0
    assert "permitted subtree violation" in ran.stderr


def test_no_authority_can_stand_below_it(service: Service, tmp_path: Path) -> None:
    keys = service.keys
    issuer, key = authority.read_certificate(keys.authority), authority.read_key(keys.authority_key)
    constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=0)
    assert issuer.extensions.get_extension_for_class(x509.NameConstraints).critical
    assert key.public_key() == issuer.public_key()


@pytest.mark.process
def test_what_signs_updates_signs_as_rauc_wants_it(service: Service, tmp_path: Path) -> None:
    """RAUC's signatures are CMS, detached, checked against a keyring of this one certificate."""
    (tmp_path / "updates.crt").write_text(service.keys.updates)
    (tmp_path / "updates.key").write_text(service.keys.updates_key)
    (tmp_path / "update").write_bytes(b"an update")
    sign = "openssl cms -sign -binary -in update -signer updates.crt -inkey updates.key -outform DER -out update.sig"
    check = "openssl cms -verify -binary -inform DER -in update.sig -content update -CAfile {} -out checked"
    (tmp_path / "box.crt").write_text(service.keys.authority)
    subprocess.run(sign.split(), cwd=tmp_path, check=True, timeout=60, capture_output=True)
    for keyring, good in (("updates.crt", True), ("box.crt", False)):
        ran = subprocess.run(check.format(keyring).split(), check=False, cwd=tmp_path, timeout=60, capture_output=True)
        assert (ran.returncode == 0) == good, ran.stderr
