"""Sends a session's messages from a thread of its own, so that a slow reader never leaves a line half-written."""

import collections
import os
import socket
import threading
import time

from .interrupts import Interrupts, start_thread
from .wire import encode

PERIOD_SECONDS = 0.05
PIECE_CHARACTERS = 4096
# The end of a line follows its text at once; waiting this long for it makes one message of the two.
_SETTLE_SECONDS = 0.002
# So many pieces of text may be sent one right after the other; then one each period.
_BURST = 10
_ROOM_CHARACTERS = 128 * 1024


class _Text:
    """A piece of output text that may still grow."""

    def __init__(self, run: str, kind: str) -> None:
        self.run = run
        self.kind = kind
        self.parts: list = []
        self.size = 0
        self.began = time.monotonic()

    def message(self) -> dict:
        return {'event': 'output', 'id': self.run, 'message': {self.kind: ''.join(self.parts)}}


class Outbox:
    """A queue to the peer. The lock `changed` may be held by others who must change their own state in step with it.

    Whoever adds something sends it at once if that blocks nobody, because the thread cannot run while C code holds Python's
    lock. Text is sent so only in short bursts; the thread sends the rest of it in its time.

    A copy of the process that C code has forked, which Python is not told of, must not speak for the session: see `mine`.
    """

    def __init__(self, connection: socket.socket, interrupts: Interrupts) -> None:
        self.changed = threading.Condition()
        self._connection = connection
        self._interrupts = interrupts
        self._queue: collections.deque = collections.deque()
        self._size = 0
        self._sent_at = 0.0
        self._sending = False
        self._burst = float(_BURST)
        self._refilled_at = time.monotonic()
        self._pid = os.getpid()

    def start(self) -> None:
        """Begin to send."""
        start_thread(self._send, 'outbox')

    def mine(self) -> bool:
        """False in a copy of the session's process, whose locks may be held for ever and whose connection is the session's."""
        return os.getpid() == self._pid

    def wait_for_room(self) -> None:
        """Return when the queue is short enough. In the main thread an interrupt ends the wait."""
        while self._size > _ROOM_CHARACTERS:
            with self.changed:
                if self._size > _ROOM_CHARACTERS:
                    self.changed.wait(PERIOD_SECONDS)
            self._interrupts.check()

    def text(self, run: str, kind: str, text: str) -> None:
        """Add text, joined to what waits already if that is of the same kind."""
        with self.changed:
            last = self._queue[-1] if self._queue else None
            if not (isinstance(last, _Text) and last.run == run and last.kind == kind and last.size < PIECE_CHARACTERS):
                last = _Text(run, kind)
                self._queue.append(last)
            last.parts.append(text)
            last.size += len(text)
            self._size += len(text)
            if text.endswith('\n') and self._may_burst():
                self.flush()
            elif len(last.parts) == 1 or last.size >= PIECE_CHARACTERS:
                self.changed.notify_all()

    def put(self, message: dict) -> None:
        """Add one message."""
        line = encode(message)
        with self.changed:
            self._queue.append(line)
            self._size += len(line)
            self.flush()

    def flush(self) -> None:
        """Send what the socket takes without waiting; the thread sends the rest."""
        if not self.mine():
            return
        with self.changed:
            while self._queue and not self._sending:
                line = self._pop()
                try:
                    sent = self._connection.send(line, socket.MSG_DONTWAIT)
                except BlockingIOError:
                    sent = 0
                except OSError:
                    self._gone()
                if sent < len(line):
                    rest = line[sent:]
                    self._queue.appendleft(rest)
                    self._size += len(rest)
                    break
            self.changed.notify_all()

    def _may_burst(self) -> bool:
        now = time.monotonic()
        self._burst = min(_BURST, self._burst + (now - self._refilled_at) / PERIOD_SECONDS)
        self._refilled_at = now
        if self._burst < 1:
            return False
        self._burst -= 1
        return True

    def _pop(self) -> bytes:
        head = self._queue.popleft()
        self._size -= head.size if isinstance(head, _Text) else len(head)
        self._sent_at = time.monotonic()
        return encode(head.message()) if isinstance(head, _Text) else head

    def _take(self) -> bytes:
        with self.changed:
            self._sending = False
            while True:
                if not self._queue:
                    self.changed.wait()
                    continue
                head = self._queue[0]
                if len(self._queue) == 1 and isinstance(head, _Text) and head.size < PIECE_CHARACTERS:
                    pause = self._sent_at + PERIOD_SECONDS - time.monotonic()
                    if pause <= 0 and not head.parts[-1].endswith('\n'):
                        pause = head.began + _SETTLE_SECONDS - time.monotonic()
                    if pause > 0:
                        self.changed.wait(pause)
                        continue
                self._sending = True
                line = self._pop()
                self.changed.notify_all()
                return line

    def _send(self) -> None:
        while True:
            line = self._take()
            try:
                self._connection.sendall(line)
            except OSError:
                self._gone()

    def _gone(self) -> None:
        if self.mine():
            os._exit(0)
