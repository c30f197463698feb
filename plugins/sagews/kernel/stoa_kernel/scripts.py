"""`%script`, `%perl`, `%ruby`: the text of a cell given to a program; and `%prun`, which profiles code."""

import os
import shlex
import signal
import subprocess
from typing import Any, Callable, Dict, List, Optional, Union

from .processes import die_with_parent

Command = Union[str, List[str]]
# Modes that are nothing but a program which reads its code from standard input.
_PROGRAMS = {'perl': ['perl', '-'], 'ruby': ['ruby', '-']}


class ScriptError(Exception):
    """The program is not there."""


def run_script(command: Command, code: str, env: Optional[Dict[str, str]] = None) -> int:
    """Run a program with `code` as its input, and return its exit code. It writes to the session's own descriptors, which are read as it goes on."""
    words = shlex.split(command) if isinstance(command, str) else [str(word) for word in command]
    if not words:
        raise ValueError('A script needs the name of a program.')
    parent = os.getpid()
    try:
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, env={**os.environ, **{str(name): str(value) for name, value in (env or {}).items()}},
            start_new_session=True, preexec_fn=lambda: die_with_parent(parent))
    except FileNotFoundError:
        raise ScriptError(f'There is no program {words[0]!r} here. Install it, or ask whoever looks after this machine.') from None
    try:
        process.communicate(code.encode())
        return process.returncode
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def modes(salvus: Any) -> Dict[str, Callable[..., Any]]:
    """The modes, by name; each is a function that worksheets have too."""

    def script(command: Command, env: Optional[Dict[str, str]] = None) -> Callable[[str], None]:
        """`%script('program')`: give the text below to a program. `env` adds to its environment."""
        def run(code: str) -> None:
            status = run_script(command, code + '\n', env)
            if status:
                salvus.stderr(f'(exit code {status})\n')
        return run

    def prun(code: str, offset: int = 0) -> None:
        """Run code and say which functions took how long."""
        import cProfile
        import pstats
        profile = cProfile.Profile()
        try:
            profile.runcall(salvus.execute, code, offset=offset)
        finally:
            import sys
            pstats.Stats(profile, stream=sys.stdout).sort_stats('cumulative').print_stats(30)

    prun.takes_offset = True  # type: ignore[attr-defined]
    return {'script': script, 'prun': prun, **{name: _named(name, script(command)) for name, command in _PROGRAMS.items()}}


def _named(name: str, run: Callable[[str], None]) -> Callable[[str], None]:
    run.__doc__ = f'Give code to {name}.'
    return run
