"""Packets into MP4: one header for the film, then one self-contained fragment (moof, mdat) for each segment.

ISO/IEC 14496-12, 8.8: movie fragments. Each has its absolute decode time (tfdt), so none needs the one before it.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import av
from av import Packet
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

from appliance.capture.audio import AudioPacket, add_audio
from appliance.capture.settings import AudioFormat, EncoderSettings, VideoFormat
from appliance.capture.video import VideoPacket, add_video

_Stream = TypeVar("_Stream", VideoStream, AudioStream)

# Nothing is shifted and there is no edit list: a packet's time is its time in the film. A fragment ends when its
# container is closed, and no index follows.
OPTIONS = {
    "movflags": "empty_moov+default_base_moof+frag_custom+frag_discont+skip_trailer",
    "use_editlist": "0",
    "avoid_negative_ts": "disabled",
}


def boxes(data: bytes | memoryview) -> Iterator[tuple[bytes, int, int]]:
    """The top-level boxes of MP4 data: type, and where each begins and ends."""
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, at, at + size
        at += size


class Muxer:
    """The film's streams: `video` and `audio` carry the encoders, `init` is the header (ftyp, moov)."""

    def __init__(self, video: VideoFormat, audio: AudioFormat | None, settings: EncoderSettings) -> None:
        header = io.BytesIO()
        # It stays open, since its streams are the pattern for every fragment; nothing more is written to it.
        self._container = _open(header, OPTIONS)
        self.video = add_video(self._container, video, settings)
        self.audio = add_audio(self._container, audio, settings) if audio else None
        self._container.start_encoding()
        self.init = header.getvalue()

    def fragment(self, number: int, frames: Sequence[VideoPacket], sound: Sequence[AudioPacket]) -> bytes:
        """One moof and mdat that holds these packets. `number` counts fragments from 1."""
        whole = io.BytesIO()
        with _open(whole, OPTIONS | {"fragment_index": str(number)}) as container:
            _add_track(container, self.video, frames)
            if self.audio is not None:
                _add_track(container, self.audio, sound)
            container.start_encoding()
            packets: list[Packet[Any]] = [*frames, *sound]
            for packet in sorted(packets, key=_decode_time):
                container.mux_one(packet)
        data = whole.getbuffer()
        start = next(start for kind, start, _ in boxes(data) if kind == b"moof")
        return bytes(data[start:])

    def close(self) -> None:
        """Free the encoders' memory, which otherwise stays allocated after the film. Idempotent."""
        self._container.close()


def _open(file: io.BytesIO, options: dict[str, str]) -> OutputContainer:
    return av.open(file, "w", format="mp4", options=options)


def _add_track(container: OutputContainer, pattern: _Stream, packets: "Sequence[Packet[_Stream]]") -> None:
    stream = container.add_stream_from_template(pattern)
    stream.time_base = pattern.time_base
    for packet in packets:
        packet.stream = stream


def _decode_time(packet: "Packet[Any]") -> float:
    if packet.dts is None:
        raise ValueError("a packet without a decode time cannot be muxed")
    return packet.dts * float(packet.time_base)
