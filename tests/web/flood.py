"""An unpaired client that floods the pages, as a process: python -m tests.web.flood HOST PORT SOURCE SECONDS.

Five hundred lasting connections, each asking again as soon as it is answered: for pages, for files that do not exist,
and to be paired. At the end it prints as JSON how often each status came.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from contextlib import suppress

CONNECTIONS = 500
PATHS = (
    "GET /static/nope",
    "GET /",
    "GET /pair",
    "GET /nothing",
    "POST /pair",
    "GET /trust/attune.crt",
    "GET /openapi.json",
)


async def one(host: str, port: int, source: str, number: int, end: float, done: Counter[str]) -> None:
    """One connection, made anew when it is closed."""
    while time.monotonic() < end:
        with suppress(OSError, ValueError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(host, port, local_addr=(source, 0))
            done["connections"] += 1
            try:
                while time.monotonic() < end:
                    number += 1
                    head = f"{PATHS[number % len(PATHS)]} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n"
                    writer.write(head.encode())
                    done[await asyncio.wait_for(answered(reader), 10)] += 1
            finally:
                writer.close()
        await asyncio.sleep(0.1)


async def answered(reader: asyncio.StreamReader) -> str:
    """Read one whole answer; its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    await reader.readexactly(int(fields["content-length"]))
    return head.split(" ")[1]


async def flood(host: str, port: int, source: str, seconds: float) -> Counter[str]:
    """All of them, for so long."""
    done: Counter[str] = Counter()
    end = time.monotonic() + seconds
    await asyncio.gather(*(one(host, port, source, number, end, done) for number in range(CONNECTIONS)))
    return done


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])))))
