"""AAC: packets of 1024 samples, numbered from the film's time 0."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

import av
from av import Packet
from av.audio.stream import AudioStream
from av.container import OutputContainer

from appliance.capture.settings import AudioFormat, EncoderSettings

AudioPacket: TypeAlias = "Packet[AudioStream]"


def add_audio(container: OutputContainer, form: AudioFormat, settings: EncoderSettings) -> AudioStream:
    """Add the sound stream to a container that has not started, and set its encoder up."""
    stream = container.add_stream("aac", rate=form.rate, layout=form.layout)
    stream.bit_rate = settings.sound[form.channels]
    stream.time_base = Fraction(1, form.rate)
    return stream


class AudioEncoder:
    """Encodes frames of float samples whose `pts` counts samples from time 0, without a gap."""

    def __init__(self, stream: AudioStream) -> None:
        self._encoder = stream.codec_context

    def encode(self, frames: Iterable[av.AudioFrame]) -> list[AudioPacket]:
        """The packets that these frames complete."""
        return _after_zero(packet for frame in frames for packet in self._encoder.encode(frame))

    def finish(self) -> list[AudioPacket]:
        """The packets still inside. The last is filled up with silence to 1024 samples."""
        return _after_zero(self._encoder.encode(None))


def _after_zero(packets: Iterable[AudioPacket]) -> list[AudioPacket]:
    """Leave out the encoder's priming, which lies before time 0: so no edit list is needed to skip it."""
    return [packet for packet in packets if packet.pts is not None and packet.pts >= 0]
