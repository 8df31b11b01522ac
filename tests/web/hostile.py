"""A hostile phone on the same Wi-Fi, as a process: python -m tests.web.hostile HOST PORT SOURCE SECONDS.

It holds a thousand connections open (silent, with a request that never ends, with garbage), opens another for each
that is closed, and asks to be paired a hundred times a second. At the end it prints what it did as JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from contextlib import suppress

HELD = 1000
ASKS = 100  # a second
GARBAGE = [
    b"\x16\x03\x01\x02\x00\x01\x00" + bytes(300),
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x00\xff" * 200,
    b"POST /pair\r\n",
]


class Hostile:
    """All that it does from one address, until `end`."""

    def __init__(self, host: str, port: int, source: str, seconds: float) -> None:
        self.where = (host, port)
        self.source = source
        self.end = time.monotonic() + seconds
        self.done: Counter[str] = Counter()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.done["connections"] += 1
        return await asyncio.open_connection(*self.where, local_addr=(self.source, 0))

    async def hold(self, number: int) -> None:
        while time.monotonic() < self.end:
            with suppress(OSError):
                reader, writer = await self.connect()
                try:
                    await self.bother(number % 10, number, reader, writer)
                finally:
                    writer.close()
            self.done["lost"] += 1
            await asyncio.sleep(1)

    async def bother(self, how: int, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if how < 6:  # silent
            await reader.read()
        elif how < 9:  # a head that never ends
            writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            while not reader.at_eof() and time.monotonic() < self.end:
                writer.write(b"X-Slow: yes\r\n")
                await writer.drain()
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(100), 1)
        else:
            writer.write(GARBAGE[number % len(GARBAGE)])
            await reader.read()

    async def ask_often(self) -> None:
        asked: set[asyncio.Task[None]] = set()
        while time.monotonic() < self.end:
            asked.add(asyncio.create_task(self.ask_once()))
            await asyncio.sleep(1 / ASKS)
        await asyncio.gather(*asked)

    async def ask_once(self) -> None:
        with suppress(OSError):
            reader, writer = await self.connect()
            writer.write(b"POST /pair HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            answer = (await reader.read(100)).split(b" ")
            self.done[f"pair {answer[1].decode() if len(answer) > 1 else 'none'}"] += 1
            writer.close()

    async def run(self) -> None:
        holding = [asyncio.create_task(self.hold(number)) for number in range(HELD)]
        await self.ask_often()
        for task in holding:
            task.cancel()
        await asyncio.gather(*holding, return_exceptions=True)


if __name__ == "__main__":
    hostile = Hostile(sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
    asyncio.run(hostile.run())
    print(json.dumps(hostile.done))
