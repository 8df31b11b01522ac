"""What decoding refuses, the writer refuses: each type that is written into a film, a paper or settings."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.courier.case_cards import CardSettings
from appliance.courier.settings import CourierSettings, StoreSettings
from appliance.films.auto_wipe import WipeSettings
from appliance.recorder import settings as recorder
from provision import settings as provision
from provision.plan import Plan
from sealed.age import generate
from sealed.film import facts, journal, records
from sealed.papers import box_settings as box
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_paper import CasePaper
from sealed.papers.desk_receipt import DeskReceipt
from sealed.papers.health_report import HealthReport
from sealed.papers.receipt import Proven, Receipt
from sealed.papers.store_tag import StoreTag
from sealed.papers.wipe_record import Copy, ReceiptUsed, RemovedFile, WipeRecord
from sealed.ssh import sshsig
from sealed.strict import Strict

KEY = sshsig.key_line(sshsig.public_bytes(Ed25519PrivateKey.from_private_bytes(bytes(32))))
RECIPIENT = str(generate(post_quantum=False).recipient)
TIME, LATER, HASH, FILM = "2026-11-22T14:05:09Z", "2027-05-01T00:00:00Z", "0" * 64, "20261122-1405-k7qm"
STARTED = facts.Started(TIME, "ntp")
RECORDER, VIDEO = facts.Recorder("attune-07", KEY), facts.Video("h264", 1280, 720, "25/1")
STORE = StoreSettings("file:///films")
CARDS = CardSettings("attune-07", "cards", "desks")
WIFI = box.Wifi("Attune 07", "abcdefghjkmnpqrstuvw", "GB")

SAMPLES: list[msgspec.Struct] = [
    RECORDER,
    STARTED,
    VIDEO,
    facts.Audio("aac", 48_000, 1),
    facts.Facts(1, FILM, RECORDER, ("SHA256:" + "A" * 43,), STARTED, VIDEO, None, "attune"),
    records.Mark("0" * 16, 1, "button"),
    records.Undo("0" * 16),
    records.Named("0" * 16, "guiding"),
    records.Note("0" * 16, "she waits"),
    records.Consent(),
    records.LaterConsent(records.Consent(True), "afterwards"),
    records.Visit("K-17", 1, "Why?"),
    journal.Entry(n=0, name="film.json", size=1, sha256=HASH, prev=HASH),
    journal.End(n=1, end="stopped", frames=1, delivered=1, prev=HASH),
    CasePaper(case="K-17", issued=TIME),
    CaseCard(case="K-17", issued=TIME, recipient=RECIPIENT, until=LATER),
    CardRevocation(case="K-17", issued=TIME),
    Proven("film.json", 1, HASH, "read back"),
    Receipt(film=FILM, store="file:///films", head=HASH, finding="complete", size=0, objects=()),
    DeskReceipt("{}", "signature"),
    RemovedFile("film.json", 1),
    ReceiptUsed("file:///films", "courier", STARTED, HASH),
    Copy("file:///films", "removed", STARTED),
    WipeRecord(film=FILM, why="discard", receipt=None, objects=(), size=0, begun=STARTED, how="overwritten"),
    HealthReport(box="attune-07", when=TIME, version="0.1.0", bytes_free=0, bytes_total=1),
    StoreTag(id="0" * 16, volume="1234-ABCD", adopted=TIME),
    WIFI,
    box.Tls("certificate", "key", "authority"),
    box.StoreAccess("file:///films", "The folder"),
    box.Policy(),
    box.Devices(),
    box.BoxSettings(
        service="North",
        box="attune-07",
        serial=1,
        sequence=1,
        issued=TIME,
        expires=LATER,
        address="192.168.4.1",
        host="attune-07.example.org",
        wifi=WIFI,
        tls=box.Tls("certificate", "key", "authority"),
        recipients=(RECIPIENT,),
    ),
    recorder.CameraSettings(),
    recorder.MicrophoneSettings(),
    recorder.PanelSettings(),
    recorder.HostSettings(),
    recorder.LimitSettings(),
    recorder.RecorderSettings(data="box", name="attune-07", key="key", recipients=(RECIPIENT,)),
    WipeSettings(),
    STORE,
    CourierSettings("courier.sock", "films", STORE),
    CARDS,
    Plan(box="attune-07"),
    provision.StoreSettings(),
    provision.WebSettings(),
    provision.LaptopSettings(),
]
MODULES = {type(sample).__module__ for sample in SAMPLES}
WRITERS: dict[type, Callable[[Any], object]] = {
    # A line is checked when it is written, by the chain that it joins: not each time that one is read.
    journal.Entry: lambda line: journal.decode(journal.encode(line)),
    journal.End: lambda line: journal.decode(journal.encode(line)),
}
LONG = "x" * 100_000
VALUES: list[Any] = [
    *("", " ", "x", "x" * 129, LONG, "\n", "a\n", "\x00", "\x1b[2J", "../..", "1/0", "25/1\n", "0"),
    *(TIME, TIME + "\n", "2026-02-31T00:00:00Z", "٢٠٢٦-11-22T14:05:09Z", HASH, HASH + "\n", FILM, FILM + "\n"),
    *(-1, 0, 1, 2, 9, 10, 2**31, 2**53, 2**63, 2**70, 0.5, -0.5, 1e300, None, True, (), ("",), (LONG,)),
]


def changed() -> Iterator[Any]:
    for sample in SAMPLES:
        for field in msgspec.structs.fields(type(sample)):
            yield pytest.param(sample, field, id=f"{type(sample).__name__}.{field.name}")


def refusal(work: Callable[[], object]) -> str | None:
    try:
        work()
    except (ValueError, TypeError, OverflowError, msgspec.MsgspecError) as error:
        return str(error) or repr(error)
    return None


@pytest.mark.parametrize(("sample", "field"), list(changed()))
def test_the_writer_refuses_what_the_reader_refuses(sample: msgspec.Struct, field: msgspec.structs.FieldInfo) -> None:
    kind = type(sample)
    given = {each.name: getattr(sample, each.name) for each in msgspec.structs.fields(kind)}
    written = msgspec.json.decode(msgspec.json.encode(sample))
    for value in VALUES:
        text = msgspec.json.encode(written | {field.encode_name: value})
        read = refusal(lambda text=text: msgspec.json.decode(text, type=kind))  # type: ignore[misc]

        def write(value: Any = value) -> None:
            made = kind(**given | {field.name: value})
            if kind in WRITERS:
                WRITERS[kind](made)

        assert (refusal(write) is None) == (read is None), (value if value != LONG else "long", read)


def test_every_type_has_its_sample() -> None:
    found = {
        kind
        for module in MODULES
        for _, kind in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if issubclass(kind, msgspec.Struct) and kind.__module__ == module and not kind.__name__.startswith("_")
    }
    assert found - {type(sample) for sample in SAMPLES} == set()
    assert {kind for kind in found if not issubclass(kind, Strict)} == WRITERS.keys()


def test_what_may_be_left_out_may_stand_before_what_has_a_default() -> None:
    class Asked(Strict, frozen=True, kw_only=True):
        clip: str | msgspec.UnsetType = msgspec.UNSET
        step: Literal[-1, 0, 1] = 0

    assert (Asked().clip, Asked(clip="a").step) == (msgspec.UNSET, 0)
    with pytest.raises(ValueError, match="step"):
        Asked(step=5)  # type: ignore[arg-type]
