"""A bounded queue of what the devices delivered and the encoder has not taken yet, in order of arrival."""

import threading
from collections import deque

import msgspec

from appliance.devices.protocols import Frame, Sound

MOST_SOUNDS = 1000
"""Blocks of sound that may wait: some 20 seconds, and little memory."""


class Numbered(msgspec.Struct, frozen=True):
    """A frame, and its number among those that the camera delivered."""

    number: int
    frame: Frame


class Inbox:
    """Putting never blocks, so that a device's thread is never delayed; what finds no room is refused, and counted."""

    def __init__(self, most_frames: int) -> None:
        self._most = most_frames
        self._items: deque[Numbered | Sound] = deque()
        self._frames = 0
        self._delivered = 0
        self._closed = False
        self._change = threading.Condition()

    def put_frame(self, frame: Frame) -> bool:
        """False if there is no room; the frame is counted as delivered all the same."""
        with self._change:
            number = self._delivered
            self._delivered += 1
            if self._closed:
                return True
            if self._frames >= self._most:
                return False
            self._frames += 1
            self._items.append(Numbered(number, frame))
            self._change.notify()
            return True

    def put_sound(self, sound: Sound) -> bool:
        """False if there is no room."""
        with self._change:
            if self._closed:
                return True
            if len(self._items) - self._frames >= MOST_SOUNDS:
                return False
            self._items.append(sound)  # the encoder need not wake up: frames wake it often enough
            return True

    def get(self, timeout: float) -> Numbered | Sound | None:
        """The oldest item, or None after `timeout` seconds without any, or when woken."""
        with self._change:
            if not self._items:
                self._change.wait(timeout)
            if not self._items:
                return None
            item = self._items.popleft()
            self._frames -= isinstance(item, Numbered)
            return item

    def wake(self) -> None:
        """Let `get` return now."""
        with self._change:
            self._change.notify()

    def close(self) -> None:
        """Drop what is queued, and refuse everything from now on."""
        with self._change:
            self._closed = True
            self._items.clear()
            self._frames = 0

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        with self._change:
            return not self._items

    @property
    def frames(self) -> int:
        """How many frames wait."""
        with self._change:
            return self._frames

    @property
    def roomy(self) -> bool:
        """Whether at most half of the room for frames, and of that for sound, is in use."""
        with self._change:
            sounds = len(self._items) - self._frames
            return self._frames * 2 <= self._most and sounds * 2 <= MOST_SOUNDS
