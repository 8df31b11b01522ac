"""A fault: what goes wrong, in the way of which operations, and how those may end."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.desk.faults.by_page import Pages
from tests.desk.faults.operations import Operation
from tests.desk.faults.world import FaultWorld

Makes = Callable[[FaultWorld, Pages], AbstractContextManager[object]]
Ends = Literal["refused", "goes on", "whole"]


@dataclass(frozen=True)
class Fault:
    """`makes` causes it while the desk is open and the page is there; afterwards it is over, if it `passes`.

    `exits`: the codes that a command may end with. `ends`: refused; or done all the same (`whole`); or some of it is
    done, and it goes on once the fault is over. `unreadable`: the operation's own case cannot be read afterwards.
    """

    name: str
    makes: Makes
    on: Callable[[Operation], bool]
    exits: frozenset[int]
    ends: Ends = "refused"
    passes: bool = False
    locks: bool = False
    unreadable: bool = False
    by: tuple[str, ...] = ("command", "page")
    passphrase: str = "right"
    check: Callable[[FaultWorld], None] = lambda _world: None


def does(act: Callable[[FaultWorld], object]) -> Makes:
    """A fault that nobody takes back."""

    @contextmanager
    def made(world: FaultWorld, pages: Pages) -> Iterator[None]:
        act(world)
        yield

    return made


def named(*names: str) -> Callable[[Operation], bool]:
    """Only these operations."""
    return lambda operation: operation.name in names


def writes(operation: Operation) -> bool:
    return operation.writes


def puts(operation: Operation) -> bool:
    return operation.puts


def everything(operation: Operation) -> bool:
    """But what needs no desk."""
    return operation.name != "verify"


def on_the_case(operation: Operation) -> bool:
    """Those that name the case, and are no colleague's."""
    others = ("pack open", "pack reply", "pack notes", "pack erase", "pack erased", "certificate", "verify")
    return operation.name not in others


def flip(path: Path, at: int = -1) -> None:
    """Change one byte: in the middle, if not said where."""
    data = bytearray(path.read_bytes())
    data[at if at >= 0 else len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    """Half of it is there."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    """There is such a file, and nothing in it."""
    path.write_bytes(b"")


def replaced_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@contextmanager
def moved(path: Path) -> Iterator[None]:
    """It is not there, and comes back."""
    away = path.with_name(f"{path.name}.away")
    path.rename(away)
    try:
        yield
    finally:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        away.rename(path)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """As a file system that was mounted so; root may write in every other kind of folder."""
    if os.getuid() == 0:
        subprocess.run(["mount", "--bind", folder, folder], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
            yield
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
        return
    below = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in below:
        path.chmod(0o555)
    try:
        yield
    finally:
        for path in below:
            path.chmod(0o755)
