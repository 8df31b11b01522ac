"""Settings that cannot be are refused with the place and the cause, before anything starts."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.errors import BadSettings
from appliance.recorder.settings import RecorderSettings, read_settings
from sealed.age import generate
from sealed.ssh.key_file import write_key
from tests.support.box_process import attune

BASE = {"data": '"box"', "name": '"attune-k7qm"', "key": '"recorder.key"', "recipients": '["age1pq1x"]'}


def read(folder: Path, tables: str = "", **changed: str) -> RecorderSettings:
    path = folder / "recorder.toml"
    lines = [f"{name} = {value}" for name, value in (BASE | changed).items()]
    path.write_text("\n".join([*lines, tables]), encoding="utf-8")
    return read_settings(path)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert (settings.camera.width, settings.camera.fraction(), settings.limit.limits().film) == (1280, 25, 900)


@pytest.mark.parametrize(
    "tables",
    [
        '[camera]\nrate = "30000/1001"',
        "[camera]\nwidth = 64\nheight = 64",
        "[limit]\nfilm = 1.0",
        "[panel]\nbutton = 27\nled = 3",
        "[wipe]\nautomatic = true\nkeep_days = 0",
    ],
)
def test_what_can_be_is_taken(tmp_path: Path, tables: str) -> None:
    assert read(tmp_path, tables)


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ('[camera]\nrate = "0"', "rate"),
        ('[camera]\nrate = "-25"', "rate"),
        ('[camera]\nrate = "1/0"', "rate"),
        ('[camera]\nrate = "121"', "rate"),
        ('[camera]\nrate = "nan"', "rate"),
        ('[camera]\nrate = "29.970029970029"', "30000/1001"),
        ('[camera]\nrate = "fast"', "rate"),
        ("[camera]\nwidth = 641", "width"),
        ("[camera]\nheight = 0", "height"),
        ("[camera]\nwidth = -640", "width"),
        ("[camera]\nwidth = 100000", "width"),
        ("[microphone]\nrate = 0", "rate"),
        ("[microphone]\nrate = 47999", "rate"),
        ("[microphone]\nchannels = 3", "channels"),
        ("[limit]\nfilm = 0.0", "film"),
        ("[limit]\nfilm = -5.0", "film"),
        ("[limit]\nfilm = inf", "film"),
        ("[limit]\nfilm = nan", "film"),
        ("[limit]\nreminder = -1.0", "reminder"),
        ("[panel]\nbutton = 99", "button"),
        ("[panel]\nbutton = -1", "button"),
        ("[panel]\nred = 17", "pin"),
        ("[wipe]\nkeep_days = -1", "keep_days"),
        ("[wipe]\nkeep_days = nan", "keep_days"),
        ("[wipe]\nkeep_days = inf", "keep_days"),
        ('stores = ["nonsense"]', "stores"),
        ('stores = [""]', "stores"),
        ('stores = ["sftp://[::1/films"]', "stores"),
        ('stores = ["sftp://a@nas:99999/films"]', "port"),
        ('stores = ["file:///a\\u0007"]', "stores"),
        ("[camera]\nzoom = 2", "zoom"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, tables: str, place: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read(tmp_path, tables)
    assert refused.value.exit == 2
    assert "recorder.toml" in str(refused.value)
    assert place in str(refused.value)


@pytest.mark.parametrize(
    "changed",
    [{"name": '""'}, {"name": f'"{"a" * 129}"'}, {"name": '"a\\u0007"'}, {"recipients": "[]"}, {"data": '""'}],
    ids=str,
)
def test_a_box_that_every_reader_would_refuse_does_not_start(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(BadSettings):
        read(tmp_path, **changed)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "recorder.toml").write_bytes(b'name = "\xe9"')
    for path in (tmp_path / "recorder.toml", tmp_path / "missing.toml"):
        with pytest.raises(BadSettings, match=path.name):
            read_settings(path)


@pytest.mark.process
def test_a_box_that_could_seal_no_film_does_not_start(tmp_path: Path) -> None:
    """What no setting shows by itself is tried before the recorder is ready, and not when a film begins."""
    write_key(tmp_path / "key", Ed25519PrivateKey.generate())
    recipients = f'["{generate().recipient}", "{generate(post_quantum=False).recipient}"]'
    read(tmp_path, data=f'"{tmp_path}/box"', key=f'"{tmp_path}/key"', recipients=recipients, devices='"simulated"')
    said = attune("recorder", "--config", tmp_path / "recorder.toml")
    assert (said.returncode, said.stdout) == (2, "")
    assert "cannot record with these settings" in said.stderr
    assert "Use recipients of one kind" in said.stderr
