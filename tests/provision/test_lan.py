"""A laptop's box on a phone's network: its certificate, its code, and settings that `attune run` knows again."""

import re
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from PIL import Image
from zxingcpp import read_barcodes

from attune.introduction import _code
from provision.authority import read_certificate
from provision.errors import NoLan, NotOurs
from provision.lan import lan_address, lan_papers
from provision.laptop import Laptop
from provision.settings import LaptopSettings

HERE, ELSEWHERE = IPv4Address("192.168.7.12"), IPv4Address("192.168.7.13")


def test_the_certificate_is_for_this_address_and_ends_within_a_week(tmp_path: Path) -> None:
    papers = lan_papers(tmp_path / "lan", "attune-k7qm", HERE)
    root, box = (read_certificate(path.read_text()) for path in (papers.authority, papers.certificate))
    assert root.not_valid_after_utc <= datetime.now(UTC) + timedelta(days=7)
    assert box.not_valid_after_utc <= root.not_valid_after_utc
    box.verify_directly_issued_by(root)
    allowed = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    assert allowed is not None
    assert [str(each.value) for each in allowed] == [papers.host, f"{HERE}/32"]


def test_it_is_kept_until_the_address_changes(tmp_path: Path) -> None:
    first = lan_papers(tmp_path / "lan", "attune-k7qm", HERE).certificate.read_text()
    assert lan_papers(tmp_path / "lan", "attune-k7qm", HERE).certificate.read_text() == first
    assert lan_papers(tmp_path / "lan", "attune-k7qm", ELSEWHERE).certificate.read_text() != first
    for name in ("box.crt", "box.key", "authority.crt"):
        for spoiled in (b"", b"\xff", (tmp_path / "lan" / "box.crt").read_bytes()[:200]):
            (tmp_path / "lan" / name).write_bytes(spoiled)
            papers = lan_papers(tmp_path / "lan", "attune-k7qm", HERE)
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(papers.certificate, papers.key)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "224.0.0.1", "192.0.2.77", "nonsense", "::1", "1.2.3"])
def test_an_address_that_no_phone_could_reach(address: str) -> None:
    with pytest.raises(NoLan):
        lan_address(address)


def test_the_code_in_the_terminal_is_read() -> None:
    address = "https://192.168.7.12:8765/trust"
    lines = _code(address)
    picture = Image.new("L", (len(lines[0]), 2 * len(lines)))
    for y, line in enumerate(lines):
        for x, block in enumerate(line):  # a terminal's letters are light, and what is left free is dark
            picture.putpixel((x, 2 * y), 255 * (block in "\u2588\u2580"))
            picture.putpixel((x, 2 * y + 1), 255 * (block in "\u2588\u2584"))
    large = picture.resize((picture.width * 8, picture.height * 8), Image.Resampling.NEAREST)
    assert [code.text for code in read_barcodes(large)] == [address]


@pytest.mark.parametrize("spoiled", [b"", b"\xff\xfe", b"attune-", b"../../etc\n", b"a b\n"])
def test_a_spoiled_name_is_set_aside(tmp_path: Path, spoiled: bytes) -> None:
    laptop = Laptop(tmp_path, LaptopSettings())
    laptop.prepare([], None, "127.0.0.1:0")
    (tmp_path / "name").write_bytes(spoiled)
    laptop.prepare([], None, "127.0.0.1:0")
    assert re.fullmatch(r"attune-[a-z0-9]{4}\n", (tmp_path / "name").read_text())
    assert (tmp_path / "name.bad").read_bytes() == spoiled


def test_settings_that_were_changed_by_hand_are_not_written_over(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, LaptopSettings())
    laptop.prepare([], None, "127.0.0.1:0")
    laptop.prepare([], None, "127.0.0.1:1")
    settings = tmp_path / "recorder.toml"
    changed = settings.read_text().replace("attune-", "ward-")
    settings.write_text(changed)
    with pytest.raises(NotOurs):
        laptop.prepare([], None, "127.0.0.1:0")
    assert settings.read_text() == changed
