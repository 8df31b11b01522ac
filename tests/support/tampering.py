"""Everything that can be done to a film folder without a key, as hypothesis draws it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

DRAWN = st.integers(0, 2**32)


class Films:
    """Two states of a film, and another film of the same box. No dataclass: hypothesis would print its bytes."""

    def __init__(self, closed: dict[str, bytes], unclosed: dict[str, bytes], other: dict[str, bytes]) -> None:
        self.closed = closed
        self.unclosed = unclosed
        self.other = other


@dataclass(frozen=True)
class Tampering:
    """One deed; its numbers are taken modulo what there is."""

    what: str
    first: int
    second: int
    data: bytes

    def __call__(self, film: Path, other: dict[str, bytes]) -> None:
        """Do it to the folder `film`; `other` is another film of the same box."""
        names = sorted(path.name for path in film.iterdir())
        if names:
            DEEDS[self.what](self, film, names[self.first % len(names)], other)

    def flip(self, film: Path, name: str, _other: dict[str, bytes]) -> None:
        """Flip a bit."""
        data = bytearray(_read(film / name))
        if data:
            data[self.second // 8 % len(data)] ^= 1 << self.second % 8
            _write(film / name, bytes(data))

    def cut(self, film: Path, name: str, _other: dict[str, bytes]) -> None:
        """Cut a file off at any length."""
        data = _read(film / name)
        _write(film / name, data[: self.second % (len(data) + 1)])

    def append(self, film: Path, name: str, _other: dict[str, bytes]) -> None:
        """Add bytes to a file."""
        _write(film / name, _read(film / name) + self.data)

    def overwrite(self, film: Path, name: str, _other: dict[str, bytes]) -> None:
        """Put garbage in place of a file, or into the middle of it."""
        data = _read(film / name)
        at = self.second % (2 * len(data) + 1)
        _write(film / name, data[:at] + self.data + data[at + len(self.data) :] if at < len(data) else self.data)

    def drop(self, film: Path, name: str, _other: dict[str, bytes]) -> None:
        """Remove a file."""
        _remove(film / name)

    def exchange(self, film: Path, name: str, _other: dict[str, bytes]) -> None:
        """Let two files change places."""
        names = sorted(path.name for path in film.iterdir())
        there = film / names[self.second % len(names)]
        if there.name != name:
            spare = film / "spare"
            there.rename(spare)
            (film / name).rename(there)
            spare.rename(film / name)

    def duplicate(self, film: Path, name: str, _other: dict[str, bytes]) -> None:
        """Copy a file over another, or to a name that a film may have."""
        names = [*sorted(path.name for path in film.iterdir()), "000004.m4s.age", "000009.mark.age"]
        _write(film / names[self.second % len(names)], _read(film / name))

    def swap(self, film: Path, _name: str, other: dict[str, bytes]) -> None:
        """Bring a file in from another film, under its own name or another's."""
        names = sorted(path.name for path in film.iterdir())
        foreign = sorted(other)[self.second % len(other)]
        target = foreign if self.second // len(other) % 2 else names[self.first % len(names)]
        _write(film / target, other[foreign])

    def lines(self, film: Path, _name: str, _other: dict[str, bytes]) -> None:
        """Drop, repeat or exchange lines of the journal, or cut it off after one."""
        lines = _read(film / "journal").splitlines(keepends=True)
        if not lines:
            return
        one, two = self.first % len(lines), self.second % len(lines)
        match len(self.data) % 4:
            case 0:
                del lines[one]
            case 1:
                lines.insert(two, lines[one])
            case 2:
                lines[one], lines[two] = lines[two], lines[one]
            case _:
                del lines[one:]
        _write(film / "journal", b"".join(lines))

    def plant(self, film: Path, name: str, _other: dict[str, bytes]) -> None:
        """Put something in place of a file that is none."""
        plants: list[Callable[[Path], object]] = [
            lambda path: path.mkdir(),
            os.mkfifo,
            lambda path: path.symlink_to("/dev/zero"),
            lambda path: path.symlink_to(path),
            lambda path: path.symlink_to("init.mp4.age"),
        ]
        _remove(film / name)
        plants[self.second % len(plants)](film / name)


DEEDS: dict[str, Callable[[Tampering, Path, str, dict[str, bytes]], None]] = {
    deed.__name__: deed
    for deed in (
        Tampering.flip,
        Tampering.cut,
        Tampering.append,
        Tampering.overwrite,
        Tampering.drop,
        Tampering.exchange,
        Tampering.duplicate,
        Tampering.swap,
        Tampering.lines,
        Tampering.plant,
    )
}

tamperings = st.lists(
    st.builds(Tampering, st.sampled_from(sorted(DEEDS)), DRAWN, DRAWN, st.binary(min_size=1, max_size=300)),
    min_size=1,
    max_size=3,
)


def snapshot(folder: Path) -> dict[str, object]:
    """What lies in a folder, so that a deed without effect can be told."""
    return {
        path.name: path.read_bytes() if path.is_file() and not path.is_symlink() else path.lstat().st_mode
        for path in folder.iterdir()
    }


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else b""


def _write(path: Path, data: bytes) -> None:
    _remove(path)
    path.write_bytes(data)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
