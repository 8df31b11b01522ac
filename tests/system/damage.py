"""Ways in which a bundle is damaged: by a card, by a copy that broke off, by a hand."""

import json
import os
import shutil
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.papers.box_bundle import DOCUMENT, NAMESPACE, SIGNATURE
from sealed.ssh import sshsig


def damage(folder: Path, random: Random) -> str:
    """Damage one of the bundle's two files; what was done."""
    how = random.choice(KINDS)
    path = folder / random.choice((DOCUMENT, SIGNATURE))
    how(path, random)
    return f"{how.__name__} {path.name}"


def flip_a_bit(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def drop_bytes(path: Path, random: Random) -> None:
    data = path.read_bytes()
    at = random.randrange(len(data))
    path.write_bytes(data[:at] + data[at + random.randint(1, 40) :])


def insert_bytes(path: Path, random: Random) -> None:
    data = path.read_bytes()
    at = random.randrange(len(data) + 1)
    path.write_bytes(data[:at] + random.randbytes(random.randint(1, 40)) + data[at:])


def cut_short(path: Path, random: Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: random.randrange(len(data))])


def zero_a_block(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    at, size = random.randrange(len(data)), random.choice((1, 16, 512))
    data[at : at + size] = bytes(len(data[at : at + size]))
    path.write_bytes(data)


def windows_line_ends(path: Path, _: Random) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def remove(path: Path, _: Random) -> None:
    path.unlink()


def make_a_folder(path: Path, _: Random) -> None:
    path.unlink()
    path.mkdir()


def make_a_link(path: Path, _: Random) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.unlink(missing_ok=True)
    shutil.move(path, elsewhere)
    path.symlink_to(elsewhere)


def make_a_pipe(path: Path, _: Random) -> None:
    path.unlink()
    os.mkfifo(path)


def make_huge(path: Path, _: Random) -> None:
    with path.open("ab") as file:
        file.truncate(300_000)


def swap(path: Path, _: Random) -> None:
    other = path.with_name(SIGNATURE if path.name == DOCUMENT else DOCUMENT)
    first, second = path.read_bytes(), other.read_bytes()
    path.write_bytes(second)
    other.write_bytes(first)


def edit(path: Path, random: Random) -> None:
    document = path.with_name(DOCUMENT)
    settings = json.loads(document.read_text())
    key, value = random.choice(
        [("address", "10.0.0.1"), ("box", "mine"), ("sequence", 9), ("recipients", []), ("ssh", "x")]
    )
    settings[key] = value
    document.write_text(json.dumps(settings, indent=1))


def sign_elsewhere(path: Path, random: Random) -> None:
    """A signature over the document, but made for another purpose."""
    document = path.with_name(DOCUMENT)
    key = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
    namespace = random.choice(("attune-case", "file", NAMESPACE + "x"))
    path.with_name(SIGNATURE).write_text(sshsig.sign(key, document.read_bytes(), namespace))


KINDS = (
    *(flip_a_bit, drop_bytes, insert_bytes, cut_short, zero_a_block, windows_line_ends, remove),
    *(make_a_folder, make_a_link, make_a_pipe, make_huge, swap, edit, sign_elsewhere),
)
