"""The recorder program: the one place where its parts are wired together."""

import logging
import resource
import signal
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

from appliance.api.amend_service import AmendService
from appliance.api.film_service import FilmService
from appliance.api.health_service import HealthService
from appliance.api.listener import listening
from appliance.api.news import NewsService
from appliance.api.server import create_control_app, create_courier_app
from appliance.api.visit_service import VisitService
from appliance.capture.capture import Capture
from appliance.capture.encoder_choice import X264, choose
from appliance.capture.settings import AudioFormat, EncoderSettings, VideoFormat
from appliance.devices.errors import PanelMissing
from appliance.errors import BadSettings
from appliance.films.about import AboutFilms
from appliance.films.auto_wipe import AutoWiper
from appliance.films.copies import Copies
from appliance.films.newest_time import newest_time
from appliance.films.receipts import Receipts
from appliance.films.requested_wipes import PapersInForce, RequestedWipes
from appliance.films.rounds import Rounds
from appliance.films.shelf import Shelf
from appliance.films.wipe import Wiper
from appliance.recorder.actions import Actions
from appliance.recorder.active_film import CurrentFilm
from appliance.recorder.alarms import Alarms
from appliance.recorder.amendments import Amendments
from appliance.recorder.card import MemoryCard
from appliance.recorder.event_queue import EventQueue
from appliance.recorder.events import AlarmRaised, DevicesReady, Hold, Press
from appliance.recorder.hardware import Hardware, build
from appliance.recorder.identity import RecorderIdentity
from appliance.recorder.loop import Loop
from appliance.recorder.next_visit import Cases, NextVisit
from appliance.recorder.provisioning import provisioning_alarm
from appliance.recorder.publisher import Publisher
from appliance.recorder.settings import RecorderSettings
from appliance.recorder.situation import Alarm
from appliance.recorder.status_report import StatusReporter
from appliance.recorder.update_notice import UpdateNotice
from appliance.recorder.wall_clock import WallClock
from appliance.system.folder import usable
from appliance.system.journald import log_to_journald
from appliance.system.lock import only_one
from appliance.system.memory_lock import lock_memory
from attune import __version__
from control.sockets import COURIER_SOCKET, SOCKET
from sealed.age import parse_recipient
from sealed.age.errors import AgeError
from sealed.errors import SealedError
from sealed.ssh.key_file import read_key
from stores.address import name_of

log = logging.getLogger("attune.recorder")

THREADS = 24
"""Requests at the control socket at once, each follower of /events counted."""

FOLDERS = ("films", "receipts", "wiped", "copies", "about", "cards", "courier")
CONNECTIONS = 100
COURIER_THREADS, COURIER_CONNECTIONS = 2, 10
LONGEST_START = 60.0  # seconds
READ_ON = 10.0  # seconds between two films that are read in full


def serve(settings: RecorderSettings) -> None:
    """Run the recorder until SIGTERM or SIGINT; a film being made is stopped and sealed first."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not leave frames in a file
    lock_memory()
    folder = settings.folder
    identity = _identity(settings)
    with usable(folder), ExitStack() as held:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held.enter_context(only_one("recorder", folder))
        for name in FOLDERS:
            with usable(folder / name):
                (folder / name).mkdir(mode=0o750, exist_ok=True)
        papers = folder / "receipts", folder / "wiped"
        shelf = Shelf(folder / "films", identity.signer, papers, folder / "cache" / "films")
        hardware = build(settings, shelf.folder)
        log_to_journald(hardware.host)
        clock = WallClock(hardware.host, lambda: newest_time(folder / "receipts", folder / "wiped", shelf.folder))
        copies = Copies(folder / "copies")
        wiper = Wiper(shelf.folder, folder / "wiped", identity.signer, clock.started, copies, _trim_request(settings))
        wiper.resume()
        about = AboutFilms(folder / "about", _boot(settings))
        for film in shelf.recover().closed:
            about.recovered(film)
        about.prune(shelf.ids())
        lock = held.pop_all()
    with lock:
        try:
            _run(settings, hardware, clock, shelf, identity, wiper, about)
        finally:
            hardware.panel.close()


def _boot(settings: RecorderSettings) -> str | None:
    """What names this run of the operating system."""
    try:
        return (Path(settings.host.root) / "proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _trim_request(settings: RecorderSettings) -> Path | None:
    """The file that attune-trim.path waits for; a laptop's disk is not ours to trim."""
    return settings.folder / "trim" / "requested" if settings.devices == "pi" else None


def _run(
    settings: RecorderSettings,
    hardware: Hardware,
    clock: WallClock,
    shelf: Shelf,
    identity: RecorderIdentity,
    wiper: Wiper,
    about: AboutFilms,
) -> None:
    folder, limits, events, publisher = settings.folder, settings.limit.limits(), EventQueue(), Publisher()
    capture = Capture(hardware.camera, hardware.microphone)
    cases = Cases(folder / "cards", folder / "desks", clock.trusted, identity.signer)
    next_visit, film = NextVisit(cases), CurrentFilm()
    card = MemoryCard(hardware.host, shelf.folder, EncoderSettings())
    reporter = StatusReporter(hardware, capture, card, film, clock, next_visit, shelf, limits, publisher)
    root = Path(settings.host.root)
    notice = UpdateNotice(root, events)
    actions = Actions(
        hardware, capture, card, identity, film, clock, next_visit, shelf, reporter, events, notice, about
    )
    loop = Loop(limits, events, actions)
    box = VisitService(hardware, clock, next_visit, loop, reporter)
    receipts = Receipts(folder / "receipts", identity.signer, folder / "cache" / "receipts")
    films = FilmService(box, shelf, receipts, wiper, about, folder / "desks", tuple(map(name_of, settings.stores)))
    amend = AmendService(loop, reporter, films, Amendments(shelf, identity, cases, about))
    papers = PapersInForce(folder / "cards", folder / "desks", clock.trusted, shelf, about)
    health = HealthService(box, films, folder, identity.recorder.name, identity.signer, papers.in_force, root)
    requested_wipes = RequestedWipes(box.idle, papers, films)
    auto_wiper = AutoWiper(box, shelf, receipts, films, settings.wipe)
    reading = Rounds("shelf", films.read_on, READ_ON)

    def stop(*_: object) -> None:
        hardware.host.stopping()
        loop.close()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    control = create_control_app(box, films, amend, NewsService(publisher, box, films))
    with (
        listening(folder / SOCKET, control, THREADS, CONNECTIONS),
        listening(folder / COURIER_SOCKET, create_courier_app(films, health), COURIER_THREADS, COURIER_CONNECTIONS),
    ):
        hardware.host.await_devices()
        try:
            hardware.panel.start(lambda at: events.post(Press(at)), lambda at: events.post(Hold(at)))
        except PanelMissing as error:
            log.warning("%s", error)
            events.post(AlarmRaised(Alarm(error.code, str(error), prevents=False)))
        if (alarm := provisioning_alarm(root)) is not None:
            events.post(AlarmRaised(alarm))
        capture.open(Alarms(events), lambda: _coding(settings))
        events.post(DevicesReady())
        hardware.host.ready()
        Thread(target=_read_ahead, args=(publisher, films), name="first-list", daemon=True).start()
        reading.start()
        auto_wiper.start()
        requested_wipes.start()
        log.info("ready")
        try:
            loop.run()
        finally:
            reading.close()
            auto_wiper.close()
            requested_wipes.close()
            capture.close()
            publisher.close()


def _read_ahead(publisher: Publisher, films: FilmService) -> None:
    """Read the films of the first page, so that it does not wait; but the light is green before."""
    seen = -1
    while (beat := publisher.wait(seen, LONGEST_START)) is not None:
        seen = beat.version
        if beat.status.state != "starting":
            films.films()
            return


def _coding(settings: RecorderSettings) -> EncoderSettings:
    camera = settings.camera
    wanted = camera.encoder if settings.devices == "pi" else "libx264"
    shape = camera.width, camera.height, camera.fraction()
    coder = choose(wanted, *shape)
    if coder is not X264:
        return EncoderSettings(coder=coder, tried=f"Films are encoded by {coder.name}.")
    if settings.devices != "pi":  # a laptop is quick enough, and should be ready at once
        return EncoderSettings()
    from appliance.capture.encoder_trial import try_x264  # noqa: PLC0415

    trial = try_x264(*shape)
    return EncoderSettings(preset=trial.preset, threads=trial.threads, tried=trial.words())


def _identity(settings: RecorderSettings) -> RecorderIdentity:
    try:
        signer = read_key(Path(settings.key))
        recipients = [parse_recipient(recipient) for recipient in settings.recipients]
        identity = RecorderIdentity(settings.name, signer, recipients, f"attune {__version__}")
        camera, microphone = settings.camera, settings.microphone
        video = VideoFormat(camera.width, camera.height, camera.fraction())
        identity.check(video, AudioFormat(microphone.rate, microphone.channels))
        return identity
    except (SealedError, AgeError, ValueError) as error:
        raise BadSettings(f"The box cannot record with these settings: {error}") from error
