"""Certificates that somebody put into the desk's folder: none is shown or printed that this desk did not sign."""

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.completion.papers import certificates, give_certificate, not_ours
from desk.completion.steps import begin_case, go_on
from desk.unlocked import Desk
from sealed.durable import Folder
from sealed.papers.erasure_certificate import read_certificate
from sealed.papers.errors import CertificateError
from tests.support.desks import make_desk

OTHER, COPY, BROKEN = "0" * 16, "1" * 16, "2" * 16


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """With one of its own, one of somebody else, a copy under another id, and one that cannot be read."""
    desk = make_desk(tmp_path)
    desk.open_case("K-17")
    plan = go_on(desk, begin_case(desk, "K-17", "K-17"))
    place = desk.folder.certificates
    own, _ = read_certificate(place / f"{plan.id}.json")
    for ending in ("", ".sig"):
        (place / f"{COPY}.json{ending}").write_bytes((place / f"{plan.id}.json{ending}").read_bytes())
    (place / f"{BROKEN}.json").write_text("{}")
    with Folder(place) as files:
        forged = msgspec.structs.replace(own, id=OTHER)
        forged.write(place, Ed25519PrivateKey.generate(), files)
    return desk


def test_only_those_that_this_desk_signed_are_shown(desk: Desk, tmp_path: Path) -> None:
    [own] = certificates(desk)
    assert own.id not in (OTHER, COPY)
    others = not_ours(desk)
    assert list(others) == [f"{OTHER}.json", f"{COPY}.json", f"{BROKEN}.json"]
    assert "is not this desk's: SHA256:" in others[f"{OTHER}.json"]
    assert f"a copy of {own.id}" in others[f"{COPY}.json"]
    for id_ in (OTHER, COPY, BROKEN):
        with pytest.raises(CertificateError):
            give_certificate(desk, id_, tmp_path)
        assert not (tmp_path / f"{id_}.pdf").exists()
    assert give_certificate(desk, own.id, tmp_path)
