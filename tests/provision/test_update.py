"""Updates as IT makes and stages them: real RAUC bundles, offers that the service signed, real stores."""

import asyncio
import hashlib
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from attune.command import main
from provision.errors import UpdateNotMade, UpdateUnfit
from provision.records import Records
from provision.service import Service
from provision.update import make, stage
from sealed.papers.errors import OfferError
from sealed.papers.update_offer import UpdateOffer, verify
from sealed.ssh import sshsig
from tests.support.services import PASSPHRASE, new_box, new_service
from tests.support.updates import new_image, new_update

pytestmark = pytest.mark.process
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_bundle_is_signed_by_the_service_and_by_nobody_else(service: Service, tmp_path: Path) -> None:
    made = new_update(service, tmp_path)
    other = new_service(tmp_path / "other")
    for each, good in ((service, True), (other, False)):
        keyring = each.folder / "updates.crt"
        ran = subprocess.run(["rauc", f"--keyring={keyring}", "info", made.bundle], check=False, capture_output=True)
        assert (ran.returncode == 0) is good, ran.stderr
    assert [path.name for path in made.bundle.parent.iterdir()] == ["attune-vm-0.3.0.raucb"]


def test_the_key_is_in_no_file_and_no_argument(service: Service, tmp_path: Path) -> None:
    """A RAUC of ours in the way of Debian's writes down what it sees."""
    fake = tmp_path / "bin"
    fake.mkdir()
    seen = tmp_path / "seen"
    (fake / "rauc").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {seen}\nexec /usr/bin/rauc "$@"\n')
    (fake / "rauc").chmod(0o755)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{fake}:{before}"
    try:
        make(service, new_image(tmp_path / "image"), tmp_path / "updates")
    finally:
        os.environ["PATH"] = before
    secret = service.keys.updates_key.splitlines()[1]
    words = seen.read_text()
    assert "--key=/proc/self/fd/" in words
    assert secret not in words
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if secret.encode() in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"kernel": "6.19.2-rpi", "rauc": "1.13-3+deb13u1"}, "no update after it"),
        ({"kernel": "7.3.4+deb14-amd64", "rauc": "1.15.0"}, "no update after it"),
        ({"kind": "raspios"}, "no kind"),
        ({"version": "0.3~rc1"}, "no kind"),
    ],
)
def test_an_image_that_would_strand_its_boxes_becomes_no_update(
    service: Service, tmp_path: Path, facts: dict[str, str], cause: str
) -> None:
    with pytest.raises(UpdateUnfit, match=cause):
        make(service, new_image(tmp_path / "image", **facts), tmp_path / "updates")


def test_the_next_kernel_with_its_rauc_does(service: Service, tmp_path: Path) -> None:
    assert make(service, new_image(tmp_path / "image", kernel="7.3.4", rauc="1.15.2-1"), tmp_path / "updates")
    with pytest.raises(UpdateNotMade, match="there already"):
        make(service, new_image(tmp_path / "image"), tmp_path / "updates")


def test_what_is_no_image_is_refused(service: Service, tmp_path: Path) -> None:
    image = new_image(tmp_path / "image")
    (image / "system.img").unlink()
    for _ in range(2):
        with pytest.raises(UpdateUnfit):
            make(service, image, tmp_path / "updates")
        (image / "attune-image.json").write_text("{}")


def test_staged_for_some_boxes_and_then_for_all(service: Service, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    for box, place in (("a", "Team North"), ("b", "Team South"), ("c", "Team North")):
        new_box(service, tmp_path / "made", box, place=place)
    made = new_update(service, tmp_path)
    (tmp_path / "pass").write_text(PASSPHRASE)
    common = ["provision", "update", "stage", str(made.bundle), "--store", store.as_uri()]
    common += ["--service", str(service.folder), "--passphrase-file", str(tmp_path / "pass")]

    def staged(*words: str) -> list[str]:
        ran = CliRunner().invoke(main, [*common, *words])
        assert ran.exit_code == 0, ran.output
        return sorted(path.stem for path in (store / "updates").glob("*.json"))

    assert staged("b") == ["b"]
    assert staged("--place", "Team North") == ["a", "b", "c"]
    assert (store / "updates" / made.bundle.name).read_bytes() == made.bundle.read_bytes()
    assert staged("--all") == ["a", "b", "c"]
    assert CliRunner().invoke(main, common).exit_code == 2


def test_a_later_offer_replaces_the_earlier_one(service: Service, tmp_path: Path) -> None:
    store, public = tmp_path / "store", sshsig.public_bytes(service.signing_key())
    store.mkdir()
    new_box(service, tmp_path / "made", "a")
    for version in ("0.3.0", "0.4.0"):
        made = new_update(service, tmp_path, version)
        asyncio.run(stage(service, made, Records(service).all(), store.as_uri(), None, NOW))
    body, signature = ((store / "updates" / f"a.json{end}").read_bytes() for end in ("", ".sig"))
    offer = verify(body, signature, "a", public)
    assert (offer.version, offer.bundle) == ("0.4.0", made.bundle.name)
    assert offer.sha256 == hashlib.sha256(made.bundle.read_bytes()).hexdigest()
    for wrong in (
        (body.replace(b"0.4.0", b"0.5.0"), signature, "a", public),
        (body, signature, "b", public),
        (body, signature, "a", bytes(32)),
        (body, b"", "a", public),
    ):
        with pytest.raises(OfferError):
            verify(*wrong)


def test_an_offer_names_no_file_elsewhere() -> None:
    for name in ("../x.raucb", "/x.raucb", "x.img", ".x.raucb"):
        with pytest.raises(ValueError, match="bundle"):
            UpdateOffer(box="a", version="1", bundle=name, size=1, sha256="0" * 64, issued="2026-11-26T12:00:00Z")
