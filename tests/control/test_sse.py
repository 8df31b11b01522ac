"""The event stream's own format."""

import pytest

from control import sse


@pytest.mark.parametrize(
    ("lines", "events"),
    [
        ([b"event: news\n", b"data: {}\n", b"\n"], [("news", b"{}")]),
        ([b"data:1\r\n", b"\r\n", b"event: b\n", b"data: 2\n", b"\n"], [("message", b"1"), ("b", b"2")]),
        ([b"data: 1\n", b"data: 2\n", b"\n"], [("message", b"1\n2")]),
        ([b": a comment\n", b"id: 7\n", b"data: 1\n", b"\n"], [("message", b"1")]),
        ([b"event: cut\n", b"data: 1\n"], []),
        ([b"\n", b"event: empty\n", b"\n", b"data: 1\n", b"\n"], [("message", b"1")]),
    ],
)
def test_decode(lines: list[bytes], events: list[tuple[str, bytes]]) -> None:
    assert list(sse.decode(lines)) == events


def test_what_is_encoded_is_decoded() -> None:
    encoded = sse.encode("news", b'{"a": ": x"}')
    assert list(sse.decode(encoded.splitlines(keepends=True))) == [("news", b'{"a": ": x"}')]
