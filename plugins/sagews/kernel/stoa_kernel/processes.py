"""What the kernel asks of Linux about processes: parents that die, orphans, memory."""

import ctypes
import os
import signal
from typing import Dict, List, Optional

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def die_with_parent(parent: int) -> None:
    """Have this process killed when `parent`, which must be its parent, dies."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends, so that none escapes."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def flush_c_streams() -> None:
    """Write out what C code has printed but not flushed."""
    _libc.fflush(None)


def children(pid: int) -> List[int]:
    """The children of `pid`."""
    found: List[int] = []
    try:
        for task in os.listdir(f'/proc/{pid}/task'):
            with open(f'/proc/{pid}/task/{task}/children') as file:
                found.extend(int(child) for child in file.read().split())
    except OSError:
        pass
    return found


def interrupt(pid: int) -> None:
    """SIGINT to a session and its whole group, as a terminal does: commands that a cell has started are interrupted too."""
    try:
        # A cell may have led its process into another group.
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGINT)
        else:
            os.kill(pid, signal.SIGINT)
    except OSError:
        pass


def kill(pid: int) -> None:
    """SIGKILL to a process and to its group, if it leads or shares one that is not ours."""
    for send in (lambda: _kill_group(pid), lambda: os.kill(pid, signal.SIGKILL)):
        try:
            send()
        except OSError:
            pass


def _kill_group(pid: int) -> None:
    group = os.getpgid(pid)
    if group != os.getpgrp():
        os.killpg(group, signal.SIGKILL)


def memory(pid: int) -> Dict[str, Optional[int]]:
    """`pss` (shared pages divided among those who share them) and `rss`, in bytes; None where unknown."""
    found: Dict[str, Optional[int]] = {'pss': None, 'rss': None}
    try:
        with open(f'/proc/{pid}/smaps_rollup') as file:
            for line in file:
                name, _, rest = line.partition(':')
                if name in ('Pss', 'Rss'):
                    found[name.lower()] = int(rest.split()[0]) * 1024
    except OSError:
        pass
    return found
