"""Ends a run between two statements of the person's code when its outcome is no longer wanted.

Unlike an interrupt it never breaks into the middle of something: the frames of the cells are watched from the moment it is asked for, and
the next line that one of them begins raises instead. Until then nothing is traced and nothing is slower.
"""

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any, Callable


class Superseded(BaseException):
    """Newer values have taken the place of those that this run is for."""


class Superseding:
    """One per session. `is_cell` tells by its file name whether code is the person's."""

    def __init__(self, is_cell: Callable[[str], bool]) -> None:
        self._is_cell = is_cell
        self._armed = False
        self._main = threading.get_ident()
        self._pid = os.getpid()

    def arm(self) -> None:
        """From now on the run may be ended."""
        signal.signal(signal.SIGUSR1, self._handle)
        self._armed = True

    def disarm(self) -> None:
        """The run is over, or is being ended."""
        self._armed = False
        sys.settrace(None)

    def ask(self) -> None:
        """From any thread: end the run at the next statement."""
        if self._armed:
            signal.pthread_kill(self._main, signal.SIGUSR1)

    def _handle(self, number: int, frame: Any) -> None:
        if not self._armed or os.getpid() != self._pid:
            return
        found = False
        while frame is not None:
            if self._is_cell(frame.f_code.co_filename):
                frame.f_trace = self._line
                found = True
            frame = frame.f_back
        if found:
            sys.settrace(_nothing)

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == 'line' and self._armed:
            self.disarm()
            raise Superseded
        return self._line


def _nothing(frame: FrameType, event: str, argument: Any) -> None:
    """Calls made meanwhile are not traced."""
