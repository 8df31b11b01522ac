"""Opening a ten-minute film with `attune open`, against `age -d` of one file of that size: the ratio of wall times.

Run: `python bench/opening.py`. Both read from the page cache and write to the same disk, in turn; the best of five
runs counts. The film is sealed as the box seals it, once to an X25519 key, which every `age` knows, and once to
a post-quantum key, which is the default.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed import sshsig
from sealed.age import Identity, generate, seal
from sealed.durable import Disk
from sealed.facts import Facts, Recorder, Started, Video, fingerprint
from sealed.writer import FilmWriter

SEGMENTS = 625
SEGMENT = 300 << 10
SPAN = 960_000_000
RUNS = 5


class Quick(Disk):
    """A disk that does not flush: the film made here need not survive a power cut."""

    def sync(self, file: int) -> None:
        """Nothing."""


def main() -> None:
    """Print a line for each kind of key."""
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as name:
        folder = Path(name)
        classic = generate(post_quantum=False)
        plaintext = os.urandom(SEGMENTS * SEGMENT)
        (folder / "one.age").write_bytes(seal(plaintext, [classic.recipient]))
        (folder / "classic").write_text(classic.secret() + "\n")
        age = best(folder, ["age", "-d", "-i", "classic", "-o", "out", "one.age"])
        size = len(plaintext) / 1e6
        print(f"age -d, one file of {size:.0f} MB: {age:.3f} s")
        for kind, identity in (("X25519", classic), ("post-quantum", generate())):
            make_film(folder, kind.lower(), identity, plaintext)
            (folder / "key").write_text(identity.secret() + "\n")
            command = [str(Path(sys.executable).parent / "attune"), "open"]
            attune = best(folder, [*command, f"{kind.lower()}/undated-bench", "-i", "key", "-o", "out"])
            print(f"attune open, {SEGMENTS} segments, {kind}: {attune:.3f} s, {attune / age:.2f} x age -d")


def make_film(folder: Path, name: str, identity: Identity, plaintext: bytes) -> None:
    """Write a film of ten minutes whose plaintext is not a picture, since nobody looks."""
    signer = Ed25519PrivateKey.generate()
    facts = Facts(
        format=1,
        film="undated-bench",
        recorder=Recorder("bench", sshsig.key_line(sshsig.public_bytes(signer))),
        recipients=(fingerprint(str(identity.recipient)),),
        started=Started(None, "none"),
        video=Video("h264", 1280, 720, "25/1"),
        audio=None,
        software="bench",
    )
    (folder / name).mkdir()
    writer = FilmWriter.create(folder / name, facts, [identity.recipient], signer, Quick())
    writer.init(b"init")
    for number in range(SEGMENTS):
        part = plaintext[number * SEGMENT : (number + 1) * SEGMENT]
        writer.segment(part, number * SPAN, (number + 1) * SPAN, 24)
    writer.close("stopped", SEGMENTS * 24)


def best(folder: Path, command: list[str]) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(RUNS):
        (folder / "out").unlink(missing_ok=True)
        began = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main()
