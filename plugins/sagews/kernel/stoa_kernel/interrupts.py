"""SIGINT: lands in the person's code, never in the kernel's own.

Sage's cysignals has its own C handler, which jumps out of C code and otherwise calls the Python handler. Only the Python
handler is replaced here; the C handler stays.
"""

import ctypes
import os
import select
import signal
import socket
import subprocess
import threading
import time
from typing import Any

_libc = ctypes.CDLL(None)
# After one KeyboardInterrupt, no second for this long: the kernel unwinds undisturbed whatever number of signals arrives.
_PAUSE_SECONDS = 0.1
_NUDGE_SECONDS = 0.05


class Interrupts:
    """Decides when a signal becomes a KeyboardInterrupt. Made in the main thread of the zygote, whose sessions inherit it."""

    def __init__(self) -> None:
        self._armed = False
        self._depth = 0
        self._pending = False
        self._last = 0.0
        self._main = threading.get_ident()
        self._clear_c: Any = None
        self._c_handler: Any = None
        self._handled = 0
        self._pid = os.getpid()
        self._woken: Any = None
        self._waker: Any = None

    def install(self) -> None:
        """Put the handler in place, keeping the C handler that is installed; from now on signals are ignored until `arm`."""
        previous = signal.getsignal(signal.SIGINT)
        if getattr(previous, '__name__', '') == 'python_check_interrupt':
            self._clear_c = previous
            self._c_handler = ctypes.create_string_buffer(256)
            _libc.sigaction(signal.SIGINT, None, self._c_handler)
        self._put_in_place()

    def _put_in_place(self) -> None:
        signal.signal(signal.SIGINT, self._handle)
        if self._c_handler is not None:
            _libc.sigaction(signal.SIGINT, self._c_handler, None)

    def start(self) -> None:
        """Begin to see to it, in a session, that no signal is missed."""
        self._pid = os.getpid()
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        # A forked copy has the same sockets, and its signals are not ours.
        os.register_at_fork(after_in_child=self._leave)
        start_thread(self._nudge, 'nudge')

    def _leave(self) -> None:
        signal.set_wakeup_fd(-1)
        self._pid = os.getpid()
        self._woken = None

    def _nudge(self) -> None:
        # A signal that comes between Python's last look and a system call that waits is not seen until that call ends. So
        # when the handler has not run some time after a signal, the main thread gets it again. Each signal leaves its number
        # in the socket, and the handler, which alone takes interrupts out, empties it: what is still there was not handled.
        woken = self._woken
        wake = select.poll()
        wake.register(woken, select.POLLIN)
        while True:
            if wake.poll()[0][1] & select.POLLNVAL:
                # The person's code has closed it.
                return
            time.sleep(_NUDGE_SECONDS)
            count = self._handled
            numbers = _numbers(woken, socket.MSG_PEEK)
            if signal.SIGINT not in numbers:
                numbers = _numbers(woken, size=len(numbers))
            if signal.SIGINT in numbers and self._handled == count:
                signal.pthread_kill(self._main, signal.SIGINT)

    def arm(self) -> None:
        """From now on the person's code runs and may be interrupted, whatever earlier code has done to the handler."""
        if signal.getsignal(signal.SIGINT) != self._handle:
            self._put_in_place()
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._pending = False
        self._last = 0.0
        self._armed = True

    def disarm(self) -> None:
        """From now on signals are ignored."""
        self._armed = False
        self._pending = False

    def _handle(self, number, frame) -> None:
        self._handled += 1
        if os.getpid() != self._pid:
            # A copy that C code has forked, for instance to end a program of Sage's: it must do that and not begin to unwind.
            return
        if self._woken is not None:
            _numbers(self._woken)
        if self._clear_c is not None:
            try:
                self._clear_c(number, frame)
            except KeyboardInterrupt:
                pass
        now = time.monotonic()
        if not self._armed or now - self._last < _PAUSE_SECONDS:
            return
        if self._depth:
            self._pending = True
            return
        self._last = now
        raise KeyboardInterrupt

    def check(self) -> None:
        """Raise the interrupt that arrived inside a shielded section; for loops that wait there."""
        if self._pending and threading.get_ident() == self._main:
            self._pending = False
            self._last = time.monotonic()
            raise KeyboardInterrupt

    def __enter__(self) -> 'Interrupts':
        """A section of the main thread in which an interrupt is put off until its end."""
        if threading.get_ident() == self._main:
            self._depth += 1
        return self

    def __exit__(self, kind, value, trace) -> None:
        if threading.get_ident() == self._main:
            self._depth -= 1
            if not self._depth and kind is None:
                self.check()


def _numbers(woken: socket.socket, flags: int = 0, size: int = 1 << 16) -> bytes:
    try:
        return woken.recv(size, flags) if size else b''
    except OSError:
        return b''


def start_thread(target, name: str) -> threading.Thread:
    """Start a daemon thread that signals never interrupt, so that they interrupt the main thread."""
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGCHLD, signal.SIGTERM})
    try:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
    return thread


def system(command: str) -> int:
    """In place of `os.system`, which is deaf to interrupts while its command runs. Returns the same kind of status."""
    code = subprocess.call(os.fsdecode(command), shell=True)
    return -code if code < 0 else code << 8
