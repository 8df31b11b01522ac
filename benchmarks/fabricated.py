"""Many films at once, to measure how cost grows: true journals, signatures and receipts; objects that are not sealed.

All objects of a film are one file under many names, so that 300 films of ten minutes take neither disk nor minutes.
"""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.film.facts import Audio, Facts, Recorder, Started, Video
from sealed.film.journal import FACTS, INIT, JOURNAL, NAMESPACE, SIGNATURE, Chain, encode
from sealed.papers.receipt import NAMESPACE as RECEIPTS
from sealed.papers.receipt import Proven, Receipt
from sealed.ssh import sshsig

SPAN = 960_000_000
MAC = "A" * 43
OBJECT = bytes(3000)


def films(data: Path, key: Ed25519PrivateKey, count: int, segments: int, receipt_of: str | None) -> list[str]:
    """Make closed films on the shelf of the box in `data`, a day apart, with a receipt of this store; their ids."""
    made = []
    for number in range(count):
        began = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=number)
        film = f"{began:%Y%m%d-%H%M}-fab2"
        folder = data / "films" / film
        folder.mkdir(parents=True)
        chain, head = _film(folder, film, key, segments, began)
        if receipt_of is not None:
            _receipt(data / "receipts", film, key, chain, head, receipt_of, began)
        made.append(film)
    return made


def _film(folder: Path, film: str, key: Ed25519PrivateKey, segments: int, began: datetime) -> tuple[Chain, str]:
    facts = Facts(
        format=1,
        film=film,
        recorder=Recorder("attune-bench", sshsig.key_line(sshsig.public_bytes(key))),
        recipients=("SHA256:" + MAC,),
        started=Started.at(began, "ntp"),
        video=Video("h264", 1280, 720, "25/1"),
        audio=Audio("aac", 48000, 1),
        software="attune bench",
    ).encode()
    (folder / FACTS).write_bytes(facts)
    (folder / INIT).write_bytes(OBJECT)
    chain, lines = Chain(), []

    def add(line: bytes) -> None:
        chain.accept(line)
        lines.append(line)

    add(encode(chain.entry(FACTS, facts, None, None)))
    add(encode(chain.entry(INIT, OBJECT, MAC, None)))
    for number in range(segments):
        os.link(folder / INIT, folder / chain.segment_name)
        add(encode(chain.entry(chain.segment_name, OBJECT, MAC, (number * SPAN, (number + 1) * SPAN, 24))))
        if number % 120 == 60:
            os.link(folder / INIT, folder / chain.mark_name)
            add(encode(chain.entry(chain.mark_name, OBJECT, MAC, None)))
    add(encode(chain.ending("stopped", chain.frames)))
    (folder / JOURNAL).write_bytes(b"".join(lines))
    (folder / SIGNATURE).write_bytes(sshsig.sign(key, lines[-1], NAMESPACE).encode())
    return chain, hashlib.sha256(lines[-1]).hexdigest()


def _receipt(
    folder: Path, film: str, key: Ed25519PrivateKey, chain: Chain, head: str, store: str, began: datetime
) -> None:
    proven = tuple(Proven(entry.name, entry.size, entry.sha256, "read back") for entry in chain.entries)
    paper = Receipt(
        film=film,
        store=store,
        when=Started.at(began + timedelta(hours=2), "ntp"),
        head=head,
        finding="complete",
        size=sum(item.size for item in proven),
        objects=proven,
    ).encode()
    folder.mkdir(exist_ok=True)
    (folder / f"{film}.json").write_bytes(paper)
    (folder / f"{film}.json.sig").write_bytes(sshsig.sign(key, paper, RECEIPTS).encode())
