"""The output of one run: what cells, streams and modes write, within the limits, to the outbox."""

import contextlib
import os
import sys
from typing import Any, Dict, List, Optional

from .interrupts import Interrupts
from .limits import Overflow
from .outbox import Outbox

_SIZED = ('code', 'html', 'md', 'tex')


def _characters(message: Dict[str, Any]) -> int:
    return sum(len(value) if isinstance(value, str) else _characters(value) if isinstance(value, dict) else 8 for value in message.values())


class RunOutput:
    """Where a run's output goes. Any thread may write; nothing is sent after `finish`."""

    def __init__(self, outbox: Outbox, run: str, cell: str, limits: Dict[str, int], spool: str) -> None:
        self._outbox = outbox
        self._run = run
        self._cell = cell
        self._limits = limits
        self._spool = spool
        self._last_kind: Optional[str] = None
        self._messages = 0
        self._total = 0
        self._shown: List[str] = []
        self._overflow: Optional[Overflow] = None
        self._finished = False

    def text(self, kind: str, text: str) -> None:
        """Add text of the kind `stdout` or `stderr`; waits while the reader is slow."""
        if not text or not self._outbox.mine():
            return
        self._outbox.wait_for_room()
        with self._outbox.changed:
            if self._finished:
                return
            left = self._limits['total'] - self._total
            if kind != self._last_kind and self._messages >= self._limits['messages']:
                left = 0
            room = max(0, min(left, self._limits[kind]))
            shown = text[:room]
            first = len(text) > room and self._overflow is None
            if first:
                self._open_overflow('total' if room == left else kind)
                self._seen += len(shown.encode('utf-8', 'replace'))
            if self._overflow is not None:
                self._overflow.write(text)
                if len(text) > room and room < left:
                    shown += f'\n[{len(text) - room} more characters are in {self._overflow.filename}]\n'
            else:
                self._shown.append(text)
            if shown:
                self._count(kind, len(shown))
                self._outbox.text(self._run, kind, shown.replace('\0', '\ufffd'))
            if first:
                self._send_limited(complete=False)

    def message(self, message: Dict[str, Any], always: bool = False) -> None:
        """Add a message of any kind; `always` passes it whatever the limits say."""
        if not self._outbox.mine():
            return
        self._outbox.wait_for_room()
        with self._outbox.changed:
            if self._finished:
                return
            kind = next(iter(message))
            size = _characters(message)
            limit = min(self._limits['total'] - self._total, self._limits[kind] if kind in _SIZED else size)
            if not always and (size > limit or self._messages >= self._limits['messages']):
                first = self._overflow is None
                if first:
                    self._open_overflow('messages' if size <= limit else kind if kind in _SIZED else 'total')
                self._overflow.write(_as_text(message))  # type: ignore[union-attr]
                _forget_file(message)
                if first:
                    self._send_limited(complete=False)
                return
            if self._overflow is not None:
                self._overflow.write(_as_text(message))
            else:
                self._shown.append(_as_text(message))
            self._count(kind, size)
            self._last_kind = None
            self._send(message)

    def finish(self) -> None:
        """Say how large the overflow became, and take no more."""
        with self._outbox.changed:
            if self._finished:
                return
            self._finished = True
            if self._overflow is not None:
                self._overflow.close()
                self._send_limited(complete=True)

    def _send(self, message: Dict[str, Any]) -> None:
        self._outbox.put({'event': 'output', 'id': self._run, 'message': message})

    def _count(self, kind: str, size: int) -> None:
        self._total += size
        if kind != self._last_kind:
            self._messages += 1
            self._last_kind = kind

    def _open_overflow(self, reason: str) -> None:
        self._reason = reason
        self._overflow = Overflow(self._spool, self._cell, self._limits['spill'])
        for piece in self._shown:
            self._overflow.write(piece)
        self._shown = []
        # Bytes of the file that are seen without it.
        self._seen = self._overflow.size

    def _send_limited(self, complete: bool) -> None:
        overflow = self._overflow
        assert overflow is not None
        unit = 'messages' if self._reason == 'messages' else 'characters'
        reason = (
            f'Output is limited to {self._limits[self._reason]} {unit}.' if self._reason == 'total' or unit == 'messages'
            else f'One piece of {self._reason} is limited to {self._limits[self._reason]} characters.')
        self._send({'limited': {
            'path': overflow.path, 'filename': overflow.filename, 'size': overflow.size, 'shown': self._seen, 'complete': complete,
            'reason': f'{reason} {overflow.problem}'.rstrip(),
        }})


def _forget_file(message: Dict[str, Any]) -> None:
    # A picture that nobody will see must not fill the disk: a loop makes thousands of them.
    about = message.get('file')
    if isinstance(about, dict) and about.get('path'):
        with contextlib.suppress(OSError):
            os.unlink(about['path'])


def _as_text(message: Dict[str, Any]) -> str:
    kind, value = next(iter(message.items()))
    if isinstance(value, dict):
        value = value.get('tex') or value.get('source') or value.get('text') or value.get('filename') or ''
    return f'{value}\n' if isinstance(value, str) and kind not in ('hide', 'show', 'close', 'amend') else ''


class Stream:
    """`sys.stdout` or `sys.stderr` of a session."""

    encoding = 'utf-8'
    errors = 'replace'
    newlines = None

    def __init__(self, kind: str, write, interrupts: Interrupts, descriptor: int) -> None:
        self.name = f'<{kind}>'
        self._kind = kind
        self._write = write
        self._interrupts = interrupts
        self._descriptor = descriptor
        self._pid = os.getpid()

    def write(self, text: str) -> int:
        """Write text; an interrupt takes effect at the end of the call."""
        if not isinstance(text, str):
            raise TypeError(f'write() takes a string, not {type(text).__name__}')
        if os.getpid() != self._pid:
            # A copy of the session's process, forked by C code: the session reads the descriptor.
            os.write(self._descriptor, text.encode('utf-8', 'replace'))
            return len(text)
        with self._interrupts:
            self._write(self._kind, text)
        return len(text)

    def writelines(self, lines) -> None:
        """Write each of `lines`."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits here; the outbox sends by itself."""

    def fileno(self) -> int:
        """The descriptor that is captured too."""
        return self._descriptor

    def isatty(self) -> bool:
        """False: this is not a terminal."""
        return False

    def readable(self) -> bool:
        """False."""
        return False

    def writable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """False."""
        return False

    @property
    def closed(self) -> bool:
        """Never."""
        return False

    def close(self) -> None:
        """A session's streams stay open."""

    @property
    def buffer(self):
        """A binary stream to the same place."""
        return open(self._descriptor, 'wb', buffering=0, closefd=False)


def plain_streams() -> None:
    """In a process forked by the person's code: write to the descriptors, which the session reads."""
    sys.stdout = os.fdopen(1, 'w', buffering=1, closefd=False, errors='replace')
    sys.stderr = os.fdopen(2, 'w', buffering=1, closefd=False, errors='replace')
