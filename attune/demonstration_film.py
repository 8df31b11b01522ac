"""The demonstration family: one short film of the simulated camera's scene, with marks, as if it had been synced."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.capture.film_encoder import FilmEncoder, Segment
from appliance.capture.settings import SECOND, AudioFormat, EncoderSettings, VideoFormat
from appliance.devices.protocols import Frame, Sound
from appliance.devices.simulated.scene import SOUND_RATE, Source
from attune import __version__
from sealed.age import Recipient
from sealed.film.facts import Audio, Facts, Recorder, Started, Video, fingerprint
from sealed.film.records import Consent, Mark, Principle, Visit
from sealed.film.writer import FilmWriter
from sealed.ssh import sshsig

SECONDS = 40
QUESTION = "How can we enjoy playing together more?"
MARKS: tuple[tuple[float, Principle | None, str], ...] = (
    (6.2, "being attentive", "She waits and looks."),
    (15.0, "encouraging initiatives", ""),
    (22.4, "receiving initiatives", "He smiles, and she smiles back."),
    (31.5, None, ""),
)


def make_film(
    shelf: Path, source: Source, name: str, signer: Ed25519PrivateKey, recipient: Recipient, case: str
) -> Path:
    """A complete film of `case` in the folder `shelf`, as the box `name` would have made it."""
    video = VideoFormat(source.width, source.height, source.rate)
    audio = AudioFormat(SOUND_RATE, source.channels)
    now = datetime.now(UTC)
    facts = Facts(
        format=1,
        film=f"{now:%Y%m%d-%H%M}-{''.join(secrets.choice('abcdefghjkmnpqrstuvwxyz') for _ in range(4))}",
        recorder=Recorder(name, sshsig.key_line(sshsig.public_bytes(signer))),
        recipients=(fingerprint(str(recipient)),),
        started=Started.at(now, "ntp"),
        video=Video("h264", video.width, video.height, f"{source.rate.numerator}/{source.rate.denominator}"),
        audio=Audio("aac", audio.rate, audio.channels),
        software=f"attune {__version__}",
    )
    encoder = FilmEncoder(video, audio, EncoderSettings(preset="ultrafast"), 0)
    writer = FilmWriter.create(shelf, facts, [recipient], signer)
    writer.init(encoder.init)
    writer.mark(Visit(case=case, film=1, question=QUESTION, consent=Consent(filming=True)))
    waiting = list(MARKS)
    for segment in _segments(encoder, source):
        writer.segment(segment.data, segment.start, segment.end, segment.frames)
        while waiting and waiting[0][0] * SECOND < segment.end:
            at, principle, note = waiting.pop(0)
            writer.mark(Mark(secrets.token_hex(8), int(at * SECOND), "phone", principle, note or None))
    writer.close("stopped", encoder.frames)
    return writer.path


def _segments(encoder: FilmEncoder, source: Source) -> Iterator[Segment]:
    """The film's segments: each frame, and before it the sound until then."""
    sounds, heard = source.sounds(0), 0
    for number, image in enumerate(islice(source.frames(0), int(SECONDS * source.rate))):
        at = int(number * SECOND / source.rate)
        while heard * SECOND < (at + SECOND // 5) * SOUND_RATE:
            samples = next(sounds)
            encoder.sound(Sound(heard * SECOND // SOUND_RATE, samples))
            heard += len(samples)
        if segment := encoder.frame(Frame(at, image)):
            yield segment
    yield from encoder.finish()
