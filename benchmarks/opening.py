"""Opening a ten-minute film with `attune open`, against `age -d` of one file of that size: the ratio of wall times.

Run: `python -m benchmarks.opening`. Both read from the page cache and write to the same disk, in turn; the best of
seven runs counts. The film is sealed as the box seals it, once to an X25519 key, which every `age` knows, and once to
a post-quantum key, which is the default. Unlike `age -d`, `attune open` also hashes every byte and checks the journal
and the signature.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.age import Identity, generate, seal
from sealed.disk import Disk
from sealed.film.facts import Facts, Recorder, Started, Video, fingerprint
from sealed.film.writer import FilmWriter
from sealed.ssh import sshsig

SEGMENTS = 625
SEGMENT = 300 << 10
SPAN = 960_000_000
RUNS = 7


class Quick(Disk):
    """A disk that does not flush: the film made here need not survive a power cut."""

    def sync(self, file: int) -> None:
        """Nothing."""


def main() -> None:
    """Print a line for each kind of key."""
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as made:
        folder = Path(made)
        classic = generate(post_quantum=False)
        plaintext = os.urandom(SEGMENTS * SEGMENT)
        (folder / "one.age").write_bytes(seal(plaintext, [classic.recipient]))
        (folder / "classic").write_text(classic.secret() + "\n")
        commands = {"age -d, one file": ["age", "-d", "-i", "classic", "-o", "out", "one.age"]}
        for kind, identity in (("X25519", classic), ("post-quantum", generate())):
            make_film(folder, kind, identity, plaintext)
            (folder / f"{kind}.key").write_text(identity.secret() + "\n")
            film = [str(folder / kind / "undated-bench"), "-i", f"{kind}.key", "-o", "out"]
            commands[f"attune open, {SEGMENTS} segments, {kind}"] = [
                str(Path(sys.executable).with_name("attune")),
                "open",
                *film,
            ]
        times = best(folder, commands)
        print(f"opening {len(plaintext) / 1e6:.0f} MB")
        age, _ = times["age -d, one file"]
        for name, (wall, processor) in times.items():
            print(f"  {name:<44} {wall:.3f} s, {processor:.3f} s of processor: {wall / age:.2f} x age -d")


def make_film(folder: Path, name: str, identity: Identity, plaintext: bytes) -> None:
    """Write a film of ten minutes whose plaintext is not a picture, since nobody looks."""
    signer = Ed25519PrivateKey.generate()
    facts = Facts(
        format=1,
        film="undated-bench",
        recorder=Recorder("benchmarks", sshsig.key_line(sshsig.public_bytes(signer))),
        recipients=(fingerprint(str(identity.recipient)),),
        started=Started(None, "none"),
        video=Video("h264", 1280, 720, "25/1"),
        audio=None,
        software="benchmarks",
    )
    (folder / name).mkdir()
    writer = FilmWriter.create(folder / name, facts, [identity.recipient], signer, Quick())
    writer.init(b"init")
    for number in range(SEGMENTS):
        part = plaintext[number * SEGMENT : (number + 1) * SEGMENT]
        writer.segment(part, number * SPAN, (number + 1) * SPAN, 24)
    writer.close("stopped", SEGMENTS * 24)


def best(folder: Path, commands: dict[str, list[str]]) -> dict[str, tuple[float, float]]:
    """Seconds of the fastest run of each command, by the clock and of processor; they take turns."""
    times: dict[str, tuple[float, float]] = {}
    for _ in range(RUNS):
        for name, command in commands.items():
            (folder / "out").unlink(missing_ok=True)
            used, began = os.times(), time.perf_counter()
            subprocess.run(command, cwd=folder, check=True, stderr=subprocess.DEVNULL)
            wall, now = time.perf_counter() - began, os.times()
            processor = now.children_user + now.children_system - used.children_user - used.children_system
            times[name] = min(times.get(name, (wall, processor)), (wall, processor))
    return times


if __name__ == "__main__":
    main()
