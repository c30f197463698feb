"""Captures what C code and subprocesses write to descriptors 1 and 2."""

import codecs
import os
import select
import threading
from typing import Callable

from .interrupts import Interrupts, start_thread

_KINDS = ('stdout', 'stderr')


class Descriptors:
    """Two pipes in place of descriptors 1 and 2, read by a thread and, for the right order, by `drain`."""

    def __init__(self, write: Callable[[str, str], None], interrupts: Interrupts) -> None:
        self._write = write
        self._interrupts = interrupts
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._waiting = select.poll()
        self._taking = select.poll()
        self._readers = {}
        for target, kind in ((1, 'stdout'), (2, 'stderr')):
            reader, writer = os.pipe()
            os.dup2(writer, target)
            os.close(writer)
            os.set_blocking(reader, False)
            self._readers[reader] = (kind, codecs.getincrementaldecoder('utf-8')('replace'))
            self._waiting.register(reader, select.POLLIN)
            self._taking.register(reader, select.POLLIN)

    def start(self) -> None:
        """Begin to read."""
        start_thread(self._read, 'descriptors')

    def drain(self) -> None:
        """Take everything that has been written so far; nothing in a forked copy of the session's process."""
        if os.getpid() != self._pid:
            return
        while not self._lock.acquire(timeout=0.05):
            self._interrupts.check()
        try:
            self._take()
        finally:
            self._lock.release()

    def _read(self) -> None:
        while True:
            self._waiting.poll()
            with self._lock:
                self._take()

    def _take(self) -> None:
        # Bounded, since a program may write for ever; each pipe holds 64 KiB.
        for reader, _ in self._taking.poll(0):
            kind, decoder = self._readers[reader]
            for _ in range(4):
                try:
                    data = os.read(reader, 65536)
                except BlockingIOError:
                    break
                self._write(kind, decoder.decode(data))
