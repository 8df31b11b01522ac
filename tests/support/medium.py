"""A medium that remembers what was flushed: every state that a power cut at any instant may leave.

Operations that no flush confirmed are lost in any combination: names in any subset, a file's new bytes wholly, half or
not at all. That is harsher than a journaling file system, so what survives it survives them all.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from sealed.disk import Bytes, Disk

Node = int
Step = tuple[str, Node, str, Node | None]  # what, folder, name, node


@dataclass
class State:
    """What a cut leaves below one folder: the content of files by their path, and folders as None."""

    tree: dict[str, bytes | None]

    def lay_down(self, target: Path) -> Path:
        """Make it on the disk."""
        target.mkdir()
        for name, data in sorted(self.tree.items()):
            if data is None:
                (target / name).mkdir()
            else:
                (target / name).write_bytes(data)
        return target


@dataclass
class Medium:
    """Folders and files as flushed, and what was done since."""

    folders: dict[Node, dict[str, Node]] = field(default_factory=dict)
    files: dict[Node, bytes] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    added: dict[Node, bytes] = field(default_factory=dict)

    def sync(self, node: Node) -> None:
        """What a flush of this file or folder makes lasting."""
        if node in self.folders:
            for step in self.steps:
                if step[1] == node:
                    _apply(self.folders, step)
            self.steps = [step for step in self.steps if step[1] != node]
        else:
            self.files[node] += self.added.pop(node, b"")

    def cuts(self, root: Node) -> Iterator[State]:
        """Every state that a power cut now may leave below the folder `root`."""
        unsure = sorted(node for node, data in self.added.items() if data)
        for kept in product([False, True], repeat=len(self.steps)):
            folders = {node: dict(names) for node, names in self.folders.items()}
            for step, keep in zip(self.steps, kept, strict=True):
                if keep:
                    _apply(folders, step)
            for shares in product([0.0, 0.5, 1.0], repeat=len(unsure)):
                files = dict(self.files)
                for node, share in zip(unsure, shares, strict=True):
                    files[node] += self.added[node][: int(len(self.added[node]) * share)]
                yield State(dict(_below(folders, files, root)))

    def now(self, root: Node) -> State:
        """The state as programs see it: what a crash of the program alone leaves."""
        folders = {node: dict(names) for node, names in self.folders.items()}
        for step in self.steps:
            _apply(folders, step)
        files = {node: data + self.added.get(node, b"") for node, data in self.files.items()}
        return State(dict(_below(folders, files, root)))


def _apply(folders: dict[Node, dict[str, Node]], step: Step) -> None:
    what, folder, name, node = step
    if what == "link":
        assert node is not None
        folders[folder] = {old: held for old, held in folders[folder].items() if held != node} | {name: node}
    else:
        folders[folder].pop(name, None)


def _below(
    folders: dict[Node, dict[str, Node]], files: dict[Node, bytes], root: Node, above: str = ""
) -> Iterator[tuple[str, bytes | None]]:
    for name, node in folders[root].items():
        if node in folders:
            yield above + name, None
            yield from _below(folders, files, node, f"{above}{name}/")
        else:
            yield above + name, files[node]


class Recorder(Disk):
    """A disk that does the work and keeps a `Medium` in step; `after` is called with it after each operation."""

    def __init__(self, root: Path) -> None:
        self.medium = Medium()
        self.root = self._adopt(root)
        self.operations = 0
        self._names: dict[Node, dict[str, Node]] = {node: dict(held) for node, held in self.medium.folders.items()}
        self._open: dict[int, Node] = {}
        self._over: set[int] = set()

    def after(self) -> None:
        """Called after each operation."""

    def make_folder(self, path: Path) -> None:
        """Make it, and note its name in the folder above."""
        super().make_folder(path)
        node = path.stat().st_ino
        self.medium.folders[node] = {}
        self._names[node] = {}
        self._link(path.parent.stat().st_ino, path.name, node)

    def create(self, folder: int, name: str) -> int:
        """Create it, and note its name."""
        file = super().create(folder, name)
        self._over.discard(file)
        node = -len(self.medium.files) - 1  # the system may use an inode's number again
        self.medium.files[node] = b""
        self._open[file] = node
        self._link(os.fstat(folder).st_ino, name, node)
        return file

    def append_to(self, folder: int, name: str) -> int:
        """Open it; nothing changes on the medium."""
        file = super().append_to(folder, name)
        self._over.discard(file)
        self._open[file] = self._names[os.fstat(folder).st_ino][name]
        return file

    def open_over(self, folder: int, name: str) -> int:
        """Open it; nothing changes on the medium."""
        file = super().open_over(folder, name)
        self._open[file] = self._names[os.fstat(folder).st_ino][name]
        self._over.add(file)
        return file

    def write(self, file: int, data: Bytes) -> None:
        """Write, half first, since a write may end in the middle."""
        if file in self._over:  # the old bytes may be there or not: take them as gone
            super().write(file, data)
            self.medium.files[self._open[file]] = bytes(data)
            self._done()
            return
        half = len(data) // 2
        for part in (bytes(data[:half]), bytes(data[half:])):
            super().write(file, part)
            added = self.medium.added
            added[self._open[file]] = added.get(self._open[file], b"") + part
            self._done()

    def sync(self, file: int) -> None:
        """Flush in the medium only."""
        about = os.fstat(file)
        self.medium.sync(about.st_ino if stat.S_ISDIR(about.st_mode) else self._open[file])
        self._done()

    def rename(self, folder: int, old: str, new: str) -> None:
        """Rename, and note it; `old` may be in a folder of this one."""
        super().rename(folder, old, new)
        node = os.fstat(folder).st_ino
        below, _, name = old.rpartition("/")
        above = self._names[node][below] if below else node
        moved = self._names[above].pop(name)
        if above != node:
            self.medium.steps.append(("unlink", above, name, None))
        self._link(node, new, moved)

    def remove_folder(self, path: Path) -> None:
        """Remove, and note it."""
        node = path.parent.stat().st_ino
        super().remove_folder(path)
        del self._names[node][path.name]
        self.medium.steps.append(("unlink", node, path.name, None))
        self._done()

    def remove(self, folder: int, name: str) -> None:
        """Remove, and note it."""
        super().remove(folder, name)
        node = os.fstat(folder).st_ino
        del self._names[node][name]
        self.medium.steps.append(("unlink", node, name, None))
        self._done()

    def _link(self, folder: Node, name: str, node: Node) -> None:
        self._names[folder][name] = node
        self.medium.steps.append(("link", folder, name, node))
        self._done()

    def _done(self) -> None:
        self.operations += 1
        self.after()

    def _adopt(self, folder: Path) -> Node:
        """Take what lies in a folder as flushed."""
        node = folder.stat().st_ino
        self.medium.folders[node] = {}
        for path in folder.iterdir():
            if path.is_dir():
                self.medium.folders[node][path.name] = self._adopt(path)
            else:
                self.medium.folders[node][path.name] = held = -len(self.medium.files) - 1
                self.medium.files[held] = path.read_bytes()
        return node
