"""A film as one tar: the same bytes each time, whole or in ranges, and the receipt that comes back from a desk."""

import http.client
import io
import socket
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.films.bundle import FilmBundle
from appliance.films.errors import NotAFilm
from appliance.films.ids import new_id
from control.errors import ErrorAnswer
from control.sockets import COURIER_SOCKET
from sealed.papers.desk_receipt import NAMESPACE
from sealed.ssh import sshsig
from tests.support.confirming import discard
from tests.support.papers import receipt_for
from tests.support.recorder_process import Machine
from tests.support.sample_film import FILM, Studio, contents


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return Studio().film(tmp_path / "films")


@pytest.fixture
def carried(machine: Machine) -> Iterator[Path]:
    """A film on a running box, with an id that no other has had."""
    path = machine.studio.film(machine.films, new_id(None), segments=5, size=100_000)
    yield path
    if path.exists():
        discard(machine.box, path.name)


def unpacked(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def test_the_tar_holds_the_film(film: Path) -> None:
    bundle = FilmBundle(film)
    data = b"".join(bundle.read())
    assert len(data) == bundle.size
    assert unpacked(data) == {f"{FILM}/{name}": body for name, body in contents(film).items()}
    names = list(unpacked(data))
    assert names[0].endswith("film.json")
    assert [name.rpartition("/")[2] for name in names[-2:]] == ["journal", "journal.sig"]
    assert data == b"".join(FilmBundle(film).read())


def test_any_range_of_it_is_the_same_bytes(film: Path) -> None:
    bundle = FilmBundle(film)
    data = b"".join(bundle.read())
    edges = sorted({0, 1, 511, 512, 513, 20_000, 40_961, bundle.size // 2, bundle.size - 1025, bundle.size})
    for start in edges:
        for stop in edges:
            assert b"".join(bundle.read(start, stop)) == data[start:stop]


def test_its_tag_changes_with_the_film(film: Path, tmp_path: Path) -> None:
    before = FilmBundle(film).tag
    assert FilmBundle(film).tag == before
    assert FilmBundle(Studio().film(tmp_path / "other")).tag != before
    with (film / "000001.m4s.age").open("ab") as file:
        file.write(b"x")
    assert FilmBundle(film).tag != before


def test_a_stranger_in_the_folder_is_not_carried(film: Path) -> None:
    (film / "notes.txt").write_text("somebody's")
    with pytest.raises(NotAFilm):
        FilmBundle(film)


class BundleConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("box", timeout=30)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))


def fetch(machine: Machine, film: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = BundleConnection(machine.data / COURIER_SOCKET)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", f"/films/{film}/bundle", headers=sent)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_it_is_fetched_whole(machine: Machine, carried: Path) -> None:
    code, headers, data = fetch(machine, carried.name)
    assert code == 200
    assert headers["content-length"] == str(len(data))
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-type"] == "application/x-tar"
    assert headers["content-disposition"] == f'attachment; filename="{carried.name}.tar"'
    assert unpacked(data) == {f"{carried.name}/{name}": body for name, body in contents(carried).items()}


def test_a_download_that_broke_off_goes_on(machine: Machine, carried: Path) -> None:
    _, headers, data = fetch(machine, carried.name)
    code, rest, tail = fetch(machine, carried.name, Range="bytes=123457-", If_Range=headers["etag"])
    assert (code, tail) == (206, data[123457:])
    assert rest["content-range"] == f"bytes 123457-{len(data) - 1}/{len(data)}"
    assert fetch(machine, carried.name, Range="bytes=10-19")[2] == data[10:20]
    assert fetch(machine, carried.name, Range="bytes=-7")[2] == data[-7:]


def test_a_film_that_changed_meanwhile_begins_anew(machine: Machine, carried: Path) -> None:
    code, _, data = fetch(machine, carried.name, Range="bytes=100-", If_Range='"another"')
    assert code == 200
    assert unpacked(data)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=5-2"])
def test_a_range_that_is_not_there(machine: Machine, carried: Path, asked: str) -> None:
    code, _, data = fetch(machine, carried.name, Range=asked)
    if code == 200:  # what makes no sense is not a range at all (RFC 9110)
        assert unpacked(data)
    else:
        assert code == 416


def test_two_ranges_at_once_are_answered_with_all(machine: Machine, carried: Path) -> None:
    assert fetch(machine, carried.name, Range="bytes=0-9,20-29")[0] == 200


def test_a_film_that_is_not_there(machine: Machine) -> None:
    assert fetch(machine, "undated-none")[0] == 404


class Desk:
    """A desk that imported a bundle."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()

    def known_to(self, machine: Machine) -> None:
        line = sshsig.key_line(sshsig.public_bytes(self.key))
        (machine.data / "desks").write_text(f'desk-3 namespaces="attune-desk-receipt,attune-case" {line}\n')

    def sign(self, film: Path, namespace: str = NAMESPACE) -> dict[str, str]:
        body = receipt_for(film).encode()
        return {"receipt": body.decode(), "signature": sshsig.sign(self.key, body, namespace)}


def hand_in(machine: Machine, film: Path, paper: dict[str, str]) -> dict[str, object]:
    import msgspec

    answer: dict[str, object] = machine.box.put(f"/films/{film.name}/desk-receipt", msgspec.json.encode(paper))
    return answer


def test_a_desks_receipt_lets_the_film_be_wiped(machine: Machine, carried: Path) -> None:
    desk = Desk()
    desk.known_to(machine)
    shown = hand_in(machine, carried, desk.sign(carried))
    assert shown["receipt"]
    assert (machine.data / "receipts" / f"{carried.name}.json").read_text().count('"desk":"desk-3"') == 1
    assert machine.box.post(f"/films/{carried.name}/wipe")["why"] == "receipt"


def test_a_receipt_as_boxes_sign_them_is_no_desks(machine: Machine, carried: Path) -> None:
    """A key that is listed for everything cannot pass a box's own receipt off as a desk's."""
    desk = Desk()
    (machine.data / "desks").write_text(f"desk-3 {sshsig.key_line(sshsig.public_bytes(desk.key))}\n")
    with pytest.raises(ErrorAnswer, match="not for “attune-desk-receipt”"):
        hand_in(machine, carried, desk.sign(carried, "attune-receipt"))


def test_a_desk_that_the_box_does_not_know_is_not_believed(machine: Machine, carried: Path) -> None:
    Desk().known_to(machine)
    with pytest.raises(ErrorAnswer, match="no desk that this box knows"):
        hand_in(machine, carried, Desk().sign(carried))
    (machine.data / "desks").unlink()
    with pytest.raises(ErrorAnswer, match="cannot tell which desks"):
        hand_in(machine, carried, Desk().sign(carried))


@pytest.mark.parametrize("spoil", ["bytes", "signature", "namespace", "film"])
def test_a_desks_receipt_that_is_not_good(machine: Machine, carried: Path, spoil: str) -> None:
    desk = Desk()
    desk.known_to(machine)
    paper = desk.sign(carried, "attune-case" if spoil == "namespace" else NAMESPACE)
    match spoil:
        case "bytes":
            paper["receipt"] = paper["receipt"].replace("file:", "else:")
        case "signature":
            paper["signature"] = "nonsense"
        case "film":
            with (carried / "000001.m4s.age").open("ab") as file:
                file.write(b"x")
    with pytest.raises(ErrorAnswer) as refusal:
        hand_in(machine, carried, paper)
    assert refusal.value.http in (400, 409)
    assert machine.box.film(carried.name)["receipt"] is None
