"""A service and boxes for tests; its passphrase costs little to try."""

from functools import cache
from pathlib import Path

from provision.issue import Made, make_boxes
from provision.plan import Plan
from provision.service import Service
from sealed.age import generate

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
