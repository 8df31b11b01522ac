"""Server-sent events, as far as the control socket uses them: events of one `data` field or more, no ids, no retry.

Source: HTML Living Standard, "Interpreting an event stream".
"""

from collections.abc import Iterable, Iterator


def encode(name: str, data: bytes) -> bytes:
    """One event. `data` holds no line break (JSON)."""
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"


def decode(lines: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The events' names and data. One that the stream's end cuts off is dropped."""
    name, data = "message", list[bytes]()
    for line in lines:
        field, _, value = line.rstrip(b"\r\n").partition(b":")
        value = value.removeprefix(b" ")
        if not line.rstrip(b"\r\n"):
            if data:
                yield name, b"\n".join(data)
            name, data = "message", []
        elif field == b"event":
            name = value.decode(errors="replace")
        elif field == b"data":
            data.append(value)
