"""A table of boxes: read as spreadsheets write it; whatever is wrong names its line, and makes nothing."""

import itertools
from pathlib import Path

import pytest

from provision.errors import BadSetting, BadTable, BoxThere, FolderThere, ServiceFull
from provision.issue import make_boxes
from provision.plan import Plan, read_table
from provision.records import Records
from provision.service import Service
from sealed.age import generate
from sealed.papers.box_settings import Devices
from tests.support.services import new_service, plan, recipient


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "boxes.csv"
    path.write_text(text, encoding)
    return path


def test_cells_come_before_the_options_and_empty_ones_after(tmp_path: Path) -> None:
    path = table(tmp_path, "box,place,channel,film-minutes\na,Team North,11,20\nb,,,\n")
    first, second = read_table(path, {"place": "Office", "channel": 1, "recipients": "x"})
    assert first == Plan(box="a", place="Team North", channel=11, film_minutes=20, recipients="x")
    assert second == Plan(box="b", place="Office", channel=1, recipients="x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_reads_what_spreadsheets_write(tmp_path: Path, encoding: str, end: str) -> None:
    path = table(tmp_path, end.join(["box;place", 'a;"Zürich; Nord"', "b;"]), encoding)
    assert read_table(path, {}) == [Plan(box="a", place="Zürich; Nord"), Plan(box="b")]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nbox;place\nx;Nord\n",  # Excel writes it, and hides it
        "box\tplace\nx\tNord\n",  # its Unicode text
        "box,place\nx,Nord\n,\n\n,,\n",  # rows that were emptied
        "box,place,,\nx,Nord,,\n",  # columns that were
        " Box ,PLACE\nx,Nord\n",
        "box,place,store name\nx,Nord\n",  # trailing empty cells that it leaves out after some rows
        'box,place\nx\u00a0,"\nNord"\n',  # a break within a cell
    ],
)
def test_reads_what_is_left_over_in_a_spreadsheet(tmp_path: Path, text: str) -> None:
    for encoding, end in itertools.product(("utf-8", "utf-8-sig", "utf-16"), ("\n", "\r\n")):
        path = table(tmp_path, text.replace("\n", end), encoding)
        assert read_table(path, {}) == [Plan(box="x", place="Nord")]


def test_a_break_or_a_joiner_in_a_cell(tmp_path: Path) -> None:
    path = table(tmp_path, 'box,place\na,"Team\r\nNorth"\nb,क्\u200dष\n')
    assert [plan.place for plan in read_table(path, {})] == ["Team North", "क्\u200dष"]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"PK\x03\x04\x14\x00", "it is a workbook"),
        ("box;place\na;Zürich\n".encode("cp1252"), "CSV UTF-8"),
        ("box,place\na,b\n".encode("utf-16-le"), "CSV UTF-8"),
        (b"\xff\xfea", "CSV UTF-8"),
    ],
)
def test_what_is_no_csv_says_how_to_make_one(tmp_path: Path, data: bytes, cause: str) -> None:
    (tmp_path / "boxes.csv").write_bytes(data)
    with pytest.raises(BadTable, match=cause):
        read_table(tmp_path / "boxes.csv", {})


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("box,colour\na,red\n", 1, "colour is no column"),
        ("place\nhere\n", 1, "it has no column box"),
        ("", 1, "it has no column box"),
        ("box\n", 2, "it names no box"),
        ("box\na\nb\na\n", 4, "a stands on line 2 already"),
        ("box,channel\na,six\n", 2, "channel is six, and must be a whole number"),
        ("box;film_minutes\na;15,5\n", 2, "film_minutes is 15,5"),
        ("box,place\na,b,c\n", 2, "beside the columns"),
        ("box,\na,b\n", 2, "beside the columns"),
        ("box,place\n,here\n", 2, "it names no box"),
        ("box,place,Place\na,b,c\n", 1, "the column place is there twice"),
        ("sep=;\nbox;place\na;b\n\nc;d\ne;\u200bf\n", 6, r"nobody can see \(U\+200B\)"),
        ("box,place\na,\0\n", 1, "not text in UTF-8"),
        ('box,place\na,"b\n', 2, "unexpected end of data"),
    ],
)
def test_what_is_wrong_names_its_line(tmp_path: Path, text: str, line: int, cause: str) -> None:
    with pytest.raises(BadTable, match=cause) as caught:
        read_table(table(tmp_path, text), {})
    assert f"Line {line} of" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        ({"box": "Attune 01"}, "small letters"),
        ({"recipients": ""}, "1 to 20 public keys"),
        ({"recipients": "age1notakey"}, "not a recipient"),
        ({"channel": 52}, "channel is 1, 6, 11"),
        ({"channel": 13}, "channel is 1, 6, 11"),
        ({"country": "gb"}, "two capital letters"),
        ({"hardware": "1E+15"}, "format the column as text"),
        ({"store": "ftp://nas/films"}, "begins with none of"),
        ({"store": "sftp://it:secret@nas/films"}, "must not hold a password"),
        ({"store": "sftp://{box}@nas/films"}, "no store-known-hosts"),
        ({"store": "s3://films/{box}"}, "store-access-key-id"),
        ({"desks": "/nowhere/desks"}, "No such file"),
        ({"film_minutes": 0}, "from 1 to 120"),
        ({"wipe_after_days": 999}, "from 0 to 365"),
        ({"light": "green"}, "rgb, plain or none"),
        ({"camera": "720p"}, "1280x720@25"),
        ({"camera": "1279x720@25"}, "even number"),
        ({"camera": "1280x720@999"}, "from 1 to 120"),
        ({"camera": "1280x720@1/2"}, "from 1 to 120"),
        ({"recipients": f"{recipient()} {generate(post_quantum=False).recipient}"}, "of one kind"),
    ],
)
def test_one_wrong_line_makes_no_box_at_all(
    service: Service, tmp_path: Path, wrong: dict[str, str], cause: str
) -> None:
    with pytest.raises(BadSetting, match=cause):
        make_boxes(service, [plan("good"), plan(**({"box": "bad"} | wrong))], tmp_path / "made")
    assert Records(service).names() == []
    assert not (tmp_path / "made").exists()
    assert Records(service).take_serial("next") == 1


def test_a_secret_for_all_boxes_is_refused(service: Service, tmp_path: Path) -> None:
    (tmp_path / "store-key").write_text("the same for all")
    with pytest.raises(BadSetting, match="shared by all boxes"):
        make_boxes(service, [plan(store="sftp://a@b/c", store_credentials=str(tmp_path))], tmp_path / "made")


def test_a_name_is_given_once(service: Service, tmp_path: Path) -> None:
    make_boxes(service, [plan()], tmp_path / "made")
    with pytest.raises(BoxThere):
        make_boxes(service, [plan()], tmp_path / "elsewhere")
    (tmp_path / "made" / "attune-02").mkdir()
    with pytest.raises(FolderThere):
        make_boxes(service, [plan("attune-02")], tmp_path / "made")


def test_a_network_that_is_full_says_so(tmp_path: Path) -> None:
    service = new_service(tmp_path / "svc", network="10.77.0.0/22")
    make_boxes(service, [plan(f"box-{number}") for number in (1, 2, 3)], tmp_path / "made")
    with pytest.raises(ServiceFull):
        make_boxes(service, [plan("box-4")], tmp_path / "made")


def test_recipients_are_parted_by_spaces(service: Service, tmp_path: Path) -> None:
    made = make_boxes(service, [plan(recipients=f"{recipient()}  {recipient()}")], tmp_path / "made")
    assert made[0].record.settings.recipients == (recipient(), recipient())


def test_camera_light_and_microphone_are_chosen(service: Service, tmp_path: Path) -> None:
    asked = plan(camera="640x480@30000/1001", light="plain", microphone="Blue Yeti")
    made = make_boxes(service, [asked], tmp_path / "made")
    assert made[0].record.settings.devices == Devices("plain", "Blue Yeti", 640, 480, "30000/1001")
