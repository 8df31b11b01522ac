"""Updates on their way down: only what the service offers to this box, whole, newer, and once."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.courier.update_fetch import UpdateFetcher, UpdateSettings
from provision.records import Records
from provision.service import Service
from provision.update import MadeUpdate, stage
from sealed.papers.errors import OfferError
from sealed.ssh import sshsig
from stores.errors import NoSuchObject
from stores.folder import FolderStore
from tests.support.services import new_box, new_service

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
BUNDLE = b"a bundle, as far as the courier knows\n" * 1000


class World:
    """A service, a store, and the box `a` of that service with version 0.2.0."""

    def __init__(self, home: Path) -> None:
        self.service, self.home = new_service(home / "svc"), home
        self.store = FolderStore(home / "store")
        (home / "store").mkdir()
        self.root, self.folder = home / "root", home / "updates"
        self.folder.mkdir()
        (self.root / "etc/attune").mkdir(parents=True)
        (self.root / "etc/os-release").write_text("IMAGE_ID=attune-vm\nIMAGE_VERSION=0.2.0\n")
        self.belongs_to(self.service)
        for box in "ab":
            new_box(self.service, home / "made", box)

    def belongs_to(self, service: Service) -> None:
        key = sshsig.key_line(sshsig.public_bytes(service.signing_key()))
        (self.root / "etc/attune/provisioned.json").write_text(
            json.dumps({"service": key, "box": "a", "sequence": 1, "digest": "", "when": ""})
        )

    def offer(self, version: str, boxes: str = "a") -> Path:
        bundle = self.home / f"attune-vm-{version}.raucb"
        bundle.write_bytes(BUNDLE + version.encode())
        made = MadeUpdate(bundle, "attune-vm", version)
        records = [record for record in Records(self.service).all() if record.name in boxes]
        asyncio.run(stage(self.service, made, records, (self.home / "store").as_uri(), None, NOW))
        return self.home / "store/updates" / bundle.name

    def fetch(self) -> str | None:
        return asyncio.run(UpdateFetcher(self.store, UpdateSettings("a", str(self.folder), str(self.root))).fetch())

    @property
    def here(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_what_is_offered_comes_once_and_a_later_one_takes_its_place(world: World) -> None:
    assert world.fetch() is None
    world.offer("0.3.0")
    assert [world.fetch(), world.fetch()] == ["0.3.0.raucb", None]
    assert (world.folder / "0.3.0.raucb").read_bytes() == BUNDLE + b"0.3.0"
    world.offer("0.10.0")
    assert world.fetch() == "0.10.0.raucb"
    assert world.here == ["0.10.0.raucb"]


def test_what_is_not_newer_or_for_another_box_or_failed_here_is_left(world: World) -> None:
    for version in ("0.2.0", "0.1.9"):
        world.offer(version)
        assert world.fetch() is None
    world.offer("0.3.0", "b")
    assert world.fetch() is None
    world.offer("0.3.0")
    (world.root / "etc/attune/update.json").write_text('{"state": "failed", "rejected": ["0.3.0"]}')
    assert world.fetch() is None
    (world.root / "etc/attune/update.json").write_text('{"state": "installed", "version": "0.3.0"}')
    assert world.fetch() is None
    assert world.here == []


def test_an_offer_of_another_service_is_not_believed(world: World) -> None:
    world.offer("0.3.0")
    world.belongs_to(new_service(world.home / "other"))
    with pytest.raises(OfferError, match="another service"):
        world.fetch()
    (world.root / "etc/attune/provisioned.json").unlink()
    with pytest.raises(OfferError, match="knows no service"):
        world.fetch()
    assert world.here == []


def test_without_an_offer_there_is_none(world: World) -> None:
    assert world.fetch() is None
    world.offer("0.3.0")
    for offer in (world.home / "store/updates").glob("a.json"):
        offer.chmod(0o644)
        offer.write_bytes(b"")
    assert world.fetch() is None


def test_an_offer_of_endless_length_is_not_read_to_its_end(world: World) -> None:
    world.offer("0.3.0")
    offer = world.home / "store/updates/a.json"
    offer.chmod(0o644)
    offer.write_bytes(offer.read_bytes() + b" " * (16 << 20))
    with pytest.raises(OfferError):
        world.fetch()
    assert world.here == []


@pytest.mark.parametrize("how", ["changed", "cut short", "too long", "gone"])
def test_what_is_not_what_was_offered_is_not_kept(world: World, how: str) -> None:
    there = world.offer("0.3.0")
    data = there.read_bytes()
    there.chmod(0o644)
    if how == "gone":
        there.unlink()
    else:
        there.write_bytes({"changed": b"A" + data[1:], "cut short": data[:-1], "too long": data * 3}[how])
    with pytest.raises(NoSuchObject if how == "gone" else OfferError):
        world.fetch()
    assert [name for name in world.here if name.endswith(".raucb")] == []
    there.write_bytes(data)
    assert world.fetch() == "0.3.0.raucb"
    assert world.here == ["0.3.0.raucb"]
