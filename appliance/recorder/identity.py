"""The recorder's name and signing key, and the recipients that films are sealed to (public keys only)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.capture.settings import AudioFormat, VideoFormat
from appliance.devices.protocols import Clock
from sealed.age import Recipient, seal
from sealed.film.facts import FORMAT, Audio, Facts, Recorder, Started, Video, fingerprint
from sealed.ssh import sshsig


class RecorderIdentity:
    """Signs films, and names their recipients."""

    def __init__(self, name: str, signer: Ed25519PrivateKey, recipients: Sequence[Recipient], software: str) -> None:
        self.signer = signer
        self.recipients = tuple(recipients)
        self.recorder = Recorder(name, sshsig.key_line(sshsig.public_bytes(signer)))
        self.software = software

    def sealing_to(self, recipients: Sequence[Recipient]) -> "RecorderIdentity":
        """The same recorder with other recipients."""
        return RecorderIdentity(self.recorder.name, self.signer, recipients, self.software)

    def check(self, video: VideoFormat, audio: AudioFormat) -> None:
        """Raise ValueError if readers would refuse films with these facts, and AgeError if none can be sealed to these
        recipients: now, and not after the visit."""
        Facts.decode(self.facts("undated-check", Clock(0.0, "none"), video, audio).encode())
        seal(b"", self.recipients)

    def facts(self, film: str, clock: Clock, video: VideoFormat, audio: AudioFormat | None) -> Facts:
        """film.json for a film that begins now."""
        when = None if clock.source == "none" else datetime.fromtimestamp(clock.utc, UTC)
        return Facts(
            format=FORMAT,
            film=film,
            recorder=self.recorder,
            recipients=tuple(fingerprint(str(recipient)) for recipient in self.recipients),
            started=Started.at(when, clock.source),
            video=Video("h264", video.width, video.height, f"{video.rate.numerator}/{video.rate.denominator}"),
            audio=Audio("aac", audio.rate, audio.channels) if audio else None,
            software=self.software,
        )
