"""Faults of what comes from elsewhere: papers that are damaged, of strangers, used before, or for another desk."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.packs import colleagues, keys
from desk.packs.signed import PackErasure, PackKey, sign
from desk.writing import now
from sealed.film.facts import Recorder
from sealed.ssh import sshsig
from tests.desk.faults.fault import Fault, Makes, cut, does, empty, flip, named, replaced_by_a_folder
from tests.desk.faults.world import FaultWorld
from tests.support.desks import make_desk
from tests.support.packing import TwoDesks

DAMAGE: dict[str, Callable[[Path], object]] = {
    "a byte changed": flip,
    "cut": cut,
    "empty": empty,
    "nonsense": lambda path: path.write_bytes(b"[" * 5000),
    "another file": lambda path: path.write_bytes(b"%PDF-1.7\n" * 400),
    "not there": Path.unlink,
    "a folder": replaced_by_a_folder,
}
PAPERS = {
    "pack open": "ready.pack",
    "pack make": "key.json",
    "pack notes": "notes.age",
    "pack erased": "erased.json",
}
STRANGER = Ed25519PrivateKey.generate()


def _paper(world: FaultWorld) -> Path:
    return world.folder("one") / "certificates" / f"{world.facts.certificate}.json"


def _signed_by_a_stranger(world: FaultWorld) -> None:
    """Key and receipt in good form, from a desk that nobody knows."""
    desk = Recorder("mallory", sshsig.key_line(sshsig.public_bytes(STRANGER)))
    code, _ = keys.new_key(world.two)
    recipient = str(world.two.identity(code).recipient)
    world.paper("key.json").write_bytes(sign(PackKey(desk=desk, issued=now(), recipient=recipient), STRANGER))
    pack = world.one.case("DEMO-1").packs[-1].recipient
    erased = PackErasure(desk=desk, issued=now(), recipient=pack, erased=now())
    world.paper("erased.json").write_bytes(sign(erased, STRANGER))


def _nobody_is_known(world: FaultWorld) -> None:
    for desk in ("one", "two"):
        (world.folder(desk) / colleagues.FILE).unlink()


def _list_changed(world: FaultWorld) -> None:
    for desk in ("one", "two"):
        path = world.folder(desk) / colleagues.FILE
        said = json.loads(path.read_text())
        path.write_text(json.dumps(said | {"body": said["body"] + "mallory ssh-ed25519 AAAA\n"}))


def _list_of_the_other_desk(world: FaultWorld) -> None:
    one, two = (world.folder(desk) / colleagues.FILE for desk in ("one", "two"))
    shutil.copy(one, two)
    shutil.copy(world.template / "two" / "desk" / colleagues.FILE, one)


def _erased_before(world: FaultWorld) -> None:
    shutil.copy(world.paper("gone.pack"), world.paper("ready.pack"))


def _for_another_desk(world: FaultWorld) -> None:
    """It is sealed to a key that a third desk made."""
    third = make_desk(world.home / "three")
    colleagues.add(world.one, "carla " + colleagues.own_line(third).partition(" ")[2])
    TwoDesks(world.home, world.one, third).pack(name="in/ready.pack")
    world.before["one"] = world.events(world.one)


def _key_used(world: FaultWorld) -> None:
    desk = world.one
    TwoDesks(world.home, desk, world.two).pack(name="in/used.pack", key=world.paper("key.json"))
    world.before["one"] = world.events(world.one)


def _came(name: str, act: Callable[[Path], object]) -> Makes:
    return does(lambda world: act(world.paper(name)))


def _certified(ending: str, act: Callable[[Path], object]) -> Makes:
    return does(lambda world: act(_paper(world).with_name(f"{_paper(world).name}{ending}")))


def faults() -> Iterator[Fault]:
    """All of them."""
    for operation, name in PAPERS.items():
        for how, act in DAMAGE.items():
            yield Fault(
                f"{name}: {how}", _came(name, act), named(operation),
                frozenset({1, 2, 4, 6, 7}),
            )  # fmt: skip
    for how, act in DAMAGE.items():
        yield Fault(
            f"certificate: {how}", _certified("", act), named("verify", "certificate"),
            frozenset({1, 2, 4}),
        )  # fmt: skip
        yield Fault(
            f"certificate's signature: {how}", _certified(".sig", act), named("verify", "certificate"),
            frozenset({1, 2, 4}),
        )  # fmt: skip
    yield Fault("a stranger's paper", does(_signed_by_a_stranger), named("pack make", "pack erased"), frozenset({7}))
    of_packs = named("pack open", "pack make", "pack notes", "pack erased")
    yield Fault("no colleague is known", does(_nobody_is_known), of_packs, frozenset({7}))
    yield Fault("the list of colleagues changed", does(_list_changed), of_packs, frozenset({7}))
    yield Fault("the list is another desk's", does(_list_of_the_other_desk), of_packs, frozenset({7}))
    yield Fault("erased here before", does(_erased_before), named("pack open"), frozenset({6}))
    yield Fault("for a third desk", does(_for_another_desk), named("pack open"), frozenset({6}))
    yield Fault("the key was used", does(_key_used), named("pack make"), frozenset({7}))
