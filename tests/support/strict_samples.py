"""A value of each type that is written into a film, a paper or settings."""

import msgspec
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
