"""What every reader requires of film.json is checked when the box starts, not after the visit."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.capture.settings import AudioFormat, VideoFormat
from appliance.recorder.identity import RecorderIdentity
from sealed.age import Recipient, generate

HD, MONO = VideoFormat(1280, 720, Fraction(25)), AudioFormat(48_000, 1)


def check(
    name: str = "attune-k7qm",
    software: str = "attune test",
    video: VideoFormat = HD,
    audio: AudioFormat = MONO,
    recipients: list[Recipient] | None = None,
) -> None:
    known = [generate().recipient] if recipients is None else recipients
    RecorderIdentity(name, Ed25519PrivateKey.generate(), known, software).check(video, audio)


def test_a_box_whose_films_can_be_read_passes() -> None:
    check()
    check(name="a" * 128, software="a" * 128)


@pytest.mark.parametrize("name", ["", "a" * 129, "a\nb"])
def test_a_name_that_readers_refuse(name: str) -> None:
    with pytest.raises(ValueError, match=r"name|length"):
        check(name=name)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: check(software="a" * 129),
        lambda: check(video=VideoFormat(0, 720, Fraction(25))),
        lambda: check(audio=AudioFormat(0, 1)),
        lambda: check(recipients=[]),
    ],
)
def test_software_shape_sound_and_recipients_that_readers_refuse(spoil: Callable[[], None]) -> None:
    with pytest.raises(ValueError, match=r"length|>|width|range"):
        spoil()
