"""The control socket of a real recorder, as docs/control.md describes it, over plain HTTP.

Longer than most: one socket, route by route.
"""

import json
import re
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.server import create_control_app, create_courier_app
from control.client import Client
from control.sockets import COURIER_SOCKET
from sealed.age import generate
from sealed.film.decrypt import open_marks
from sealed.film.facts import fingerprint
from sealed.film.records import Visit
from sealed.papers.case_card import CardRevocation, CaseCard
from sealed.papers.case_paper import NAMESPACE
from sealed.ssh import sshsig
from tests.support.box_process import Recorder
from tests.support.refusals import refusal

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ((?:`[^`]+`(?:, | )?)+)", re.MULTILINE)
ROUTE = re.compile(r"(GET|POST|PUT) (/[\w/.-]*)")


def test_the_document_names_exactly_the_routes_there_are() -> None:
    document = (ROOT / "docs/control.md").read_text()
    written = {(method, path) for row in ROW.findall(document) for method, path in ROUTE.findall(row)}
    nothing: Any = object()  # only the maps are looked at
    apps = create_control_app(nothing, nothing, nothing, nothing), create_courier_app(nothing, nothing)
    there = {(route.method, route.path.replace("<film>", "ID")) for app in apps for route in app.routes}
    assert written == there


def queue(recorder: Recorder) -> list[str]:
    with Client(recorder.data / COURIER_SOCKET) as courier:
        return list(courier.sync_queue().queued)


def test_a_film_by_http(control: httpx.Client, recorder: Recorder) -> None:
    begun = control.post("/start").json()
    assert begun["state"] == "filming"
    film = begun["film"]["id"]
    placed = control.post("/mark", json={"principle": "guiding", "by": "phone"}).json()
    assert control.get("/status").json()["film"]["marks"] == 1
    assert control.post("/undo", json={"id": placed["id"]}).json()["film"]["marks"] == 0
    assert control.get(f"/films/{film}").json()["state"] == "filming"
    assert control.post("/stop").json()["state"] == "ready"
    shown = control.get(f"/films/{film}").json()
    assert shown["state"] == "complete"
    assert shown["receipt"] is None
    assert film in [each["id"] for each in control.get("/films").json()["films"]]
    assert control.post(f"/films/{film}/sync").json() == {"queued": [film]}
    assert queue(recorder) == [film]
    refusal(control.post(f"/films/{film}/wipe"), 409, "no-receipt", 7)
    with ThreadPoolExecutor(1) as pool:
        discarded = pool.submit(control.post, f"/films/{film}/discard")
        while control.get("/status").json()["light"]["colour"] != "blue":
            assert not discarded.done()
            time.sleep(0.02)
        assert not discarded.done(), "a press confirms it"
        control.post("/panel/press")
        assert discarded.result().json()["why"] == "discard"
    assert control.get("/status").json()["state"] == "ready"
    refusal(control.get(f"/films/{film}"), 404, "no-such-film", 2)
    assert queue(recorder) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/mark", {"principle": "nodding"}),
        ("/mark", {"unknown": 1}),
        ("/mark", {"id": "short"}),
        ("/undo", {}),
        ("/clock", {"utc": "noon"}),
        ("/clock", {"utc": 0}),
        ("/simulate", {"device": "camera", "trouble": "explode"}),
    ],
)
def test_malformed_wishes_are_refused_with_the_cause(control: httpx.Client, path: str, body: object) -> None:
    refusal(control.post(path, json=body), 400, "request", 2)
    assert control.get("/status").json()["state"] == "ready"


def test_what_the_state_forbids_is_refused(control: httpx.Client) -> None:
    for path, body in (("/stop", {}), ("/mark", {}), ("/paired", {"code": "214"})):
        refusal(control.post(path, json=body), 409, "refused", 7)
    control.post("/start")
    refusal(control.post("/start"), 409, "refused", 7)


def test_a_path_that_leads_outside_is_no_film(control: httpx.Client) -> None:
    for film in ("..", "%2e%2e", ".wiping-x", "20261122-1405-k7qm%2f.."):
        assert control.get(f"/films/{film}").status_code == 404


def test_framing_is_a_jpeg_that_nobody_keeps(control: httpx.Client) -> None:
    answer = control.get("/framing")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xff\xd8")


def test_the_box_shows_that_somebody_looks(control: httpx.Client, recorder: Recorder) -> None:
    recorder.await_status(lambda status: not status["aiming"])
    assert control.get("/framing").status_code == 200
    status = control.get("/status").json()
    assert (status["aiming"], status["light"]) == (True, {"colour": "green", "pattern": "slow blink"})
    shown = recorder.await_status(lambda status: not status["aiming"])
    assert shown["light"] == {"colour": "green", "pattern": "steady"}
    control.post("/start")
    refusal(control.get("/framing"), 409, "refused", 7)
    assert control.get("/simulated/view").content.startswith(b"\xff\xd8")
    assert control.get("/status").json()["aiming"] is False


def test_followers_hear_of_changes_at_once(control: httpx.Client, recorder: Recorder) -> None:
    heard: list[tuple[float, str]] = []
    film_began = threading.Event()

    def follow() -> None:
        with control.stream("GET", "/events") as answer:
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    status: dict[str, Any] = json.loads(line.removeprefix("data: "))["status"]
                    heard.append((time.monotonic(), status["state"]))
                    if status["state"] == "filming":
                        film_began.set()
                        return

    follower = threading.Thread(target=follow)
    follower.start()
    while not heard:
        time.sleep(0.01)
    recorder.post("/start")
    assert film_began.wait(60)
    follower.join(60)
    assert heard[0][1] == "ready"


def test_curl_can_do_it(recorder: Recorder) -> None:
    curl = ["curl", "-sS", "--unix-socket", str(recorder.data / "control.sock"), "http://box/status"]
    said = subprocess.run(curl, capture_output=True, check=True, text=True).stdout
    assert json.loads(said)["state"] == "ready"


def test_a_mark_gets_its_principle_afterwards_and_is_listed(control: httpx.Client) -> None:
    film = control.post("/start").json()["film"]["id"]
    mark = control.post("/mark", json={"by": "phone"}).json()
    control.post("/principle", json={"id": mark["id"], "principle": "attuned interaction"})
    listed = control.get("/marks").json()
    assert listed == {"film": film, "marks": [mark | {"principle": "attuned interaction"}]}
    control.post("/stop")
    assert control.get("/marks").json() == listed
    refusal(control.post("/principle", json={"id": mark["id"], "principle": None}), 409, "refused", 7)


def test_what_is_said_before_a_film_is_for_one_film(control: httpx.Client) -> None:
    said = {
        "case": None,
        "film": 2,
        "question": "How do I calm her?",
        "consent": {"filming": True, "supervision": False, "training": False},
        "kind": "interaction",
    }
    nothing = control.get("/visit").json()
    assert control.put("/visit", json=said).json() == said
    film = control.post("/start").json()["film"]["id"]
    refusal(control.put("/visit", json=said), 409, "refused", 7)
    assert control.get("/visit").json() == nothing
    control.post("/stop")
    assert control.get(f"/films/{film}").json()["marks"] == 0
    refusal(control.put("/visit", json=said | {"question": "?" * 501}), 400, "request", 2)


def test_a_film_of_a_case_is_sealed_to_the_case_alone(control: httpx.Client, recorder: Recorder) -> None:
    desk, case = Ed25519PrivateKey.generate(), generate()
    line = f'desk namespaces="{NAMESPACE}" {sshsig.key_line(sshsig.public_bytes(desk))}\n'
    (recorder.data / "desks").write_text(line)
    cards, since, until = recorder.data / "cards", "2026-11-22T14:05:09Z", "2099-01-01T00:00:00Z"
    CaseCard(case="K-17", issued=since, recipient=str(case.recipient), until=until).write(cards, desk)
    assert control.get("/cases").json() == {"cases": ["K-17"], "bad": [], "preparations": []}
    refusal(control.put("/visit", json={"case": "K-18"}), 400, "request", 2)
    assert control.put("/visit", json={"case": "K-17", "question": "Why?"}).json()["case"] == "K-17"
    assert control.get("/status").json()["case"] == "K-17"
    film = control.post("/start").json()["film"]["id"]
    assert control.get("/status").json()["case"] == "K-17"
    control.post("/stop")
    assert control.get("/status").json()["case"] is None
    folder = recorder.films / film
    assert json.loads((folder / "film.json").read_text())["recipients"] == [fingerprint(str(case.recipient))]
    assert list(open_marks(folder, [case])) == [Visit("K-17", None, "Why?")]


def test_a_case_whose_card_ended_or_was_revoked_is_not_offered(control: httpx.Client, recorder: Recorder) -> None:
    desk, cards, since = Ed25519PrivateKey.generate(), recorder.data / "cards", "2026-11-01T00:00:00Z"
    (recorder.data / "desks").write_text(f"desk {sshsig.key_line(sshsig.public_bytes(desk))}\n")
    for case, until in (("ENDED", "2026-11-02T00:00:00Z"), ("GONE", "2099-01-01T00:00:00Z")):
        CaseCard(case=case, issued=since, recipient=str(generate().recipient), until=until).write(cards, desk)
    assert "GONE" in control.get("/cases").json()["cases"]
    CardRevocation(case="GONE", issued=since).write(cards, desk)
    offered = control.get("/cases").json()
    assert not {"ENDED", "GONE"} & set(offered["cases"])
    for case, why in (("ENDED", "ended on 2026-11-02"), ("GONE", "was revoked on 2026-11-01")):
        assert any(f"The card for the case {case} {why}." in sentence for sentence in offered["bad"])
        answer = control.put("/visit", json={"case": case})
        refusal(answer, 400, "request", 2)
        assert why in answer.json()["message"]


def test_the_checks_tell_what_to_do(control: httpx.Client, recorder: Recorder) -> None:
    found = {check["name"]: check for check in control.get("/checks").json()["checks"]}
    assert found.keys() == {"camera", "microphone", "card", "clock", "power", "temperature", "memory"}
    assert {found[name]["state"] for name in ("camera", "card", "clock", "power", "temperature")} == {"good"}
    control.post("/simulate", json={"device": "microphone", "trouble": "unplug"})
    recorder.await_status(lambda status: any(each["code"] == "microphone-missing" for each in status["warnings"]))
    recorder_hears_nothing = control.get("/checks").json()["checks"][1]
    control.post("/simulate", json={"device": "microphone", "trouble": "mend"})
    assert recorder_hears_nothing["state"] == "bad"
    assert "plug" in recorder_hears_nothing["message"]


def pressed_code(control: httpx.Client) -> str:
    """The code that the recorder reports; it reports something every few seconds."""
    with control.stream("GET", "/pairing/events") as answer:
        for line in answer.iter_lines():
            if line.startswith("data: ") and (code := json.loads(line.removeprefix("data: "))["code"]):
                return str(code)
    raise AssertionError("the recorder closed the stream")


def test_nothing_pairs_without_the_window(control: httpx.Client) -> None:
    assert control.post("/panel/hold").json()["pairing"] is True
    refusal(control.post("/paired", json={"code": "1"}), 409, "refused", 7)
    control.post("/panel/press")
    assert pressed_code(control) == "1"
    assert control.get("/status").json()["state"] == "ready"
    refusal(control.post("/paired", json={"code": "2"}), 409, "refused", 7)
    paired = control.post("/paired", json={"code": "1"}).json()
    assert (paired["pairing"], paired["light"]) == (False, {"colour": "green", "pattern": "fast blink"})
    refusal(control.post("/paired", json={"code": "1"}), 409, "refused", 7)
