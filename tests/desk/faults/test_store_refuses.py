"""A real S3 store that keeps versions and refuses: nothing is said to be removed that is there, and it goes on later.

`make test-desk` tries every refusal, `make test` that of deletes.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest

from desk.completion import plans
from desk.completion.plan import Erasure
from desk.completion.steps import begin_case, begin_film, go_on
from sealed.errors import AttuneError
from sealed.papers.erasure_certificate import read_certificate
from stores.registry import open_desk_store
from tests.desk.faults.outcome import PROGRAM
from tests.support.desks import at_desk
from tests.support.ended_case import CODE, FILMS, EndedCase, set_store
from tests.support.ports import free_port
from tests.support.refusing_proxy import RefusingProxy, Rule, error
from tests.support.seaweed import Seaweed

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(1200)]

DENIED = error(403, "AccessDenied")
REFUSALS: dict[str, Rule] = {
    "deletes refused": lambda method, path, query: DENIED if method == "DELETE" or "delete" in query else None,
    "deletes answered, and not done": lambda method, path, query: (204, b"") if method == "DELETE" else None,
    "locked for years": lambda method, path, query: error(403, "AccessDenied", "it is protected by a lock")
    if method == "DELETE" and path.endswith(".age") else None,
    "some of a film stay": lambda method, path, query: DENIED if method == "DELETE" and "init" in path else None,
    "versions not told": lambda method, path, query: DENIED if "versions" in query else None,
    "no list": lambda method, path, query: DENIED if "list-type" in query else None,
    "lists and does not read": lambda method, path, query: DENIED
    if method == "GET" and not query and path.count("/") > 1 else None,
    "reads break": lambda method, path, query: error(500, "InternalError")
    if method == "GET" and not query and path.count("/") > 1 else None,
    "writes refused": lambda method, path, query: DENIED if method == "PUT" else None,
    "full": lambda method, path, query: error(507, "InsufficientStorage") if method == "PUT" else None,
    "busy": lambda method, path, query: error(503, "SlowDown"),
    "key unknown": lambda method, path, query: error(403, "InvalidAccessKeyId"),
    "clock wrong": lambda method, path, query: error(403, "RequestTimeTooSkewed"),
    "bucket gone": lambda method, path, query: error(404, "NoSuchBucket"),
    "the page of a hotel": lambda method, path, query: (200, b"<html><title>Please sign in</title></html>"),
}  # fmt: skip
CHOSEN = list(REFUSALS) if "ATTUNE_DESK_FAULTS" in os.environ else list(REFUSALS)[:1]


@pytest.fixture(scope="module")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with Seaweed(tmp_path_factory.mktemp("weed")) as server:
        server.keep_versions()
        yield server


def left(weed: Seaweed, prefix: str) -> list[str]:
    """Sealed objects that are there, past all code of ours."""
    found = (each["path"] for page in obstore.list(weed.bucket(prefix)) for each in page)
    return [path for path in found if path.endswith(".age") and path.split("/")[0] == FILMS[0]]


def fate(ended: EndedCase, plan: Erasure) -> str:
    found = read_certificate(ended.desk.folder.certificates / f"{plan.id}.json")[0]
    [copy] = [copy for copy in found.copies if copy.place == "store"]
    return copy.fate


@pytest.mark.parametrize("what", ["case", "film"])
@pytest.mark.parametrize("name", CHOSEN)
def test_a_store_that_refuses(weed: Seaweed, tmp_path: Path, name: str, what: str) -> None:
    prefix = f"{what}-{list(REFUSALS).index(name)}"
    with RefusingProxy(weed.endpoint) as proxy:
        url = weed.url(prefix, proxy.address)
        store = open_desk_store(url, weed.credentials)
        ended = EndedCase(tmp_path / "all", store, url, weed.credentials, films=FILMS[:1])
        assert left(weed, prefix)
        desk = ended.desk
        proxy.rule = REFUSALS[name]
        plan = begin_case(desk, CODE, CODE) if what == "case" else begin_film(desk, CODE, FILMS[0], CODE)
        plan = go_on(desk, plan)
        judge(weed, prefix, ended, plan)
        ended.desk = desk = at_desk(ended.computer)
        plan = go_on(desk, plans.erasure(desk, plan.id))
        judge(weed, prefix, ended, plan)
        proxy.rule = lambda _method, _path, _query: None
        plan = go_on(desk, plan)
        for _ in range(2):  # of one film a box has the new card first, then nothing of the old key
            if not plan.finished:
                ended.box.fetch(store)
                ended.box.report(store)
                plan = go_on(desk, plan)
    assert plan.finished, plan.copies
    assert left(weed, prefix) == []
    assert fate(ended, plan) == "removed"


def judge(weed: Seaweed, prefix: str, ended: EndedCase, plan: Erasure) -> None:
    """It waits, says why in a sentence, and certifies no more than is so."""
    assert not plan.finished
    troubles = [copy.trouble for copy in plan.copies if copy.trouble]
    assert not [words for words in troubles if PROGRAM.search(words)], troubles
    if left(weed, prefix):
        assert fate(ended, plan) != "removed"
        assert troubles
    for copy in plan.of("desk"):
        assert copy.state == "removed", "what can be done here was done"


@pytest.mark.skipif("ATTUNE_DESK_FAULTS" not in os.environ, reason="a part of `make test-desk`")
def test_a_store_that_is_away(weed: Seaweed, tmp_path: Path) -> None:
    store = open_desk_store(weed.url("away"), weed.credentials)
    ended = EndedCase(tmp_path / "all", store, weed.url("away"), weed.credentials, films=FILMS[:1])
    set_store(ended.desk, weed.url("away", f"http://127.0.0.1:{free_port()}"), weed.credentials)
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    judge(weed, "away", ended, plan)
    with pytest.raises(AttuneError):
        begin_film(ended.desk, CODE, FILMS[0], CODE)
    set_store(ended.desk, weed.url("away"), weed.credentials)
    go_on(ended.desk, plan)
    assert left(weed, "away") == []
