"""Faults of what is plugged in or reached: the store, boxes that report there, the stick."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.papers.erasure_certificate import ErasureCertificate, read_certificate
from sealed.papers.health_report import HealthReport
from tests.desk.faults.by_page import Pages
from tests.desk.faults.fault import Fault, Makes, does, moved, named, read_only
from tests.desk.faults.world import BOX, FaultWorld
from tests.support.small_films import FILM

ENDS = named("complete", "erase")
HANDS_OVER = named("hand-over")


def certificate(world: FaultWorld) -> ErasureCertificate | None:
    """That of the case or the film."""
    place = world.folder("one") / "certificates"
    found = [read_certificate(path)[0] for path in place.glob("*.json") if path.stem != world.facts.certificate]
    return found[0] if found else None


def says_not_removed(world: FaultWorld) -> None:
    """The film is at the store still: nothing that was certified denies it."""
    there = any((world.store / FILM).glob("*.age"))
    for copy in ((found := certificate(world)) and found.copies) or ():
        assert not (there and copy.place == "store" and copy.fate == "removed"), copy


def says_nothing_of_the_box(world: FaultWorld) -> None:
    """No box said that it removed anything."""
    for copy in ((found := certificate(world)) and found.copies) or ():
        assert copy.place != "box" or copy.fate != "confirmed", copy


@contextmanager
def _refuses_deletes(world: FaultWorld, pages: Pages) -> Iterator[None]:
    """The film's folder there can be read, and its files cannot be removed; everything else can be written."""
    with read_only(world.store / FILM):
        yield


def _settings(**changes: str | None) -> Makes:
    """Named by another program."""

    @contextmanager
    def made(world: FaultWorld, pages: Pages) -> Iterator[None]:
        folder = world.one.folder
        before = folder.settings
        folder.change_settings(**changes)
        try:
            yield
        finally:
            if folder.root.is_dir():
                before.write(folder.root, folder.disk)

    return made


def _unreadable(path: Callable[[FaultWorld], Iterator[Path]]) -> Makes:
    """It is listed, and is no file that can be read."""

    def made(world: FaultWorld) -> None:
        for each in list(path(world)):
            each.unlink()
            each.mkdir()

    return does(made)


def _reported(change: Callable[[HealthReport], HealthReport], key: Ed25519PrivateKey | None = None) -> Makes:
    """A newer report of the box, which somebody with the store's account wrote."""

    def made(world: FaultWorld) -> None:
        [path] = (world.store / "boxes").glob("*.json")
        signer = key or Ed25519PrivateKey.generate()
        report = change(msgspec.json.decode(path.read_bytes(), type=HealthReport))
        name = f"{BOX}.20300101T000000Z.json"
        for each, data in zip((name, f"{name}.sig"), report.files(signer).values(), strict=True):
            (path.parent / each).write_bytes(data)

    return does(made)


def _boxes(data: bytes) -> Makes:
    return does(lambda world: [path.write_bytes(data) for path in (world.store / "boxes").iterdir()])


def _stick_full(world: FaultWorld, _: Pages) -> AbstractContextManager[None]:
    return _mounted(world.stick, "size=64k")


def _stick_without_room_for_names(world: FaultWorld, _: Pages) -> AbstractContextManager[None]:
    return _mounted(world.stick, "size=64m,nr_inodes=3")


@contextmanager
def _mounted(at: Path, options: str) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", at], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", at], check=True)


@contextmanager
def _own_disk(world: FaultWorld, _: Pages) -> Iterator[None]:
    """Its path means a folder of the computer's own disk."""
    shutil.rmtree(world.stick)
    (world.home / "no stick").mkdir()
    world.stick.symlink_to(world.home / "no stick")
    try:
        yield
        assert not list((world.home / "no stick").iterdir()), "a film lies in the clear on the computer's disk"
    finally:
        world.stick.unlink()
        world.stick.mkdir()


@contextmanager
def _a_file(world: FaultWorld, _: Pages) -> Iterator[None]:
    world.stick.rmdir()
    world.stick.write_bytes(b"")
    try:
        yield
    finally:
        world.stick.unlink()
        world.stick.mkdir()


def _at(pattern: str) -> Callable[[FaultWorld], Iterator[Path]]:
    return lambda world: (path for path in world.store.glob(pattern) if path.is_file())


STORES: dict[str, Makes] = {
    "store away": lambda w, p: moved(w.store),
    "store read only": lambda w, p: read_only(w.store),
    "store refuses deletes": _refuses_deletes,
    "cards cannot be written there": lambda w, p: read_only(w.store / "cards"),
}

ADDRESSES: dict[str, Makes] = {
    "its address is nonsense": _settings(store="ftp://nowhere"),
    "its address is another folder": _settings(store="file:///nowhere/at/all"),
    "its credentials are not there": _settings(store="s3://films/", credentials="/nowhere"),
}

REPORTS: dict[str, Makes] = {
    "signed by a stranger": _reported(lambda report: report),
    "of another box": _reported(lambda report: msgspec.structs.replace(report, box="attune-99")),
    "nonsense": _boxes(b"[" * 5000),
    "empty": _boxes(b""),
    "no text": _boxes(bytes(range(256))),
    "a page of a hotel": _boxes(b"<html><title>Please sign in</title>"),
}

STICKS: dict[str, Makes] = {
    "gone": lambda w, p: moved(w.stick),
    "read only": lambda w, p: read_only(w.stick),
    "full": _stick_full,
    "no room for names": _stick_without_room_for_names,
    "the computer's own disk": _own_disk,
    "a file": _a_file,
}


def faults() -> Iterator[Fault]:
    """All of them."""
    waits = frozenset({0, 1})
    for name, makes in STORES.items():
        yield Fault(f"store: {name}", makes, ENDS, waits, "goes on", passes=True, check=says_not_removed)
    for name, pattern in (("cards", f"cards/{BOX}/*"), ("reports", "boxes/*"), ("film", f"{FILM}/film.json")):
        yield Fault(
            f"store lists {name} and does not read them", _unreadable(_at(pattern)), ENDS, waits, "goes on",
            check=says_not_removed,
        )  # fmt: skip
    # an address of before is a place of its own, which somebody has to go on without
    for name, makes in ADDRESSES.items():
        yield Fault(f"store: {name}", makes, ENDS, waits, "goes on", check=says_not_removed)
    yield Fault("no store is set", _settings(store=None), ENDS, waits, "goes on", passes=True, check=says_not_removed)
    for name, makes in REPORTS.items():
        yield Fault(f"a box's report: {name}", makes, ENDS, waits, "whole", check=says_nothing_of_the_box)
    for name, makes in STICKS.items():
        yield Fault(f"stick: {name}", makes, HANDS_OVER, frozenset({1, 2, 7}), passes=True)
