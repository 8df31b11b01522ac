"""A service and boxes for tests; its passphrase costs little to try."""

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from provision.changes import add_key
from provision.issue import Made, make_boxes
from provision.plan import Plan
from provision.service import Service
from sealed.age import generate
from sealed.ssh import sshsig

PASSPHRASE = "correct horse battery staple"
WORK = 4


@cache
def recipient() -> str:
    return str(generate().recipient)


def new_service(folder: Path, name: str = "Family Service", network: str = "10.77.0.0/16") -> Service:
    return Service.create(folder, name, "attune.internal", network, "GB", PASSPHRASE, WORK)


def plan(box: str = "attune-01", **more: object) -> Plan:
    return Plan(**({"box": box, "recipients": recipient()} | more))  # type: ignore[arg-type]


def new_box(service: Service, out: Path, box: str = "attune-01", **more: object) -> Made:
    return make_boxes(service, [plan(box, **more)], out)[0]


def new_key(service: Service, folder: Path, box: str) -> Ed25519PrivateKey:
    """A key that the box made for itself, and that the service has learnt."""
    key = Ed25519PrivateKey.generate()
    (folder / f"{box}.pub").write_text(f"{sshsig.key_line(sshsig.public_bytes(key))} {box}\n")
    add_key(service, box, folder / f"{box}.pub")
    return key
