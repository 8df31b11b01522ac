"""A box's own account at a real SeaweedFS, made as docs/it/stores.md says: it adds films, and can harm none."""

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from click.testing import CliRunner

from attune.command import main
from provision.append_only import s3_policy
from provision.errors import AccountRefused
from provision.fleet import read_fleet
from provision.records import Records
from provision.s3_accounts import Accounts
from provision.service import Service
from provision.store_account import S3_ID, S3_SECRET
from sealed.papers.box_bundle import format_time
from stores.check import check
from stores.credentials import Credentials
from stores.errors import CredentialRefused, StoreRefuses
from stores.objects.s3_refusal import Signing, authorization
from stores.registry import open_desk_store, open_store
from stores.store import AdminSession, Version
from tests.support.reporting import Reporting
from tests.support.sample_film import FILM, Studio, contents
from tests.support.seaweed import BUCKET, Seaweed
from tests.support.services import new_box, new_key
from tests.support.store_contract import in_desk_session, in_session, item
from tests.support.syncing import run

pytestmark = pytest.mark.process

VERSIONS = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"


class Box:
    """A box's account, made by the command, and what the server has of it."""

    def __init__(self, server: Seaweed, folder: Path, name: str) -> None:
        self.server, self.name = server, name
        self.secrets = folder / "secrets"
        self.template = f"s3://{BUCKET}/{{box}}?endpoint={server.endpoint}"
        self.url = self.template.replace("{box}", name)
        self.credentials = self.secrets / name
        self.accounts("open", "--out", str(self.secrets))
        self.store = open_store(self.url, self.credentials)

    def accounts(self, what: str, *more: str) -> None:
        options = ["--store", self.template, "--admin", str(self.server.credentials), self.name, *more]
        ran = CliRunner().invoke(main, ["provision", "accounts", what, *options])
        assert ran.exit_code == 0, ran.output

    def ask(self, method: str, path: str, query: str = "", body: bytes = b"", **headers: str) -> httpx.Response:
        """A request as a thief makes it: signed with the box's key, past our own store."""
        key, secret = ((self.credentials / name).read_text().strip() for name in (S3_ID, S3_SECRET))
        return ask(Signing(self.server.endpoint, "", "us-east-1", key, secret), method, path, query, body, headers)


def ask(
    signing: Signing, method: str, path: str, query: str = "", body: bytes = b"", headers: dict[str, str] | None = None
) -> httpx.Response:
    signed = {
        "host": urlsplit(signing.endpoint).netloc,
        "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        **{name.replace("_", "-"): value for name, value in (headers or {}).items()},
    }
    signed["authorization"] = authorization(signing, method, path, signed, query=query)
    url = f"{signing.endpoint}{path}" + (f"?{query}" if query else "")
    return httpx.request(method, url, content=body, headers=signed, timeout=30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with Seaweed(tmp_path_factory.mktemp("seaweed"), accounts=True) as started:
        key, secret = (started.secrets[name] for name in (S3_ID, S3_SECRET))
        signing = Signing(started.endpoint, "", "us-east-1", key, secret)
        assert ask(signing, "PUT", f"/{BUCKET}", "versioning=", VERSIONS).is_success
        yield started


@pytest.fixture
def box(server: Seaweed, tmp_path: Path, request: pytest.FixtureRequest) -> Box:
    name: str = "box-" + hashlib.sha256(request.node.name.encode()).hexdigest()[:8]
    return Box(server, tmp_path, name)


def versions(box: Box) -> dict[str, list[bytes]]:
    """Every version of every object of the box, as IT sees them."""
    key, secret = (box.server.secrets[name] for name in (S3_ID, S3_SECRET))
    signing = Signing(box.server.endpoint, "", "us-east-1", key, secret)
    listed = ask(signing, "GET", f"/{BUCKET}", f"prefix={box.name}%2F&versions=").text
    assert "<DeleteMarker>" not in listed
    found: dict[str, list[bytes]] = {}
    for part in listed.split("<Version>")[1:]:
        name, version = (part.partition(f"<{tag}>")[2].partition("<")[0] for tag in ("Key", "VersionId"))
        found.setdefault(name, []).append(ask(signing, "GET", f"/{BUCKET}/{name}", f"versionId={version}").content)
    return found


def test_a_film_is_synced_read_back_and_complete(box: Box, service: Service, tmp_path: Path) -> None:
    """With what `box new` puts into the bundle."""
    settings = new_box(
        service, tmp_path / "made", box.name, store=box.template, store_credentials=str(box.secrets)
    ).record.settings
    assert settings.store is not None
    assert settings.store.url == box.url
    folder = tmp_path / "store"
    folder.mkdir()
    for name, text in settings.store.credentials.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    film = Studio().film(tmp_path / "films")
    assert run(film, open_store(settings.store.url, folder)).film == FILM
    assert versions(box) == {f"{box.name}/{FILM}/{name}": [data] for name, data in contents(film).items()}


def test_health_reports_add_up_and_the_newest_counts(box: Box, service: Service, tmp_path: Path) -> None:
    new_box(service, tmp_path / "made", box.name)
    reporting = Reporting(box.name, box.store, new_key(service, tmp_path, box.name))
    for hours in (0, 12, 12):
        asyncio.run(reporting.after(hours=hours))
    assert len([name for name in versions(box) if name.endswith(".json")]) == 2
    late = timedelta(days=14)
    [found] = asyncio.run(read_fleet(Records(service).all(), box.template, box.server.credentials, reporting.now, late))
    assert found.report is not None
    assert (found.flags, found.report.when) == ((), format_time(reporting.now))


def test_a_check_says_that_it_can_do_no_harm(box: Box) -> None:
    found = asyncio.run(check(box.store))
    assert (found.never_replaces, found.can_remove, found.keeps_versions) == (True, False, True)


def test_what_the_desk_may_do_is_refused_to_a_box(box: Box, tmp_path: Path) -> None:
    """The desk's own code with the box's credentials: neither a version nor the film goes."""
    in_session(box.store, lambda session: session.put(FILM, item(tmp_path, b"first", "journal")))
    as_desk = open_desk_store(box.url, box.credentials)
    own = open_desk_store(box.url, box.server.credentials)
    [version] = in_desk_session(own, lambda session: session.versions(FILM))
    for each in (version, Version(version.name, version.size)):
        with pytest.raises(StoreRefuses):
            in_desk_session(as_desk, partial(delete, version=each))
    assert in_desk_session(own, lambda session: session.versions(FILM)) == [version]
    in_desk_session(own, partial(delete, version=version))
    assert in_desk_session(own, lambda session: session.versions(FILM)) == []


async def delete(session: AdminSession, version: Version) -> None:
    await session.delete(FILM, version)


def test_whoever_steals_its_key_can_destroy_no_version(box: Box, tmp_path: Path) -> None:
    in_session(box.store, lambda session: session.put(FILM, item(tmp_path, b"first", "journal")))
    name = f"{box.name}/{FILM}/journal"
    there = f"/{BUCKET}/{name}"
    key = ask_version(box, name)
    delete = f"<Delete><Object><Key>{name}</Key></Object></Delete>".encode()
    lifecycle = (
        b"<LifecycleConfiguration><Rule><ID>x</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>"
        b"<Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>"
    )
    refused = [
        box.ask("DELETE", there),
        box.ask("DELETE", there, f"versionId={key}"),
        box.ask("PUT", f"/{BUCKET}", "versioning=", VERSIONS.replace(b"Enabled", b"Suspended")),
        box.ask("PUT", f"/{BUCKET}", "lifecycle=", lifecycle),
        box.ask("PUT", f"/{BUCKET}", "policy=", b"{}"),
        box.ask("PUT", there, "acl=", x_amz_acl="public-read"),
        box.ask("DELETE", f"/{BUCKET}"),
        box.ask("PUT", f"/{BUCKET}/another/box/journal", body=b"other"),
        box.ask("GET", f"/{BUCKET}/another/box/journal"),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    box.ask("POST", f"/{BUCKET}", "delete=", delete)
    assert versions(box)[name] == [b"first"]
    assert box.ask("PUT", there, body=b"other").is_success
    assert sorted(versions(box)[name]) == [b"first", b"other"]


def ask_version(box: Box, name: str) -> str:
    key, secret = (box.server.secrets[each] for each in (S3_ID, S3_SECRET))
    signing = Signing(box.server.endpoint, "", "us-east-1", key, secret)
    listed = ask(signing, "GET", f"/{BUCKET}", f"prefix={box.name}%2F&versions=").text
    assert f"<Key>{name}</Key>" in listed
    return listed.partition("<VersionId>")[2].partition("<")[0]


def test_it_can_make_no_users_of_its_own(box: Box) -> None:
    with pytest.raises(AccountRefused):
        Accounts(box.template, Credentials(box.url, box.credentials)).open("evil", box.secrets)


def test_a_key_that_was_taken_away_opens_nothing_and_others_go_on(box: Box, server: Seaweed, tmp_path: Path) -> None:
    other = Box(server, tmp_path / "other", f"{box.name}-x")
    box.accounts("close")
    with pytest.raises(CredentialRefused):
        in_session(box.store, lambda session: session.listing(FILM))
    assert in_session(other.store, lambda session: session.listing(FILM)) == {}


def test_keys_are_renewed_one_after_the_other(box: Box) -> None:
    old = (box.credentials / S3_ID).read_text().strip()
    box.accounts("open", "--out", str(box.secrets))
    new = (box.credentials / S3_ID).read_text().strip()
    assert old != new
    box.accounts("close", "--but", new)
    assert in_session(open_store(box.url, box.credentials), lambda session: session.listing(FILM)) == {}


def test_a_store_that_is_away_is_told(box: Box, tmp_path: Path) -> None:
    away = Accounts("s3://films/{box}?endpoint=http://127.0.0.1:1", Credentials("s3", box.server.credentials))
    with pytest.raises(AccountRefused, match="Connection refused"):
        away.open("a", tmp_path)


def test_the_guide_shows_the_policy_that_is_made() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "it" / "stores.md").read_text("utf-8")
    assert guide.partition("```json\n")[2].partition("```")[0] == s3_policy("attune-07", "films", "attune-07")
