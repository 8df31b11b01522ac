"""Bad Wi-Fi: a relay between a phone and the box that can be cut, and that can be slow, with jitter."""

import asyncio
import random
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


class Weather:
    """Relays to `target` from an address of its own. A cut loses every connection and takes no new one."""

    def __init__(self, target: str, host: str = "127.0.0.1") -> None:
        """`host`: the address that the phone's network reaches."""
        self._near = host
        parts = urlsplit(target)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._open: set[asyncio.StreamWriter] = set()
        self._half_open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._cut = self._swallows = False
        self._delay = self._jitter = 0.0
        self._dice = random.Random(4)
        self.address = ""

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._meet, self._near, 0))
        self.address = f"http://{self._near}:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """The Wi-Fi is gone."""
        self._do(self._drop(True))

    def swallow(self) -> None:
        """Nothing arrives any more, and nobody is told: connections stay open."""
        self._swallows = True

    def half_open(self) -> None:
        """What is open now carries nothing any more, and nobody is told; new connections work."""
        self._half_open |= self._open

    def mend(self) -> None:
        """It is back. What was swallowed is lost with its connections."""
        self._swallows = False
        self._do(self._drop(False))

    def delay(self, seconds: float, jitter: float) -> None:
        """From now on, everything takes a round trip longer by `seconds`, more or less by `jitter`."""
        self._delay, self._jitter = seconds, jitter

    def _do(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(60)

    async def _drop(self, cut: bool) -> None:
        self._cut = cut
        for writer in list(self._open):
            writer.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        await self._drop(True)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if self._cut:
                writer.transport.abort()
                return
            with suppress(OSError):
                there, back = await asyncio.open_connection(self._host, self._port)
                await asyncio.gather(self._carry(reader, back), self._carry(there, writer))
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with suppress(OSError):
                while data := await reader.read(65536):
                    if self._swallows or writer in self._half_open:
                        continue
                    if self._delay:
                        await asyncio.sleep(self._delay / 2 + self._dice.uniform(-0.5, 0.5) * self._jitter)
                    writer.write(data)
                    await writer.drain()
        finally:
            self._open.discard(writer)
            self._half_open.discard(writer)
            writer.close()
